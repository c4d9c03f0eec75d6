"""Reports as objects of a private bucket."""

from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from homing.adapters.aws_errors import code_of, translate

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_KINDS = {"csv": "text/csv; charset=utf-8", "html": "text/html; charset=utf-8"}
_THERE = "PreconditionFailed"


class BucketReports:
    """ports.reports.ReportFiles.

    The first of several writers is known by a conditional write:
    docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
    """

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def keep(self, name: str, text: str) -> None:
        """Keep a file, in place of one of that name."""
        try:
            self._client.put_object(
                Bucket=self._bucket, Key=name, Body=text.encode(), ContentType=_kind(name)
            )
        except (ClientError, BotoCoreError) as error:
            translate(error)

    def keep_first(self, name: str, text: str) -> bool:
        """Keep a file unless one of that name is there; whether it was kept."""
        try:
            self._client.put_object(
                Bucket=self._bucket, Key=name, Body=text.encode(), ContentType=_kind(name), IfNoneMatch="*"
            )
        except ClientError as error:
            if code_of(error) == _THERE:
                return False
            translate(error)
        except BotoCoreError as error:
            translate(error)
        return True

    def drop(self, name: str) -> None:
        """Take a file away again."""
        try:
            self._client.delete_object(Bucket=self._bucket, Key=name)
        except (ClientError, BotoCoreError) as error:
            translate(error)


def _kind(name: str) -> str:
    return _KINDS.get(name.rpartition(".")[2], "application/json")
