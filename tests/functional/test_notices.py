"""What SNS is asked for a notice, on moto, and what its answers mean."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ConnectTimeoutError
from botocore.stub import Stubber
from homing.adapters.notices import SnsNotices
from homing.domain.errors import HomingError, SendingRefused, ServiceUnavailable, Throttled
from homing.services.ports import Notice
from moto import mock_aws

NOTICE = Notice(colleague="sales", workflow="lead_score", subject="Homing: a word", body="Contact: c-1")
REGION = "eu-west-1"


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    with mock_aws():
        yield boto3.client("sns", region_name=REGION)


def test_who_subscribed_is_told_by_whom_it_is_for(client: Any) -> None:
    sqs: Any = boto3.client("sqs", region_name=REGION)
    topic = client.create_topic(Name="notices")["TopicArn"]
    queue = sqs.create_queue(QueueName="desk")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    client.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)

    SnsNotices(lambda: client, topic).publish(NOTICE)

    (message,) = sqs.receive_message(QueueUrl=queue)["Messages"]
    told = json.loads(message["Body"])
    assert (told["Subject"], told["Message"]) == (NOTICE.subject, NOTICE.body)
    assert told["MessageAttributes"]["colleague"]["Value"] == "sales"


@pytest.mark.parametrize(
    ("code", "status", "meaning"),
    [
        ("AuthorizationError", 403, SendingRefused),
        ("NotFound", 404, SendingRefused),
        ("ThrottledException", 429, Throttled),
        ("InternalError", 500, ServiceUnavailable),
    ],
)
def test_an_answer_means_what_is_to_be_done(
    client: Any, code: str, status: int, meaning: type[HomingError]
) -> None:
    with Stubber(client) as stub:
        stub.add_client_error("publish", code, "of ada@example.com", status)

        with pytest.raises(meaning) as told:
            SnsNotices(lambda: client, f"arn:aws:sns:{REGION}:123456789012:notices").publish(NOTICE)

    assert "ada" not in str(told.value)


class Silent:
    def publish(self, **_: Any) -> Any:
        raise ConnectTimeoutError(endpoint_url="https://sns")


def test_silence_is_tried_again() -> None:
    with pytest.raises(ServiceUnavailable):
        SnsNotices(Silent, "topic").publish(NOTICE)
