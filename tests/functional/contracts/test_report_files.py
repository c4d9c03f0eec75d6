"""ports.reports.ReportFiles: the last to keep a file wins, and the first who asks to be the first."""

from collections.abc import Iterator

import boto3
import pytest
from homing.adapters.bucket_reports import BucketReports
from homing.services.ports.reports import ReportFiles
from moto import mock_aws

from local.memory.reports import MemoryReports

BUCKET = "figures"
NAME = "digests/2026-W49/care.html"


@pytest.fixture(params=["memory", "bucket"])
def files(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[ReportFiles]:
    if request.param == "memory":
        yield MemoryReports()
        return
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket=BUCKET)
        yield BucketReports(client, BUCKET)


def test_only_the_first_is_the_first(files: ReportFiles) -> None:
    assert files.keep_first(NAME, "one")
    assert not files.keep_first(NAME, "one")
    assert files.keep_first("digests/2026-W49/sales.html", "one")


def test_who_gives_it_up_leaves_it_to_the_next(files: ReportFiles) -> None:
    files.keep_first(NAME, "one")

    files.drop(NAME)
    files.drop(NAME)

    assert files.keep_first(NAME, "two")


def test_a_file_is_replaced(files: ReportFiles) -> None:
    files.keep("figures/day=2026-11-30/figures.csv", "a")
    files.keep("figures/day=2026-11-30/figures.csv", "b")

    if isinstance(files, MemoryReports):
        assert files.files == {"figures/day=2026-11-30/figures.csv": "b"}
    else:
        (kept,) = boto3.client("s3", region_name="us-east-1").list_objects_v2(Bucket=BUCKET)["Contents"]
        found = boto3.client("s3", region_name="us-east-1").get_object(Bucket=BUCKET, Key=kept["Key"])
        assert (found["Body"].read(), found["ContentType"]) == (b"b", "text/csv; charset=utf-8")
