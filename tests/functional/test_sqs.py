"""Events through a queue and out again, on moto's SQS and S3."""

import random
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from homing.adapters.feedback_backlog import SqsFeedbackBacklog
from homing.adapters.sqs import OVERFLOW_LIMIT, PLAIN_LIMIT, SqsEventQueue, SqsEventRecords, SqsVisibility
from homing.domain.errors import ServiceUnavailable
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from moto import mock_aws

BUCKET = "overflow"
ATTRIBUTES = {
    "topic": "orders/create",
    "delivery_id": "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
    "arrived_at": "2026-11-20T09:00:00.000Z",
    "shop_domain": "fjord.myshopify.com",
}
KEYS = {"region_name": "eu-west-1", "aws_access_key_id": "testing", "aws_secret_access_key": "testing"}


class Door:
    """A queue on moto with both ends, and a receive that gives records as Lambda does."""

    def __init__(self) -> None:
        self.sqs: Any = boto3.client("sqs", **KEYS)  # type: ignore[call-overload]
        self.s3: Any = boto3.client("s3", **KEYS)  # type: ignore[call-overload]
        self.s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        self.url = self.sqs.create_queue(QueueName="events", Attributes={"MaximumMessageSize": "1048576"})[
            "QueueUrl"
        ]
        self.queue = SqsEventQueue(self.sqs, self.url, lambda: self.s3, BUCKET)
        self.records = SqsEventRecords(lambda: self.s3, BUCKET)

    def receive(self) -> dict[str, Any]:
        answer = self.sqs.receive_message(QueueUrl=self.url, MessageAttributeNames=["All"])
        (message,) = answer["Messages"]
        return {
            "messageId": message["MessageId"],
            "receiptHandle": message["ReceiptHandle"],
            "body": message["Body"],
            "messageAttributes": {
                name: {"stringValue": value["StringValue"], "dataType": value["DataType"]}
                for name, value in message.get("MessageAttributes", {}).items()
            },
        }

    def through(
        self, body: bytes, attributes: Mapping[str, str] = ATTRIBUTES
    ) -> tuple[bytes, Mapping[str, str]]:
        self.queue.send(body, attributes)
        record = self.receive()
        self.sqs.delete_message(QueueUrl=self.url, ReceiptHandle=record["receiptHandle"])
        return self.records.unpack(record)

    def encoding(self, body: bytes) -> str:
        self.queue.send(body, ATTRIBUTES)
        return str(self.receive()["messageAttributes"]["encoding"]["stringValue"])


