"""ports.Contacts.leave: what follows from leaving stands with it or not at all, and nothing slips past it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from homing.domain.consent import Consent, ConsentSource, ConsentState, ConsentStatement
from homing.domain.consent_ledger import ConsentChange, record
from homing.domain.contact import Trait
from homing.domain.due import DueEntry, DueKind
from homing.domain.enrollment import Enrollment, EnrollmentState, Parked
from homing.domain.figures import Metric
from homing.domain.message import Message, MessageState, Reason
from homing.domain.occupancy import recount
from homing.domain.policy import Ledger
from homing.domain.suppression import Suppression, SuppressionCause, address_key
from homing.domain.time import Stamp
from homing.domain.watch import watch_entry
from homing.services.ports import Guard, Parting

from tests.functional.contracts.engines import SECRET, Engine
from tests.functional.contracts.samples import (
    NO_GUARD,
    NOW,
    after,
    claim,
    contact,
    counted,
    enrollment,
    one,
    spent,
    stamp,
)

GRANTED = Consent(granted_at=stamp(days=-30), source=ConsentSource.FORM, event_id="e-0")
LEFT = stamp()
COMPLAINT = Suppression(cause=SuppressionCause.COMPLAINT, since=NOW)
ADAS_KEY = address_key("ada@example.com", SECRET)


def withdrawal(known: Consent = GRANTED, **said: Any) -> ConsentChange:
    told = ConsentStatement(
        **{"state": ConsentState.UNSUBSCRIBED, "source": ConsentSource.RECIPIENT, "time": LEFT, **said}
    )
    change = record(known, told, "leave/1", NOW)
    assert change is not None
    return change


def parting(ends: Sequence[Enrollment] = (), **more: Any) -> Parting:
    usual: dict[str, Any] = {"change": withdrawal(), "at": NOW, "reason": "unsubscribed", "left": LEFT}
    return Parting(**usual | {"ends": tuple(ends)} | more)


def skipped(of: Enrollment) -> Message:
    held_back = claim("story", of.id, state=MessageState.SKIPPED, reason=Reason.NO_CONSENT, wait_until=NOW)
    return replace(held_back, claimed_at=None)


def running(engine: Engine, *names: str, **known: Any) -> list[Enrollment]:
    """Enrollments of a subscriber, as they were read."""
    engine.contacts.create(contact(consent=GRANTED), [])
    made = [enrollment(name, waits_for="story", **known) for name in names]
    for each in made:
        engine.enrollments.put(each, NO_GUARD, watch_entry(each), ())
    return made


def test_all_that_follows_from_leaving_stands_with_it(engine: Engine) -> None:
    ends = running(engine, "welcome-1", "welcome-2")
    told = DueEntry(at=NOW, kind=DueKind.MIRROR, workflow="-", key="c-1/0")
    counts = (one(Metric.LOST), one(Metric.EXITED), one(Metric.EXITED, "welcome-2"))

    assert engine.contacts.leave("c-1", parting(ends, skips=(skipped(ends[0]),), due=(told,), counts=counts))

    known = engine.contacts.get("c-1")
    assert known is not None
    assert known.consent == withdrawal().consent
    assert [entry.event_id for entry in engine.consent_ledger.of("c-1")] == ["leave/1"]
    rows = engine.enrollments.several([each.id for each in ends]).values()
    assert {(row.state, row.ended_at, row.end_reason) for row in rows} == {
        (EnrollmentState.EXITED, NOW, "unsubscribed")
    }
    (message,) = engine.messages.of_enrollment("welcome-1")
    assert (message.state, message.reason) == (MessageState.SKIPPED, Reason.NO_CONSENT)
    assert list(engine.due.until(NOW)) == [told]
    assert counted(engine.figures) == {"lost": 1, "exited": 2}
    assert engine.enrollments.occupancy() == recount(rows) == {}


def _other_consent(engine: Engine, ends: Sequence[Enrollment]) -> None:
    engine.contacts.set_consent("c-1", withdrawal(source=ConsentSource.CHANGE))


def _moved(engine: Engine, ends: Sequence[Enrollment]) -> None:
    engine.enrollments.move(ends[1], "proof", NOW)


def _ended(engine: Engine, ends: Sequence[Enrollment]) -> None:
    engine.enrollments.end(ends[1], "goal", NOW, ())


def _claimed(engine: Engine, ends: Sequence[Enrollment]) -> None:
    engine.messages.begin(claim("story", ends[0].id), None)


@pytest.mark.parametrize("meanwhile", [_other_consent, _moved, _ended, _claimed])
def test_if_anything_changed_meanwhile_nothing_is_written(engine: Engine, meanwhile: Any) -> None:
    ends = running(engine, "welcome-1", "welcome-2")
    meanwhile(engine, ends)
    before = engine.contacts.get("c-1"), engine.consent_ledger.of("c-1")

    assert not engine.contacts.leave(
        "c-1", parting(ends, skips=(skipped(ends[0]),), counts=(one(Metric.LOST),))
    )

    assert (engine.contacts.get("c-1"), engine.consent_ledger.of("c-1")) == before
    first = engine.enrollments.get("welcome-1")
    assert first is not None
    assert first.running
    assert counted(engine.figures) == {}


def test_nobody_leaves_who_is_not_there(engine: Engine) -> None:
    assert not engine.contacts.leave("c-1", parting())


def put(engine: Engine, departed: Stamp | None, *, only_markets: bool = True, **more: Any) -> str:
    """Enroll as somebody does who knew of a leaving, or of none."""
    new = enrollment("welcome-9")
    guard = Guard(
        contact_id="c-1",
        only_markets=only_markets,
        departed=departed,
        **{"events": frozenset(), "since": stamp(hours=1), **more},
    )
    return engine.enrollments.put(new, guard, watch_entry(new), ())


@pytest.mark.parametrize("departed", [None, stamp(days=-90)])
@pytest.mark.parametrize("events", [frozenset(), frozenset({"Order Completed"})])
def test_who_leaves_while_being_enrolled_is_not(
    engine: Engine, departed: Stamp | None, events: frozenset[str]
) -> None:
    running(engine)
    engine.contacts.leave("c-1", parting())

    assert put(engine, departed, events=events) == "exited"
    assert engine.enrollments.get("welcome-9") is None


def test_a_workflow_with_service_mails_takes_them_in_all_the_same(engine: Engine) -> None:
    running(engine)
    engine.contacts.leave("c-1", parting())

    assert put(engine, None, only_markets=False) == "put"


@pytest.mark.parametrize("departed", [LEFT, stamp(hours=2)])
def test_who_is_known_to_have_left_and_come_back_is_enrolled(engine: Engine, departed: Stamp) -> None:
    running(engine)
    engine.contacts.leave("c-1", parting())

    assert put(engine, departed) == "put"


def test_who_came_back_before_their_leaving_was_heard_is_enrolled(engine: Engine) -> None:
    running(engine)
    engine.contacts.leave("c-1", parting(left=None))

    assert put(engine, None) == "put"


def _leaves_the_list(engine: Engine) -> None:
    assert engine.contacts.leave("c-1", parting())


def _leaves_a_topic(engine: Engine) -> None:
    assert engine.contacts.set_consent("c-1", withdrawal(Consent(), purpose="offers"))


def _complains(engine: Engine) -> None:
    assert engine.suppressions.add("ada@example.com", COMPLAINT, [], {"c-1"})


def _complains_by_key(engine: Engine) -> None:
    assert engine.suppressions.keep(ADAS_KEY, COMPLAINT, [], {"c-1"})


def _asks_for_fewer(engine: Engine) -> None:
    assert engine.contacts.restrain("c-1", {"cap": Trait(value=1, time=stamp())})


def test_of_two_wishes_the_older_changes_nothing_and_is_in_no_mails_way(engine: Engine) -> None:
    running(engine, "welcome-1")
    _asks_for_fewer(engine)
    judged_by = engine.contacts.ledger("c-1")

    assert not engine.contacts.restrain("c-1", {"cap": Trait(value=0, time=stamp(seconds=-1))})

    assert engine.contacts.ledger("c-1") == judged_by
    found = engine.contacts.get("c-1")
    assert found is not None
    assert found.get("cap") == 1


@pytest.mark.parametrize(
    "leaves", [_asks_for_fewer, _leaves_the_list, _leaves_a_topic, _complains, _complains_by_key]
)
@pytest.mark.parametrize("mailed_before", [True, False])
def test_a_mail_that_was_judged_before_they_left_is_not_claimed(
    engine: Engine, leaves: Any, mailed_before: bool
) -> None:
    """Of a workflow that goes on too, as it has service mails."""
    running(engine, "welcome-1")
    if mailed_before:
        first = claim()
        engine.messages.claim(first, None, Ledger(), spent(Ledger()))
    judged_by = engine.contacts.ledger("c-1")

    leaves(engine)

    answer = engine.messages.claim(claim("story"), None, judged_by, spent(judged_by))
    assert answer == "raced"
    now = engine.contacts.ledger("c-1")
    assert replace(now, revision=0) == replace(judged_by, revision=0)
    assert engine.messages.claim(claim("story"), None, now, spent(now)) == "claimed"


def test_a_complaint_that_stood_already_is_in_no_mails_way(engine: Engine) -> None:
    """Whether it is told of the address or of its key."""
    running(engine, "welcome-1")
    _complains(engine)
    judged_by = engine.contacts.ledger("c-1")

    assert not engine.suppressions.add("ada@example.com", COMPLAINT, [], {"c-1"})
    assert not engine.suppressions.keep(ADAS_KEY, COMPLAINT, [], {"c-1"})

    assert engine.contacts.ledger("c-1") == judged_by


def test_a_grant_is_in_no_mails_way(engine: Engine) -> None:
    running(engine, "welcome-1")
    granted = withdrawal(Consent(), state=ConsentState.SUBSCRIBED, purpose="offers")
    engine.contacts.set_consent("c-1", granted)

    answer = engine.messages.claim(claim("story"), None, Ledger(), spent(Ledger()))

    assert answer == "claimed"


def test_as_many_end_in_one_transaction_as_the_service_asks_for(engine: Engine) -> None:
    """Each with a message held back, an end that is listened for, on a day that is over, and counts."""
    names = [f"welcome-{number}" for number in range(10)]
    ends = running(engine, *names)
    yesterday = NOW - timedelta(days=1)
    due = [DueEntry(at=yesterday, kind=DueKind.ENDED, workflow="welcome", key=name) for name in names]
    due += [DueEntry(at=yesterday, kind=DueKind.MIRROR, workflow="-", key="c-1/0")]
    due += [DueEntry(at=yesterday, kind=DueKind.DERIVED, workflow="", key="leave/1", note={"contact": "c-1"})]
    counts = [one(metric, name) for name in names for metric in (Metric.EXITED, Metric.SKIPPED)]

    assert engine.contacts.leave(
        "c-1",
        parting(ends, skips=tuple(map(skipped, ends)), due=tuple(due), counts=(*counts, one(Metric.LOST))),
    )

    assert engine.enrollments.occupancy() == {}
    assert counted(engine.figures) == {"exited": 10, "skipped": 10, "lost": 1}
    assert set(engine.due.until(NOW)) == set(due)


def test_what_is_held_back_is_noted_on_what_runs_and_on_nothing_else(engine: Engine) -> None:
    one_, other = running(engine, "welcome-1", "welcome-2")
    engine.enrollments.end(other, "goal", NOW, ())
    parked = Parked(step="story", number=0, due_at=NOW, until=after(hours=3))

    for each in (one_, other):
        engine.enrollments.park(each, parked)

    rows = engine.enrollments.several([one_.id, other.id])
    assert {name: row.parked for name, row in rows.items()} == {one_.id: parked, other.id: None}
