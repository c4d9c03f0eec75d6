"""The consumer of the send queues: of one batch, each record fares as it deserves."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from homing import bootstrap
from homing.domain.errors import SendAmbiguous, SendRateExceeded

from functions.send import handler as send
from functions.trigger import events
from local.account import CONTEXT, Account
from local.functions import HANDLERS
from tests.functional.laptop import START, failed, laptop, record, subscription

PEOPLE = 3


@dataclass
class Batch:
    """An account whose new subscribers' welcomes wait in the send queue, and their records."""

    account: Account
    records: list[dict[str, Any]] = field(default_factory=list)

    def mailed(self) -> list[str]:
        return sorted(sent.email.recipient for sent in self.account.mailer.sent)

    def reinstall(self, **neighbours: Any) -> None:
        for name, neighbour in neighbours.items():
            setattr(self.account.neighbours, name, neighbour)
        bootstrap.install(self.account.neighbours)


class Beside:
    """A neighbour of which one verb is another."""

    def __init__(self, inner: Any, **verbs: Any) -> None:
        self._inner = inner
        self.__dict__.update(verbs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class Visibility:
    """How long which message was hidden."""

    def __init__(self) -> None:
        self.hidden: dict[str, float] = {}

    def defer(self, receipt_handle: str, queue: str, seconds: float) -> None:
        assert queue.startswith("arn:aws:sqs:")
        self.hidden[receipt_handle] = seconds


@pytest.fixture
def batch() -> Iterator[Batch]:
    real = send.handler

    with laptop() as account, pytest.MonkeyPatch.context() as patch:
        made = Batch(account)

        def keep(event: dict[str, Any], context: object) -> dict[str, Any]:
            made.records += event["Records"]
            return {"batchItemFailures": []}

        patch.setitem(HANDLERS, "send", keep)
        people = [subscription(f"s{number}", number) for number in range(1, PEOPLE + 1)]
        events.handler({"Records": people}, CONTEXT)
        account.agenda.run(START + timedelta(seconds=1))
        patch.setitem(HANDLERS, "send", real)
        assert len(made.records) == PEOPLE
        yield made


def everybody() -> list[str]:
    return [f"person{number}@example.com" for number in range(1, PEOPLE + 1)]


def refusing(batch: Batch, recipient: str, error: Exception) -> Any:
    works = batch.account.neighbours.mailer

    def handed_over(email: Any) -> str:
        if email.recipient == recipient:
            raise error
        return works.send(email)

    return Beside(works, send=handed_over)


def id_of(batch: Batch, recipient: str) -> str:
    """The record that asks for the mail to this person."""
    contact = next(each for each in batch.account.tables.contacts.values() if each.email == recipient)
    (enrollment,) = batch.account.tables.by_contact[contact.id]
    (found,) = (each for each in batch.records if json.loads(each["body"])["enrollment"] == enrollment)
    return str(found["messageId"])


@pytest.mark.parametrize("body", ["", "no json", "[]", "{}", '{"token": "t", "enrollment": "e"}'])
def test_a_poisoned_record_fails_alone(body: str, batch: Batch) -> None:
    first, *rest = batch.records

    answer = send.handler({"Records": [first, record("poison", body), *rest]}, CONTEXT)

    assert failed(answer) == ["poison"]
    assert batch.mailed() == everybody()


def test_a_request_for_an_enrollment_that_nobody_knows_and_waits_for_fails_alone(batch: Batch) -> None:
    stray = json.loads(batch.records[0]["body"]) | {"enrollment": "welcome-gone", "token": "gone"}

    answer = send.handler({"Records": [record("stray", json.dumps(stray)), *batch.records]}, CONTEXT)

    assert failed(answer) == ["stray"]
    assert batch.mailed() == everybody()


def test_the_same_batch_again_sends_nothing_again(batch: Batch) -> None:
    send.handler({"Records": batch.records}, CONTEXT)

    answer = send.handler({"Records": batch.records}, CONTEXT)

    assert failed(answer) == []
    assert batch.mailed() == everybody()


def test_a_mail_whose_turn_comes_later_is_hidden_until_then_and_kept(batch: Batch) -> None:
    def slots(count: int, now: datetime, *, first: bool = False) -> list[datetime]:
        return [now + timedelta(minutes=number) for number in range(count)]

    visibility = Visibility()
    batch.reinstall(pace=Beside(batch.account.neighbours.pace, reserve=slots), visibility=visibility)

    answer = send.handler({"Records": batch.records}, CONTEXT)

    later = batch.records[1:]
    assert failed(answer) == [each["messageId"] for each in later]
    assert visibility.hidden == {
        each["receiptHandle"]: pytest.approx(60 * minutes) for minutes, each in enumerate(later, 1)
    }
    assert len(batch.mailed()) == 1


def test_a_mail_that_ses_asks_to_slow_down_for_comes_again_and_the_others_leave(batch: Batch) -> None:
    works = batch.account.neighbours.mailer
    throttled = refusing(batch, "person2@example.com", SendRateExceeded("Maximum sending rate exceeded"))
    batch.reinstall(mailer=throttled, visibility=Visibility())

    assert failed(send.handler({"Records": batch.records}, CONTEXT)) == [id_of(batch, "person2@example.com")]
    assert batch.mailed() == ["person1@example.com", "person3@example.com"]

    batch.reinstall(mailer=works)
    batch.account.clock.move(START + timedelta(minutes=2))

    assert failed(send.handler({"Records": batch.records}, CONTEXT)) == []
    assert batch.mailed() == everybody()


def test_a_mail_in_doubt_is_neither_answered_nor_sent_again_blindly(batch: Batch) -> None:
    works = batch.account.neighbours.mailer
    batch.reinstall(mailer=refusing(batch, "person2@example.com", SendAmbiguous("ReadTimeoutError")))
    in_doubt = id_of(batch, "person2@example.com")

    assert failed(send.handler({"Records": batch.records}, CONTEXT)) == [in_doubt]

    visibility = Visibility()
    batch.reinstall(mailer=works, visibility=visibility)

    assert failed(send.handler({"Records": batch.records}, CONTEXT)) == [in_doubt]
    assert batch.mailed() == ["person1@example.com", "person3@example.com"]
    assert list(visibility.hidden.values()) == [pytest.approx(15 * 60)]
