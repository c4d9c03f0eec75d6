"""The laptop's SQS: batches, what comes again and when, dead letters."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from local.clock import Agenda, VirtualClock
from local.queues import MemoryQueue
from tests.builders import at

START = at("2026-03-02 10:00")
VISIBILITY = timedelta(minutes=6)

Answer = Callable[[list[str]], list[str]]
"""Which of a batch's bodies fail."""


class Worked:
    """A queue and every batch that its consumer was given."""

    def __init__(self, answer: Answer = lambda _: [], **settings: Any) -> None:
        self.batches: list[tuple[datetime, list[str]]] = []
        self.records: list[Mapping[str, Any]] = []
        self.agenda = Agenda(VirtualClock(START))
        self.queue = MemoryQueue("events", self.agenda, self._consume, **settings)
        self._answer = answer

    def run(self, **time: float) -> None:
        self.agenda.run(START + timedelta(**time))

    def times(self, body: str) -> list[timedelta]:
        """When a body was received, counted from the start."""
        return [when - START for when, bodies in self.batches if body in bodies]

    def _consume(self, batch: dict[str, Any]) -> Mapping[str, Any]:
        records = batch["Records"]
        bodies = [each["body"] for each in records]
        self.records += records
        self.batches.append((self.agenda.clock.now(), bodies))
        failed = self._answer(bodies)
        ids = [each["messageId"] for each in records if each["body"] in failed]
        return {"batchItemFailures": [{"itemIdentifier": each} for each in ids]}


def crash(_: list[str]) -> list[str]:
    raise RuntimeError("a bug")


def test_messages_of_one_instant_come_in_batches_of_ten() -> None:
    worked = Worked()
    for number in range(23):
        worked.queue.send(str(number))

    worked.run()

    assert [len(bodies) for _, bodies in worked.batches] == [10, 10, 3]
    assert sorted(int(each["body"]) for each in worked.records) == list(range(23))
    assert len(worked.queue) == 0


def test_a_queue_may_have_another_batch_size() -> None:
    worked = Worked(batch_size=1)
    worked.queue.send("a")
    worked.queue.send("b")

    worked.run()

    assert [bodies for _, bodies in worked.batches] == [["a"], ["b"]]


def test_a_record_looks_as_lambda_gives_it() -> None:
    worked = Worked()
    worked.queue.send("{}", {"topic": "orders/create"})

    worked.run()

    (record,) = worked.records
    assert record["body"] == "{}"
    assert record["messageAttributes"] == {"topic": {"dataType": "String", "stringValue": "orders/create"}}
    assert record["attributes"] == {"ApproximateReceiveCount": "1"}
    assert record["eventSourceARN"].endswith(":events")


def test_what_failed_comes_again_after_its_visibility_and_what_did_not_does_not() -> None:
    worked = Worked(lambda bodies: ["b"] if len(bodies) > 1 else [])
    for body in "abc":
        worked.queue.send(body)

    worked.run(hours=1)

    assert worked.times("a") == worked.times("c") == [timedelta(0)]
    assert worked.times("b") == [timedelta(0), VISIBILITY]


def test_a_failed_message_is_on_the_queue_until_it_is_worked_off() -> None:
    worked = Worked(lambda bodies: bodies if worked.agenda.clock.now() == START else [])
    worked.queue.send("a")

    worked.run(minutes=5)
    assert len(worked.queue) == 1

    worked.run(minutes=6)
    assert len(worked.queue) == 0


@pytest.mark.parametrize("seconds", [0, 2, 900, 42_300])
def test_a_deferred_message_comes_again_after_its_seconds(seconds: int) -> None:
    def later(bodies: list[str]) -> list[str]:
        if len(worked.batches) > 1:
            return []
        worked.queue.defer(worked.records[0]["receiptHandle"], seconds)
        return bodies

    worked = Worked(later)
    worked.queue.send("deferred")
    worked.queue.send("failed")

    worked.run(days=1)

    assert worked.times("deferred") == [timedelta(0), timedelta(seconds=seconds)]


def test_a_deferral_holds_for_one_receive() -> None:
    def later(bodies: list[str]) -> list[str]:
        if len(worked.batches) == 1:
            worked.queue.defer(worked.records[0]["receiptHandle"], 60)
        return bodies

    worked = Worked(later)
    worked.queue.send("a")

    worked.run(minutes=10)

    assert worked.times("a") == [timedelta(0), timedelta(minutes=1), timedelta(minutes=7)]


def test_a_message_is_a_dead_letter_after_twenty_receives() -> None:
    worked = Worked(lambda bodies: bodies)
    worked.queue.send("poison")

    worked.run(days=1)

    assert worked.times("poison") == [number * VISIBILITY for number in range(20)]
    assert [letter.body for letter in worked.queue.dead_letters] == ["poison"]
    assert worked.queue.dead_letters[0].receives == 20
    assert len(worked.queue) == 0


def test_a_receive_says_how_often_it_was_tried() -> None:
    worked = Worked(lambda bodies: bodies)
    worked.queue.send("a")

    worked.run(minutes=12)

    assert [each["attributes"]["ApproximateReceiveCount"] for each in worked.records] == ["1", "2", "3"]


def test_a_consumer_that_crashes_gets_its_whole_batch_again() -> None:
    worked = Worked(lambda bodies: crash(bodies) if worked.agenda.clock.now() == START else [])
    worked.queue.send("a")
    worked.queue.send("b")

    worked.run(hours=1)

    assert [(when - START, bodies) for when, bodies in worked.batches] == [
        (timedelta(0), ["a", "b"]),
        (VISIBILITY, ["a", "b"]),
    ]
    assert worked.queue.dead_letters == []


def test_a_message_that_is_sent_while_a_batch_is_worked_on_is_not_lost() -> None:
    def one_more(bodies: list[str]) -> list[str]:
        if bodies == ["a"]:
            worked.queue.send("b")
        return []

    worked = Worked(one_more)
    worked.queue.send("a")

    worked.run()

    assert [bodies for _, bodies in worked.batches] == [["a"], ["b"]]


def test_a_window_lets_messages_that_come_soon_after_each_other_share_a_batch() -> None:
    worked = Worked(window=10)
    for seconds in (0, 4, 9, 11):
        worked.agenda.after(seconds, lambda: worked.queue.send("feedback"))

    worked.run(minutes=1)

    assert [(when - START, len(bodies)) for when, bodies in worked.batches] == [
        (timedelta(seconds=10), 3),
        (timedelta(seconds=21), 1),
    ]


def test_a_full_batch_waits_for_no_window() -> None:
    worked = Worked(window=10)
    for number in range(12):
        worked.queue.send(str(number))

    worked.run(minutes=1)

    assert [(when - START, len(bodies)) for when, bodies in worked.batches] == [
        (timedelta(0), 10),
        (timedelta(seconds=10), 2),
    ]
