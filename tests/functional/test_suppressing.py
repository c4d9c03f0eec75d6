"""Addresses that bounce, complain or are taken off by hand, from the event that says so to who is mailed."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from homing.bootstrap import shared
from homing.domain.consent import ConsentSource, ConsentState, ConsentStatement
from homing.domain.contact import Contact
from homing.domain.figures import LIST, Metric
from homing.domain.permission import permission
from homing.domain.step_parts import Purpose
from homing.domain.suppression import STOPS_EVERYTHING, Lifter, Suppression, SuppressionCause
from homing.domain.time import Stamp

from functions.trigger import events, feedback
from local.account import CONTEXT, Account
from local.ses import SentEmail, ses_event
from tests.functional.laptop import START, laptop, record, subscription

ADA = "person1@example.com"
DAY = timedelta(days=1)
BY_PERSON = {ConsentSource.FORM, ConsentSource.TICK, ConsentSource.CONFIRMATION, ConsentSource.PREFERENCES}
BY_PERSON |= {ConsentSource.RECIPIENT}


@pytest.fixture
def account() -> Iterator[Account]:
    """An account whose one subscriber is about to get four welcome mails, on days 0, 2, 4 and 7."""
    with laptop() as made:
        events.handler({"Records": [subscription("one", 1)]}, CONTEXT)
        yield made


def bounces(subtype: str, *, arrives: bool = False) -> tuple[str, dict[str, Any]]:
    return ("Delivery", {}) if arrives else ("Bounce", {"bounceType": "Transient", "bounceSubType": subtype})


def lives(account: Account, days: float) -> None:
    account.agenda.run(START + days * DAY)


def tells(account: Account, event_type: str, sent: SentEmail, when: datetime, **detail: Any) -> None:
    body = json.dumps(ses_event(sent, event_type, when, detail))
    feedback.handler({"Records": [record(event_type, body)]}, CONTEXT)


def causes(account: Account) -> list[str]:
    return sorted(each.cause.value for each in account.neighbours.suppressions.of(ADA))


def came_and_went(account: Account) -> dict[str, tuple[int, int]]:
    """By cause, who came and who left."""
    found: dict[str, tuple[int, int]] = {}
    for cell, metrics in account.tables.figures.items():
        if cell.workflow == LIST:
            came, went = (int(metrics.get(each.value, 0)) for each in (Metric.GAINED, Metric.LOST))
            found[cell.step] = (came, went)
    return found


def person(account: Account) -> Contact:
    (contact,) = account.tables.contacts.values()
    return contact


def says(account: Account, source: ConsentSource, when: datetime) -> None:
    said = ConsentStatement(state=ConsentState.SUBSCRIBED, source=source, time=Stamp.of(when, when))
    shared.consents(account.neighbours).change(person(account), said, f"{source}/{when}", when)


def test_an_address_that_bounces_on_three_mails_gets_no_fourth(account: Account) -> None:
    account.mailer.fate = lambda _: bounces("MailboxFull")

    lives(account, 10)

    assert len(account.mailer.sent) == 3
    assert causes(account) == ["soft_bounce"]
    (enrollment,) = account.tables.enrollments.values()
    assert (enrollment.running, enrollment.end_reason) == (False, "suppressed")
    assert came_and_went(account) == {"customer": (1, 0), "soft_bounce": (0, 1)}


def test_service_mail_still_goes_to_an_address_that_bounces_for_days(account: Account) -> None:
    account.mailer.fate = lambda _: bounces("MailboxFull")
    lives(account, 10)
    known = frozenset(each.cause for each in account.neighbours.suppressions.of(ADA))

    assert permission(person(account), Purpose.TRANSACTIONAL, known) is None
    assert permission(person(account), Purpose.MARKETING, known) == "suppressed"


@pytest.mark.parametrize("subtype", ["MessageTooLarge", "ContentRejected", "AttachmentRejected"])
def test_a_mail_that_is_refused_for_what_is_in_it_speaks_not_against_its_address(
    subtype: str, account: Account
) -> None:
    account.mailer.fate = lambda _: bounces(subtype)

    lives(account, 10)

    assert len(account.mailer.sent) == 4
    assert causes(account) == []
    assert not account.tables.soft_bounces


def test_an_out_of_office_answer_is_no_bounce(account: Account) -> None:
    for day in (1, 3, 5, 8):
        lives(account, day)
        sent = account.mailer.sent[-1]
        tells(account, "Bounce", sent, START + day * DAY, bounceType="Transient", bounceSubType="General")

    assert len(account.mailer.sent) == 4
    assert causes(account) == []


def test_the_same_bounces_told_twice_are_no_more_days(account: Account) -> None:
    account.mailer.fate = lambda _: bounces("MailboxFull")
    lives(account, 3)
    for sent in account.mailer.sent:
        for _ in range(3):
            tells(account, "Bounce", sent, sent.at, bounceType="Transient", bounceSubType="MailboxFull")

    assert len(account.mailer.sent) == 2
    assert causes(account) == []


def test_a_mail_that_arrives_makes_the_days_before_forgotten(account: Account) -> None:
    arrives = iter([False, False, True, False])
    account.mailer.fate = lambda _: bounces("MailboxFull", arrives=next(arrives))

    lives(account, 10)

    assert len(account.mailer.sent) == 4
    assert causes(account) == []
    ((_, days),) = account.tables.soft_bounces.items()
    assert len(days) == 1


def test_a_mail_that_arrives_later_lifts_what_bounces_brought_and_one_from_before_does_not(
    account: Account,
) -> None:
    account.mailer.fate = lambda _: bounces("MailboxFull")
    lives(account, 10)
    sent = account.mailer.sent[-1]

    tells(account, "Delivery", sent, START + DAY)
    assert causes(account) == ["soft_bounce"]

    tells(account, "Delivery", sent, START + 11 * DAY)
    tells(account, "Delivery", sent, START + 11 * DAY)
    assert causes(account) == []
    assert came_and_went(account) == {"customer": (1, 0), "soft_bounce": (0, 1), "delivery": (1, 0)}


@pytest.mark.parametrize("event", ["Bounce", "Complaint"])
def test_what_ses_never_tried_counts_as_bounced_and_keeps_its_cause(event: str, account: Account) -> None:
    sub = {"bounceSubType": "OnAccountSuppressionList", "complaintSubType": "OnAccountSuppressionList"}
    account.mailer.fate = lambda _: (event, sub)

    lives(account, 1)

    (message,) = account.tables.messages.values()
    assert message.bounced_at is not None
    assert message.complained_at is None
    assert causes(account) == [event.lower()]


@pytest.mark.parametrize("cause", SuppressionCause)
def test_each_cause_ends_what_it_concerns_and_is_counted_once(
    cause: SuppressionCause, account: Account
) -> None:
    suppressing = shared.suppressing(account.neighbours)
    suppression = Suppression(cause=cause, since=START)

    assert suppressing.suppress(ADA, suppression, START)
    assert not suppressing.suppress(ADA, suppression, START)

    lives(account, 10)
    assert account.mailer.sent == []
    assert came_and_went(account) == {"customer": (1, 0), cause.value: (0, 1)}
    purposes = {each: permission(person(account), each, frozenset({cause})) for each in Purpose}
    assert purposes[Purpose.MARKETING] == "suppressed"
    assert (purposes[Purpose.TRANSACTIONAL] == "suppressed") is (cause in STOPS_EVERYTHING)


def test_two_causes_are_one_who_left_and_one_who_came_back(account: Account) -> None:
    suppressing = shared.suppressing(account.neighbours)
    for cause in (SuppressionCause.MANUAL, SuppressionCause.BOUNCE):
        suppressing.suppress(ADA, Suppression(cause=cause, since=START), START)
    for cause in (SuppressionCause.MANUAL, SuppressionCause.BOUNCE):
        lifted = suppressing.lift(ADA, Lifter.OPERATOR, START + DAY, START + DAY, cause=cause)
        assert lifted == [cause]

    assert came_and_went(account) == {"customer": (1, 0), "manual": (0, 1), "operator": (1, 0)}


@pytest.mark.parametrize("source", [each for each in ConsentSource if each is not ConsentSource.ERASURE])
def test_who_was_erased_gets_marketing_again_only_by_their_own_word(
    source: ConsentSource, account: Account
) -> None:
    erased = Suppression(cause=SuppressionCause.ERASURE, since=START + DAY)
    shared.suppressing(account.neighbours).suppress(ADA, erased, START + DAY)

    says(account, source, START + 2 * DAY)

    assert causes(account) == ([] if source in BY_PERSON else ["erasure"])


def test_a_word_from_before_lifts_nothing(account: Account) -> None:
    erased = Suppression(cause=SuppressionCause.ERASURE, since=START + 3 * DAY)
    shared.suppressing(account.neighbours).suppress(ADA, erased, START + 3 * DAY)

    says(account, ConsentSource.FORM, START + 2 * DAY)

    assert causes(account) == ["erasure"]


def test_a_sign_up_lifts_no_complaint(account: Account) -> None:
    sent_at = START + timedelta(minutes=1)
    account.agenda.run(sent_at)
    tells(account, "Complaint", account.mailer.sent[0], sent_at)

    says(account, ConsentSource.FORM, START + 2 * DAY)

    assert causes(account) == ["complaint"]


def test_who_is_imported_anew_after_erasure_is_not_mailed(account: Account) -> None:
    """The contact is gone, and the shop's old list brings the address back."""
    kept = account.neighbours.suppressions
    kept.add(ADA, Suppression(cause=SuppressionCause.ERASURE, since=START - DAY), ())
    account.tables.contacts.clear()
    account.tables.aliases.clear()
    account.tables.enrollments.clear()
    account.tables.by_contact.clear()
    account.tables.seen.clear()

    events.handler({"Records": [subscription("import", 1)]}, CONTEXT)
    lives(account, 10)

    assert person(account).consent.granted
    assert account.mailer.sent == []
    assert [line["reason"] for line in account.timeline.lines if line["kind"] == "refused"] == ["suppressed"]


def test_a_suppression_follows_the_address_and_not_the_contact(account: Account) -> None:
    suppressing = shared.suppressing(account.neighbours)
    suppressing.suppress(ADA, Suppression(cause=SuppressionCause.BOUNCE, since=START), START)
    contact = person(account)
    moved = replace(contact.traits["email"], value="new@example.com")
    account.tables.contacts[contact.id] = contact.with_traits({"email": moved})

    after = person(account)

    assert after.email == "new@example.com"
    assert not account.neighbours.suppressions.of(after.email)
    assert causes(account) == ["bounce"]