@pytest.fixture(scope="module")
def door() -> Iterator[Door]:
    with mock_aws():
        yield Door()


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=400) | st.text(max_size=400).map(lambda text: text.encode(errors="replace")))
def test_any_bytes_come_out_as_they_went_in(door: Door, body: bytes) -> None:
    assert door.through(body) == (body, ATTRIBUTES)


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    size=st.sampled_from([PLAIN_LIMIT, PLAIN_LIMIT + 1, OVERFLOW_LIMIT, OVERFLOW_LIMIT + 1]),
    seed=st.integers(0, 9),
    text=st.booleans(),
)
def test_large_bytes_come_out_as_they_went_in(door: Door, size: int, seed: int, text: bool) -> None:
    body = b'{"line":"%d"}' % seed * (size // 12 + 1) if text else random.Random(seed).randbytes(size)

    assert door.through(body[:size]) == (body[:size], ATTRIBUTES)


def test_a_body_travels_as_plainly_as_it_can(door: Door) -> None:
    json = b'{"id":1,"note":"caf\xc3\xa9"}'

    assert door.encoding(json) == "text"
    assert door.encoding(b"") == "gzip"
    assert door.encoding(b"\xff\xfe") == "base64"
    assert door.encoding(b"bell\x07") == "base64"
    assert door.encoding(b"a\r\nb") == "base64"
    assert door.encoding(b"x" * (PLAIN_LIMIT + 1)) == "gzip"
    assert door.encoding(random.Random(1).randbytes(OVERFLOW_LIMIT)) == "s3"
    assert door.encoding(b"x" * (OVERFLOW_LIMIT + 1)) == "s3"


def test_an_odd_header_does_not_turn_a_webhook_away(door: Door) -> None:
    body, attributes = door.through(b"{}", {"topic": "a\x00b", "delivery_id": "", "shop_domain": "s"})

    assert body == b"{}"
    assert attributes == {"topic": "a\ufffdb", "shop_domain": "s"}


def test_a_message_put_there_by_hand_is_read_as_text(door: Door) -> None:
    assert door.records.unpack({"body": '{"id":1}', "messageAttributes": {}}) == (b'{"id":1}', {})


def test_a_small_body_asks_for_no_s3_client(door: Door) -> None:
    def none() -> Any:
        raise AssertionError("no S3 for a small body")

    SqsEventQueue(door.sqs, door.url, none, BUCKET).send(b"{}", ATTRIBUTES)

    assert SqsEventRecords(none, BUCKET).unpack(door.receive())[0] == b"{}"


def test_a_queue_that_does_not_answer_may_be_asked_again(door: Door) -> None:
    client: Any = boto3.client("sqs", **KEYS)  # type: ignore[call-overload]

    def closed(**_: object) -> None:
        raise EndpointConnectionError(endpoint_url="https://sqs")

    client.meta.events.register("before-call.sqs.SendMessage", closed)

    with pytest.raises(ServiceUnavailable):
        SqsEventQueue(client, door.url, lambda: door.s3, BUCKET).send(b"{}", ATTRIBUTES)


class Visibility:
    """Keeps what ChangeMessageVisibility was asked, and may refuse it."""

    def __init__(self, client: Any) -> None:
        self.asked: list[dict[str, Any]] = []
        self.refusal: str | None = None
        client.meta.events.register("provide-client-params.sqs.ChangeMessageVisibility", self)

    def __call__(self, params: dict[str, Any], **_: object) -> None:
        self.asked.append(params)
        if self.refusal:
            raise ClientError({"Error": {"Code": self.refusal}}, "ChangeMessageVisibility")


@pytest.fixture
def own() -> Iterator[Any]:
    with mock_aws():
        yield boto3.client("sqs", **KEYS)  # type: ignore[call-overload]


def test_a_deferred_message_comes_again_later(own: Any) -> None:
    url = own.create_queue(QueueName="send")["QueueUrl"]
    arn = "arn:aws:sqs:eu-west-1:123456789012:send"
    own.send_message(QueueUrl=url, MessageBody="x")
    (message,) = own.receive_message(QueueUrl=url)["Messages"]
    watched = Visibility(own)
    visibility = SqsVisibility(own)

    visibility.defer(message["ReceiptHandle"], url, 1.2)
    visibility.defer(message["ReceiptHandle"], arn, 86_400)
    visibility.defer(message["ReceiptHandle"], arn, -3)

    assert [asked["VisibilityTimeout"] for asked in watched.asked] == [2, 42_300, 0]
    assert {asked["QueueUrl"] for asked in watched.asked} == {url}
    assert own.receive_message(QueueUrl=url)["Messages"][0]["Body"] == "x"


@pytest.mark.parametrize(
    "code", ["MessageNotInflight", "AWS.SimpleQueueService.MessageNotInflight", "ReceiptHandleIsInvalid"]
)
def test_a_message_that_is_visible_again_needs_no_deferring(own: Any, code: str) -> None:
    Visibility(own).refusal = code

    SqsVisibility(own).defer("handle", "https://queue", 60)


class Remembered:
    def __init__(self) -> None:
        self.at: datetime | None = None

    def last_send_event_at(self) -> datetime | None:
        return self.at

    def note_send_event(self, at: datetime) -> None:
        self.at = at


def test_feedback_in_flight_or_dead_is_a_backlog(own: Any) -> None:
    feedback = own.create_queue(QueueName="feedback")["QueueUrl"]
    dead = own.create_queue(QueueName="feedback-dead")["QueueUrl"]
    backlog = SqsFeedbackBacklog(own, feedback, dead, Remembered())
    assert backlog.is_empty()

    own.send_message(QueueUrl=feedback, MessageBody="x")
    assert not backlog.is_empty()
    (message,) = own.receive_message(QueueUrl=feedback)["Messages"]
    assert not backlog.is_empty()
    own.delete_message(QueueUrl=feedback, ReceiptHandle=message["ReceiptHandle"])
    assert backlog.is_empty()

    own.send_message(QueueUrl=dead, MessageBody="x", DelaySeconds=60)
    assert not backlog.is_empty()


def test_the_newest_send_event_is_kept_where_it_was_told(own: Any) -> None:
    backlog = SqsFeedbackBacklog(own, "feedback", "dead", Remembered())
    at = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

    backlog.note_send_event(at)

    assert backlog.last_send_event_at() == at
