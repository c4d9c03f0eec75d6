"""The consumer of the feedback queue: SES's events, its greeting, and what cannot be worked off now."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from homing import bootstrap
from homing.domain.errors import ServiceUnavailable
from homing.domain.message import Message

from functions.trigger import events, feedback
from local.account import CONTEXT, Account
from local.ses import SentEmail, ses_event
from tests.functional.laptop import START, failed, laptop, record, subscription

GREETING = "Successfully validated SNS topic for Amazon SES event publishing."


class Deaf:
    """A backlog that cannot be written just now, as a Send event needs."""

    def is_empty(self) -> bool:
        return False

    def last_send_event_at(self) -> datetime | None:
        return None

    def note_send_event(self, at: datetime) -> None:
        raise ServiceUnavailable("UpdateItem: InternalServerError")


@pytest.fixture
def account() -> Iterator[Account]:
    """An account that sent one welcome, which SES delivered."""
    with laptop() as made:
        events.handler({"Records": [subscription("one", 1)]}, CONTEXT)
        made.agenda.run(START + timedelta(minutes=1))
        yield made


def told(account: Account, event_type: str, minutes: float = 5, **detail: Any) -> dict[str, Any]:
    """A record of what SES says of the welcome."""
    sent: SentEmail = account.mailer.sent[0]
    event = ses_event(sent, event_type, START + timedelta(minutes=minutes), detail)
    return record(event_type, json.dumps(event))


def welcome(account: Account) -> Message:
    (message,) = account.tables.messages.values()
    return message


def test_ses_greeting_is_let_go_and_changes_nothing(account: Account) -> None:
    before = repr(account.tables)

    answer = feedback.handler({"Records": [record("greeting", GREETING)]}, CONTEXT)

    assert failed(answer) == []
    assert repr(account.tables) == before


@pytest.mark.parametrize("body", ["", "{}", "[]", "null", '{"eventType": "Poem"}', "\u00e5", "{" * 100_000])
def test_what_is_no_event_of_ses_is_let_go(body: str, account: Account) -> None:
    answer = feedback.handler({"Records": [record("odd", body), told(account, "Open")]}, CONTEXT)

    assert failed(answer) == []
    assert welcome(account).opened_at is not None


def test_feedback_that_cannot_be_worked_off_now_fails_alone(account: Account) -> None:
    account.neighbours.backlog = Deaf()
    bootstrap.install(account.neighbours)
    batch = [told(account, "Open"), told(account, "Send"), told(account, "Click", link="https://a.example")]

    answer = feedback.handler({"Records": batch}, CONTEXT)

    assert failed(answer) == ["Send"]
    assert welcome(account).opened_at is not None
    assert account.tables.touches


BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def clicked(account: Account, links: int, minutes: float = 5) -> list[dict[str, Any]]:
    """Records of so many links followed, one a second."""
    return [
        told(account, "Click", minutes + n / 60, link=f"https://a.example/{n}", userAgent=BROWSER)
        for n in range(links)
    ]


def counted(account: Account) -> dict[str, int]:
    """What was counted of clicks, whatever its cell."""
    names = ("clicked", "unknown_clicked", "machine_only_clicked")
    cells = [metrics for cell, metrics in account.tables.figures.items() if cell.workflow == "welcome"]
    return {name: int(total) for name in names if (total := sum(metrics.get(name, 0) for metrics in cells))}


@pytest.mark.parametrize("again", [1, 2])
def test_a_scanner_that_follows_every_link_takes_back_the_click_it_was_taken_for(
    again: int, account: Account
) -> None:
    first, *others = clicked(account, 4)
    feedback.handler({"Records": [first]}, CONTEXT)
    assert counted(account) == {"clicked": 1}
    assert any(account.tables.touches.values())

    feedback.handler({"Records": others * again}, CONTEXT)

    assert counted(account) == {"machine_only_clicked": 1}
    assert not any(account.tables.touches.values())
    assert welcome(account).clicked_at is None


def test_a_person_who_clicks_after_the_scanner_is_counted(account: Account) -> None:
    person = clicked(account, 1, minutes=90)

    feedback.handler({"Records": [*clicked(account, 4), *person]}, CONTEXT)

    assert counted(account) == {"clicked": 1}
    ((click,),) = account.tables.touches.values()
    assert click.at == START + timedelta(minutes=90)


def test_a_click_that_a_late_delivery_proves_too_early_earns_no_order(account: Account) -> None:
    early = told(account, "Click", 30 / 60, link="https://a.example/", userAgent=BROWSER)
    known = welcome(account)
    account.tables.messages[known.id] = replace(known, delivered_at=None)
    feedback.handler({"Records": [early]}, CONTEXT)
    assert any(account.tables.touches.values())

    feedback.handler({"Records": [told(account, "Delivery", 31 / 60)]}, CONTEXT)

    assert not any(account.tables.touches.values())
    assert counted(account) == {"machine_only_clicked": 1}


def test_the_same_feedback_twice_in_a_batch_counts_once(account: Account) -> None:
    feedback.handler({"Records": [told(account, "Open")]}, CONTEXT)
    once = repr(account.tables.figures)

    answer = feedback.handler({"Records": [told(account, "Open"), told(account, "Open")]}, CONTEXT)

    assert failed(answer) == []
    assert repr(account.tables.figures) == once


def test_a_complaint_ends_what_runs_for_its_recipient(account: Account) -> None:
    (enrollment,) = account.tables.enrollments.values()
    assert enrollment.running

    feedback.handler({"Records": [told(account, "Complaint")]}, CONTEXT)

    assert not account.tables.enrollments[enrollment.id].running
    assert account.tables.suppressions


def test_a_scanner_that_follows_the_link_to_leave_has_left_for_nobody(account: Account) -> None:
    """A gateway fetches every address of a mail (mautic/mautic#9798); only a posted form counts."""
    unsubscribe = account.mailer.sent[0].unsubscribe_url

    feedback.handler({"Records": [told(account, "Click", link=unsubscribe, userAgent=BROWSER)]}, CONTEXT)

    message = welcome(account)
    assert (message.unsubscribed_at, message.clicked_at) == (None, None)
    assert all(each.running for each in account.tables.enrollments.values())
