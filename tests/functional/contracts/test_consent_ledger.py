"""ports.Contacts.set_consent and ports.ConsentLedger: what stands, and every word that led to it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from homing.adapters.dynamodb.departures import Departures
from homing.domain.consent import Consent, ConsentSource, ConsentState, ConsentStatement
from homing.domain.consent_ledger import (
    MARKETING,
    TRACKING,
    Channel,
    ConsentChange,
    Evidence,
    derived,
    record,
    standing,
)
from homing.domain.figures import Metric
from homing.services.departures import Departure

from tests.functional.contracts.engines import Engine, Tables
from tests.functional.contracts.samples import NOW, after, contact, counted, one, stamp

SUBJECTS = [
    (MARKETING, Channel.EMAIL),
    (MARKETING, Channel.SMS),
    (TRACKING, Channel.EMAIL),
    ("offers", Channel.EMAIL),
]
of_each_subject = pytest.mark.parametrize(("purpose", "channel"), SUBJECTS)


def change(state: ConsentState = ConsentState.SUBSCRIBED, known: Consent | None = None, **said: Any) -> Any:
    """What one statement changes; of an event that is told apart by its hour."""
    hours = said.pop("hours", 0)
    told = ConsentStatement(state=state, **{"source": ConsentSource.FORM, "time": stamp(hours=hours), **said})
    made = record(known or Consent(), told, f"e-{hours}", after(hours=hours))
    assert made is not None
    return made


@of_each_subject
def test_a_permission_is_replaced_by_who_knew_it_and_by_nobody_else(
    engine: Engine, purpose: str, channel: Channel
) -> None:
    engine.contacts.create(contact(), [])
    granted = change(purpose=purpose, channel=channel)

    assert engine.contacts.set_consent("c-1", granted)
    assert not engine.contacts.set_consent("c-1", change(hours=1, purpose=purpose, channel=channel))

    known = engine.contacts.get("c-1")
    assert known is not None
    assert standing(known, purpose, channel) == granted.consent
    others = [subject for subject in SUBJECTS if subject != (purpose, channel)]
    assert all(standing(known, *subject) == Consent() for subject in others)


@of_each_subject
def test_each_change_appends_one_entry(engine: Engine, purpose: str, channel: Channel) -> None:
    engine.contacts.create(contact(), [])
    granted = change(purpose=purpose, channel=channel)
    left = change(ConsentState.UNSUBSCRIBED, granted.consent, hours=1, purpose=purpose, channel=channel)

    engine.contacts.set_consent("c-1", granted)
    engine.contacts.set_consent("c-1", left)

    entries = engine.consent_ledger.of("c-1")
    assert entries == [granted.entry, left.entry]
    assert derived(entries) == {(purpose, channel): left.consent}


def test_an_entry_keeps_all_its_evidence(engine: Engine) -> None:
    engine.contacts.create(contact(), [])
    evidence = Evidence(
        where="newsletter",
        wording="Yes, write to me.",
        wording_version="2026-03",
        locale="en",
        ip="192.0.2.7",
        user_agent="Mozilla/5.0",
        proof="shopify/77",
    )

    engine.contacts.set_consent("c-1", change(evidence=evidence))

    (entry,) = engine.consent_ledger.of("c-1")
    assert entry.evidence == evidence


def test_a_change_that_is_refused_leaves_no_entry_and_counts_nothing(engine: Engine) -> None:
    engine.contacts.create(contact(), [])
    engine.contacts.set_consent("c-1", change(), [one(Metric.GAINED)])

    assert not engine.contacts.set_consent("c-1", change(hours=1), [one(Metric.GAINED)])

    assert len(engine.consent_ledger.of("c-1")) == 1
    assert counted(engine.figures) == {"gained": 1}


def test_nobody_is_made_by_a_change(engine: Engine) -> None:
    assert not engine.contacts.set_consent("c-1", change())

    assert engine.contacts.get("c-1") is None
    assert engine.consent_ledger.of("c-1") == []


def test_two_purposes_told_by_one_event_are_two_entries(engine: Engine) -> None:
    engine.contacts.create(contact(), [])

    for purpose in (MARKETING, TRACKING):
        assert engine.contacts.set_consent("c-1", change(purpose=purpose))

    assert {entry.purpose for entry in engine.consent_ledger.of("c-1")} == {MARKETING, TRACKING}


def test_two_topics_change_apart(engine: Engine) -> None:
    engine.contacts.create(contact(), [])
    left = ConsentState.UNSUBSCRIBED

    assert engine.contacts.set_consent("c-1", change(left, purpose="offers"))
    assert engine.contacts.set_consent("c-1", change(left, purpose="news"))

    known = engine.contacts.get("c-1")
    assert known is not None
    assert {name: topic.state for name, topic in known.topics.items()} == {"offers": left, "news": left}


def test_who_proved_to_be_another_has_their_entries_too(engine: Engine) -> None:
    engine.contacts.create(contact("c-1"), [])
    engine.contacts.create(contact("c-2"), [])
    first, second = change(), change(hours=1)
    engine.contacts.set_consent("c-2", first)
    engine.contacts.set_consent("c-1", second)
    elder, younger = engine.contacts.get("c-1"), engine.contacts.get("c-2")
    assert elder is not None
    assert younger is not None

    engine.contacts.join(elder, younger, [])

    assert engine.consent_ledger.of("c-1") == [first.entry, second.entry]
    assert engine.consent_ledger.of("c-2") == [first.entry, second.entry]


def test_no_entry_ever_expires(engine: Engine) -> None:
    engine.contacts.create(contact(), [])
    engine.contacts.set_consent("c-1", change())

    engine.clock.now = NOW + timedelta(days=3650)

    assert len(engine.consent_ledger.of("c-1")) == 1


def test_a_merge_changes_what_stands_without_an_entry(engine: Engine) -> None:
    engine.contacts.create(contact(), [])
    merged = ConsentChange(known=Consent(), consent=replace(Consent(), left_at=stamp()))

    assert engine.contacts.set_consent("c-1", merged)

    assert engine.consent_ledger.of("c-1") == []


def test_a_restore_hears_of_every_withdrawal_with_what_shows_it(moto: Engine, tables: Tables) -> None:
    """A table that was replaced knew of them, and the one that took its place does not."""
    moto.contacts.create(contact(), [])
    evidence = Evidence(proof="welcome-1--hello--0")
    said: dict[str, Any] = {"state": ConsentState.UNSUBSCRIBED, "evidence": evidence}
    withdrawn = [change(purpose=purpose, hours=2, **said) for purpose in (TRACKING, "offers")]
    for each in (change(purpose="news", **said), *withdrawn, change(purpose="tips", hours=2)):
        assert moto.contacts.set_consent("c-1", each)

    old = Departures(tables.contacts.client, tables.contacts.name, b"")

    found = [gone for gone in old.since(after(hours=1)) if isinstance(gone, Departure)]
    assert {gone.contact_id for gone in found} == {"c-1"}
    told = [statement for gone in found for statement in gone.said]
    assert {each.purpose for each in told} == {TRACKING, "offers"}
    assert {each.evidence for each in told} == {evidence}
