"""ports.EventQueue and the records at its other end: whatever goes in comes out, in any order."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import boto3
import pytest
from homing.adapters.sqs import SqsEventQueue, SqsEventRecords
from homing.services.ports import EventQueue
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from moto import mock_aws

from local.clock import Agenda, VirtualClock
from local.neighbours import MemoryEventQueue, MemoryRecords
from local.queues import MemoryQueue
from tests.functional.contracts.samples import NOW

Event = tuple[bytes, Mapping[str, str]]
Queue = Callable[[Sequence[Event]], list[Event]]
"""Lets events through, all sent before any is received."""

BUCKET = "overflow"
KEYS = {"region_name": "eu-west-1", "aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
ATTRIBUTES = {"topic": "orders/create", "delivery_id": "1", "arrived_at": "2026-11-20T12:00:00.123Z"}


def on_laptop(events: Sequence[Event]) -> list[Event]:
    received: list[Event] = []

    def consume(batch: dict[str, Any]) -> dict[str, Any]:
        received.extend(MemoryRecords().unpack(record) for record in batch["Records"])
        return {}

    agenda = Agenda(VirtualClock(NOW))
    queue = MemoryQueue("events", agenda, consume)
    _send(MemoryEventQueue(lambda: queue), events)
    agenda.run(NOW)
    return received


class OnMoto:
    """SQS and S3, and a receive that gives records as Lambda does."""

    def __init__(self) -> None:
        self._sqs: Any = boto3.client("sqs", **KEYS)  # type: ignore[call-overload]
        s3: Any = boto3.client("s3", **KEYS)  # type: ignore[call-overload]
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        limit = {"MaximumMessageSize": "1048576"}
        self._url = self._sqs.create_queue(QueueName="events", Attributes=limit)["QueueUrl"]
        self._queue = SqsEventQueue(self._sqs, self._url, lambda: s3, BUCKET)
        self._records = SqsEventRecords(lambda: s3, BUCKET)

    def __call__(self, events: Sequence[Event]) -> list[Event]:
        _send(self._queue, events)
        return list(self._received())

    def _received(self) -> Iterator[Event]:
        while messages := self._sqs.receive_message(
            QueueUrl=self._url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
        ).get("Messages"):
            for message in messages:
                attributes = {
                    name: {"stringValue": value["StringValue"], "dataType": value["DataType"]}
                    for name, value in message["MessageAttributes"].items()
                }
                yield self._records.unpack({"body": message["Body"], "messageAttributes": attributes})
                self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])


def _send(queue: EventQueue, events: Sequence[Event]) -> None:
    for body, attributes in events:
        queue.send(body, attributes)


def _sorted(events: Sequence[Event]) -> list[tuple[bytes, list[tuple[str, str]]]]:
    return sorted((body, sorted(attributes.items())) for body, attributes in events)


@pytest.fixture(scope="module")
def on_moto() -> Iterator[OnMoto]:
    with mock_aws():
        yield OnMoto()


@pytest.fixture(params=["memory", "moto"])
def queue(request: pytest.FixtureRequest) -> Queue:
    """Either engine."""
    if request.param == "memory":
        return on_laptop
    made: OnMoto = request.getfixturevalue("on_moto")
    return made


# SQS refuses control characters and empty values; tests/functional/test_sqs.py says what becomes of them.
VALUES = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=60)
BODIES = st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode(errors="replace"))
EVENTS = st.tuples(BODIES, st.fixed_dictionaries({"topic": VALUES, "delivery_id": VALUES}))


@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(events=st.lists(EVENTS, min_size=1, max_size=4))
def test_any_bytes_and_attributes_come_out_as_they_went_in(queue: Queue, events: Sequence[Event]) -> None:
    assert _sorted(queue(events)) == _sorted(events)


def test_more_than_one_batch_comes_out_whole(queue: Queue) -> None:
    events = [(b'{"id":%d}' % number, ATTRIBUTES) for number in range(23)]

    assert _sorted(queue(events)) == _sorted(events)


def test_the_same_bytes_twice_are_two_events(queue: Queue) -> None:
    assert queue([(b"{}", ATTRIBUTES), (b"{}", ATTRIBUTES)]) == [(b"{}", ATTRIBUTES)] * 2


@pytest.mark.parametrize("size", [0, 300_000, 1_200_000])
def test_no_size_is_too_small_or_too_large(queue: Queue, size: int) -> None:
    body = random.Random(size).randbytes(size)

    assert queue([(body, ATTRIBUTES)]) == [(body, ATTRIBUTES)]
