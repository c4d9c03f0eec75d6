"""ports.FeedbackBacklog: over the laptop's queue, and over SQS's counts and the table's newest Send event."""

import json
from collections.abc import Iterator
from typing import Any, Protocol

import boto3
import pytest
from homing.adapters.feedback_backlog import SqsFeedbackBacklog
from homing.services.ports import FeedbackBacklog

from local.clock import Agenda, VirtualClock
from local.neighbours import MemoryBacklog
from local.queues import MemoryQueue
from tests.functional.contracts.engines import Tables, last_send_event
from tests.functional.contracts.recording import Recorder
from tests.functional.contracts.samples import NOW, after

DEAD_LETTERS = "arn:aws:sqs:eu-west-1:123456789012:feedback-dead"


class Feedback(Protocol):
    """The feedback queue and what we are told of it."""

    backlog: FeedbackBacklog

    def arrive(self) -> None:
        """SES tells something."""

    def work(self, *, fails: bool = False) -> None:
        """The consumer receives it, and works it off or fails."""

    def give_up(self) -> None:
        """It has failed for the last time."""


class OnLaptop:
    def __init__(self) -> None:
        self._fails = False
        self._agenda = Agenda(VirtualClock(NOW))
        self._queue = MemoryQueue("feedback", self._agenda, self._consume, max_receives=2)
        self.backlog: FeedbackBacklog = MemoryBacklog(lambda: self._queue)

    def arrive(self) -> None:
        self._queue.send("{}")

    def work(self, *, fails: bool = False) -> None:
        self._fails = fails
        self._agenda.run(self._agenda.clock.now())

    def give_up(self) -> None:
        self._fails = True
        self._agenda.run(after(hours=1))

    def _consume(self, batch: dict[str, Any]) -> dict[str, Any]:
        failed = [{"itemIdentifier": each["messageId"]} for each in batch["Records"] if self._fails]
        return {"batchItemFailures": failed}


class OnMoto:
    def __init__(self, tables: Tables, recorder: Recorder) -> None:
        self._sqs: Any = boto3.client("sqs", region_name="eu-west-1")
        dead = self._sqs.create_queue(QueueName="feedback-dead")["QueueUrl"]
        policy = {"maxReceiveCount": 1, "deadLetterTargetArn": DEAD_LETTERS}
        attributes: Any = {"RedrivePolicy": json.dumps(policy)}
        self._url = self._sqs.create_queue(QueueName="feedback", Attributes=attributes)["QueueUrl"]
        self._receipt = ""
        self._queues = (self._url, dead)
        backlog = SqsFeedbackBacklog(self._sqs, self._url, dead, last_send_event(tables))
        recorder.watch(self._sqs)
        recorder.watch(tables.enrollments.client)
        self.backlog: FeedbackBacklog = recorder.port("backlog", backlog)

    def arrive(self) -> None:
        self._sqs.send_message(QueueUrl=self._url, MessageBody="{}")

    def work(self, *, fails: bool = False) -> None:
        for message in self._sqs.receive_message(QueueUrl=self._url).get("Messages", ()):
            self._receipt = message["ReceiptHandle"]
            if not fails:
                self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=self._receipt)

    def give_up(self) -> None:
        self._sqs.change_message_visibility(
            QueueUrl=self._url, ReceiptHandle=self._receipt, VisibilityTimeout=0
        )
        assert "Messages" not in self._sqs.receive_message(QueueUrl=self._url)

    def close(self) -> None:
        for queue in self._queues:
            self._sqs.delete_queue(QueueUrl=queue)


@pytest.fixture
def on_moto(tables: Tables, recorder: Recorder) -> Iterator[OnMoto]:
    made = OnMoto(tables, recorder)
    yield made
    made.close()


@pytest.fixture(params=["memory", "moto"])
def feedback(request: pytest.FixtureRequest) -> Feedback:
    """Either engine."""
    if request.param == "memory":
        return OnLaptop()
    made: OnMoto = request.getfixturevalue("on_moto")
    return made


def test_nothing_told_is_no_backlog(feedback: Feedback) -> None:
    assert feedback.backlog.is_empty()


def test_what_waits_or_is_tried_again_is_a_backlog_until_it_is_worked_off(feedback: Feedback) -> None:
    feedback.arrive()
    assert not feedback.backlog.is_empty()

    feedback.work()
    assert feedback.backlog.is_empty()

    feedback.arrive()
    feedback.work(fails=True)
    assert not feedback.backlog.is_empty()


def test_a_dead_letter_is_a_backlog_though_nobody_works_on_it(feedback: Feedback) -> None:
    feedback.arrive()
    feedback.work(fails=True)

    feedback.give_up()

    assert not feedback.backlog.is_empty()


def test_no_send_event_was_processed_at_first(feedback: Feedback) -> None:
    assert feedback.backlog.last_send_event_at() is None


def test_the_newest_send_event_is_kept_whatever_the_order(feedback: Feedback) -> None:
    for seconds in (0, 7, 7, 3):
        feedback.backlog.note_send_event(after(seconds=seconds))

    assert feedback.backlog.last_send_event_at() == after(seconds=7)
