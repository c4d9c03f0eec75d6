"""ports.DeadLetters: the laptop's queue, and the SQS adapter on moto."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Protocol

import boto3
import pytest
from homing.adapters.sqs_dead_letters import SqsDeadLetters
from homing.domain.errors import NoDeployment
from homing.services import ports
from moto import mock_aws

from local.clock import Agenda, VirtualClock
from local.queues import MemoryDeadLetters, MemoryQueue
from tests.functional.contracts.samples import NOW

ATTRIBUTES = {"topic": "orders/create", "encoding": "gzip"}
Content = tuple[str, dict[str, str]]


class Queue(Protocol):
    """A queue whose dead letters a test puts there, and that nobody consumes."""

    letters: ports.DeadLetters

    def die(self, *contents: Content) -> None:
        """Let messages become dead letters."""

    def waiting(self) -> list[Content]:
        """What waits in the queue itself."""

    def dead(self) -> int:
        """How many dead letters there are, taken or not."""


class OnLaptop:
    def __init__(self) -> None:
        self._agenda = Agenda(VirtualClock(NOW))
        self._received: list[Content] = []
        self._fails = True
        self._queue = MemoryQueue("events", self._agenda, self._consume, max_receives=1)
        self.letters: ports.DeadLetters = MemoryDeadLetters(self._queue)

    def die(self, *contents: Content) -> None:
        self._fails = True
        for body, attributes in contents:
            self._queue.send(body, attributes)
        self._agenda.run(NOW)
        self._fails = False

    def waiting(self) -> list[Content]:
        self._agenda.run(NOW)
        return self._received

    def dead(self) -> int:
        return len(self._queue.dead_letters)

    def _consume(self, event: dict[str, Any]) -> dict[str, Any]:
        if self._fails:
            raise RuntimeError
        for record in event["Records"]:
            attributes = {name: each["stringValue"] for name, each in record["messageAttributes"].items()}
            self._received.append((record["body"], attributes))
        return {}


class OnMoto:
    def __init__(self) -> None:
        self._sqs: Any = boto3.client("sqs", region_name="eu-west-1")
        self._dead = self._sqs.create_queue(QueueName="events-dead")["QueueUrl"]
        policy = {
            "deadLetterTargetArn": "arn:aws:sqs:eu-west-1:123456789012:events-dead",
            "maxReceiveCount": 20,
        }
        self._url = self._sqs.create_queue(
            QueueName="events", Attributes={"RedrivePolicy": json.dumps(policy)}
        )["QueueUrl"]
        self.letters: ports.DeadLetters = SqsDeadLetters(self._sqs, self._url, sleep=lambda _: None)

    def die(self, *contents: Content) -> None:
        for body, attributes in contents:
            self._sqs.send_message(
                QueueUrl=self._dead, MessageBody=body, MessageAttributes=_typed(attributes)
            )

    def waiting(self) -> list[Content]:
        found: list[Content] = []
        while messages := self._receive(self._url):
            found += [
                (m["Body"], {k: v["StringValue"] for k, v in m.get("MessageAttributes", {}).items()})
                for m in messages
            ]
        return found

    def dead(self) -> int:
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        told = self._sqs.get_queue_attributes(QueueUrl=self._dead, AttributeNames=names)["Attributes"]
        return sum(int(each) for each in told.values())

    def _receive(self, url: str) -> Sequence[Any]:
        answer = self._sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
        )
        return answer.get("Messages", ())  # type: ignore[no-any-return]


def _typed(attributes: dict[str, str]) -> dict[str, Any]:
    return {name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()}


@pytest.fixture(params=["memory", "moto"])
def queue(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Queue]:
    if request.param == "memory":
        yield OnLaptop()
        return
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        yield OnMoto()


def test_a_letter_put_back_waits_in_its_queue_as_it_came(queue: Queue) -> None:
    queue.die(("one", ATTRIBUTES), ("two", {}))

    for letter in queue.letters.take(10):
        queue.letters.put_back(letter)

    assert sorted(queue.waiting(), key=str) == [("one", ATTRIBUTES), ("two", {})]
    assert queue.dead() == 0


def test_a_letter_is_taken_once_until_it_is_let_go(queue: Queue) -> None:
    queue.die(("one", {}))
    (letter,) = queue.letters.take(10)
    assert queue.letters.take(10) == []

    queue.letters.let_go(letter)

    assert [each.body for each in queue.letters.take(10)] == ["one"]
    assert queue.dead() == 1


def test_a_letter_that_is_dropped_is_gone_and_no_other(queue: Queue) -> None:
    queue.die(("one", {}), ("two", {}))
    taken = {letter.body: letter for letter in queue.letters.take(10)}

    queue.letters.drop(taken["one"])
    queue.letters.drop(taken["one"])

    assert queue.dead() == 1
    assert queue.waiting() == []


def test_as_many_are_taken_as_are_asked_for(queue: Queue) -> None:
    queue.die(*((f"letter {n}", {}) for n in range(25)))

    assert len(queue.letters.take(12)) == 12
    assert len(queue.letters.take(100)) == 13


def test_a_queue_without_dead_letters_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        sqs = boto3.client("sqs", region_name="eu-west-1")
        url = sqs.create_queue(QueueName="lonely")["QueueUrl"]

        with pytest.raises(NoDeployment, match="deploy the stage again"):
            SqsDeadLetters(sqs, url)
