"""The consumer of the events queue: one bad record spoils no other."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from homing import bootstrap
from homing.domain.errors import ServiceUnavailable

from functions.trigger import events
from local.account import CONTEXT, Account
from tests.functional.laptop import failed, laptop, record, subscription

GIVEN = {"topic": "customers/create", "delivery_id": "d", "arrived_at": "2026-03-02T10:00:00.000Z"}
POISON = {
    "no attributes": record("poison", "{}"),
    "no JSON": record("poison", "not json", GIVEN),
    "no topic": record("poison", "{}", {name: GIVEN[name] for name in ("delivery_id", "arrived_at")}),
    "no instant": record("poison", "{}", GIVEN | {"arrived_at": "yesterday"}),
}


@pytest.fixture
def account() -> Iterator[Account]:
    with laptop() as made:
        yield made


def people(account: Account) -> set[str | None]:
    return {contact.email for contact in account.tables.contacts.values()}


@pytest.mark.parametrize("poison", POISON)
def test_a_poisoned_record_fails_alone(poison: str, account: Account) -> None:
    batch = [subscription("one", 1), POISON[poison], subscription("two", 2)]

    answer = events.handler({"Records": batch}, CONTEXT)

    assert failed(answer) == ["poison"]
    assert people(account) == {"person1@example.com", "person2@example.com"}


def test_a_batch_of_nothing_but_poison_comes_again_whole_and_the_function_lives(account: Account) -> None:
    batch = [dict(POISON["no attributes"], messageId=each) for each in ("a", "b")]

    assert failed(events.handler({"Records": batch}, CONTEXT)) == ["a", "b"]


def test_one_batch_leaves_nothing_behind_for_the_next(account: Account) -> None:
    events.handler({"Records": [POISON["no attributes"]]}, CONTEXT)

    assert failed(events.handler({"Records": [subscription("one", 1)]}, CONTEXT)) == []


def test_what_tells_us_nothing_is_worked_off_and_noted(account: Account) -> None:
    unread = record("unread", json.dumps({"id": 1}), GIVEN | {"topic": "customers/tags_added"})

    answer = events.handler({"Records": [unread, subscription("one", 1)]}, CONTEXT)

    assert failed(answer) == []
    assert account.timeline.lines[0]["kind"] == "received"
    assert account.timeline.lines[0]["reason"] == "ignored"


def test_a_record_that_a_service_failed_comes_again_and_then_does_its_work_once(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = [subscription("one", 1), subscription("two", 2)]
    works = account.neighbours.contacts

    class Failing:
        """Contacts whose table does not answer when the second person is to be written."""

        def __getattr__(self, name: str) -> Any:
            return getattr(works, name)

        def create(self, contact: Any, aliases: Any) -> bool:
            if "email#person2@example.com" in aliases:
                raise ServiceUnavailable("TransactWriteItems: InternalServerError")
            return works.create(contact, aliases)

    monkeypatch.setattr(account.neighbours, "contacts", Failing())
    bootstrap.install(account.neighbours)

    assert failed(events.handler({"Records": batch}, CONTEXT)) == ["two"]

    monkeypatch.setattr(account.neighbours, "contacts", works)
    bootstrap.install(account.neighbours)

    assert failed(events.handler({"Records": batch}, CONTEXT)) == []
    assert people(account) == {"person1@example.com", "person2@example.com"}
    assert len(account.tables.enrollments) == 2
