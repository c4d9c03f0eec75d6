"""ports.Enrollments, and the race between an enrollment and its exit."""

from dataclasses import replace
from decimal import Decimal

import pytest
from homing.domain.due import DueEntry
from homing.domain.enrollment import Enrollment, EnrollmentState
from homing.domain.events import EventName
from homing.domain.figures import Metric
from homing.domain.time import Stamp
from homing.domain.watch import watch_entry
from homing.services.ports import Guard

from tests.functional.contracts.engines import Engine
from tests.functional.contracts.samples import (
    NO_GUARD,
    NOW,
    ORDERED,
    after,
    counted,
    enrollment,
    one,
    stamp,
)

EXITED = enrollment(state=EnrollmentState.EXITED, ended_at=after(hours=1), end_reason=ORDERED.value)


def put(engine: Engine, row: Enrollment | None = None, guard: Guard = NO_GUARD) -> str:
    row = row or enrollment()
    return engine.enrollments.put(row, guard, watch_entry(row), [one(Metric.ENROLLED)])


def watched(engine: Engine) -> list[DueEntry]:
    return list(engine.watch.until(after(hours=2)))


def end(engine: Engine) -> bool:
    return engine.enrollments.end(enrollment(), "Order Completed", after(hours=1), [one(Metric.EXITED)])


def test_an_enrollment_is_put_with_its_due_entry_and_its_count(engine: Engine) -> None:
    assert put(engine) == "put"

    assert engine.enrollments.get("welcome-1") == enrollment()
    assert watched(engine) == [watch_entry(enrollment())]
    assert counted(engine.figures) == {"enrolled": 1}


def test_an_enrollment_is_put_once(engine: Engine) -> None:
    put(engine)

    assert put(engine, enrollment(version="v2")) == "exists"

    assert engine.enrollments.get("welcome-1") == enrollment()
    assert counted(engine.figures) == {"enrolled": 1}


def test_a_crash_between_put_and_start_leaves_what_is_needed_to_start(engine: Engine) -> None:
    put(engine)

    assert put(engine) == "exists"

    assert engine.enrollments.get("welcome-1") == enrollment()
    assert watched(engine) == [watch_entry(enrollment())]


def test_a_contact_has_all_its_enrollments_ended_ones_too(engine: Engine) -> None:
    second = enrollment("abandoned_cart-2", workflow="abandoned_cart", enrolled_at=after(hours=1))
    put(engine)
    put(engine, second)
    put(engine, enrollment("welcome-3", contact_id="c-2"))
    end(engine)

    assert list(engine.enrollments.of_contact("c-1")) == [EXITED, second]


def test_nobody_has_no_enrollment(engine: Engine) -> None:
    assert list(engine.enrollments.of_contact("c-none")) == []
    assert engine.enrollments.get("welcome-none") is None


CART = Guard(events=frozenset({ORDERED}), cart_tokens=("cart#t-1", "checkout#c-9"))
PERSON = Guard(events=frozenset({ORDERED}), contact_id="c-1", since=stamp())


@pytest.mark.parametrize("days", [-10, 0, 1])
def test_an_exit_of_the_cart_refuses_an_enrollment_whatever_its_time(engine: Engine, days: int) -> None:
    engine.marks.add(["checkout#c-9"], ORDERED, stamp(days=days))

    assert put(engine, guard=CART) == "exited"

    assert engine.enrollments.get("welcome-1") is None
    assert list(engine.enrollments.of_contact("c-1")) == []
    assert list(engine.due.until(NOW)) == []
    assert counted(engine.figures) == {}


def test_an_exit_of_the_contact_after_the_trigger_refuses_an_enrollment(engine: Engine) -> None:
    engine.marks.add(["c-1"], ORDERED, stamp(seconds=1))

    assert put(engine, guard=PERSON) == "exited"


def test_an_exit_at_the_very_time_of_the_trigger_wins(engine: Engine) -> None:
    engine.marks.add(["c-1"], ORDERED, stamp())

    assert put(engine, guard=PERSON) == "exited"


def test_an_exit_at_the_time_of_the_trigger_that_claims_an_earlier_one_loses(engine: Engine) -> None:
    engine.marks.add(["c-1"], ORDERED, Stamp(NOW, NOW))
    guard = replace(PERSON, since=Stamp(NOW, after(seconds=3)))

    assert put(engine, guard=guard) == "put"


def test_an_exit_of_the_contact_before_the_trigger_refuses_nothing(engine: Engine) -> None:
    engine.marks.add(["c-1"], ORDERED, stamp(seconds=-1))

    assert put(engine, guard=PERSON) == "put"


def test_an_event_that_ends_another_workflow_refuses_nothing(engine: Engine) -> None:
    engine.marks.add(["c-1", "cart#t-1"], EventName.UNSUBSCRIBED, stamp(hours=1))
    guard = replace(PERSON, cart_tokens=("cart#t-1",))

    assert put(engine, guard=guard) == "put"


def test_any_event_of_the_guard_refuses(engine: Engine) -> None:
    engine.marks.add(["c-1"], EventName.UNSUBSCRIBED, stamp(hours=1))
    guard = replace(PERSON, events=frozenset({ORDERED, EventName.UNSUBSCRIBED}))

    assert put(engine, guard=guard) == "exited"


def test_an_exit_after_the_enrollment_finds_it(engine: Engine) -> None:
    put(engine, guard=PERSON)
    engine.marks.add(["c-1"], ORDERED, stamp(hours=1))

    assert [each.id for each in engine.enrollments.of_contact("c-1")] == ["welcome-1"]
    assert end(engine)

    assert engine.enrollments.get("welcome-1") == EXITED


def test_a_trigger_redelivered_after_the_exit_finds_its_ended_enrollment(engine: Engine) -> None:
    put(engine, guard=PERSON)
    engine.marks.add(["c-1"], ORDERED, stamp(hours=1))
    end(engine)

    assert put(engine, guard=PERSON) == "exists"

    assert engine.enrollments.get("welcome-1") == EXITED


def test_an_exit_between_put_and_start_stays(engine: Engine) -> None:
    put(engine)
    end(engine)

    engine.enrollments.started(enrollment())

    assert engine.enrollments.get("welcome-1") == EXITED


def test_a_started_enrollment_is_active_and_still_watched(engine: Engine) -> None:
    put(engine)

    engine.enrollments.started(enrollment())
    engine.enrollments.started(enrollment())

    assert engine.enrollments.get("welcome-1") == enrollment(state=EnrollmentState.ACTIVE)
    assert watched(engine) == [watch_entry(enrollment())]


def test_a_slow_start_of_an_earlier_attempt_does_not_activate_the_next(engine: Engine) -> None:
    put(engine)
    again = engine.enrollments.next_attempt(enrollment())
    assert again is not None

    engine.enrollments.started(enrollment())

    assert engine.enrollments.get("welcome-1") == again


def test_a_next_attempt_starts_anew(engine: Engine) -> None:
    put(engine)
    engine.enrollments.started(enrollment())
    engine.enrollments.mark_broken(enrollment())

    again = engine.enrollments.next_attempt(enrollment(state=EnrollmentState.BROKEN))

    assert again == enrollment(attempt=1)
    assert engine.enrollments.get("welcome-1") == again


def test_a_refusal_is_counted_once_for_an_occurrence_and_a_workflow(engine: Engine) -> None:
    counts = [one(Metric.REFUSED)]

    assert engine.enrollments.refuse("e-1", "welcome", NOW, counts)
    assert not engine.enrollments.refuse("e-1", "welcome", NOW, counts)
    assert engine.enrollments.refuse("e-2", "welcome", NOW, counts)
    assert engine.enrollments.refuse("e-1", "win_back", NOW, counts)

    assert counted(engine.figures) == {"refused": 3}


def test_of_two_that_number_the_next_attempt_one_does(engine: Engine) -> None:
    put(engine)

    assert engine.enrollments.next_attempt(enrollment()) is not None
    assert engine.enrollments.next_attempt(enrollment()) is None


def test_an_ended_enrollment_has_no_next_attempt_and_does_not_break(engine: Engine) -> None:
    put(engine)
    end(engine)

    engine.enrollments.mark_broken(enrollment())

    assert engine.enrollments.next_attempt(enrollment()) is None
    assert engine.enrollments.get("welcome-1") == EXITED


def test_breaking_an_unknown_enrollment_makes_none(engine: Engine) -> None:
    engine.enrollments.mark_broken(enrollment(id="welcome-none"))

    assert engine.enrollments.get("welcome-none") is None


def test_the_end_of_an_earlier_attempt_does_not_break_the_next(engine: Engine) -> None:
    put(engine)
    again = engine.enrollments.next_attempt(enrollment())

    engine.enrollments.mark_broken(enrollment())

    assert engine.enrollments.get("welcome-1") == again


def test_an_enrollment_ends_once_and_counts_once(engine: Engine) -> None:
    put(engine)

    assert end(engine)
    assert not end(engine)
    assert not engine.enrollments.complete(enrollment(), after(hours=2), [one(Metric.COMPLETED)])

    assert engine.enrollments.get("welcome-1") == EXITED
    assert counted(engine.figures) == {"enrolled": 1, "exited": 1}


def test_a_broken_enrollment_can_end(engine: Engine) -> None:
    put(engine)
    engine.enrollments.mark_broken(enrollment())

    assert end(engine)


def test_a_completed_enrollment_does_not_exit(engine: Engine) -> None:
    put(engine)

    assert engine.enrollments.complete(enrollment(), after(hours=2), [one(Metric.COMPLETED)])
    assert not end(engine)

    row = engine.enrollments.get("welcome-1")
    assert row == enrollment(state=EnrollmentState.COMPLETED, ended_at=after(hours=2))
    assert counted(engine.figures) == {"enrolled": 1, "completed": 1}


def test_a_goal_is_met_once_even_after_the_end(engine: Engine) -> None:
    put(engine)
    end(engine)

    assert engine.enrollments.convert(enrollment(), after(hours=1), "hello", [one(Metric.CONVERTED)])
    assert not engine.enrollments.convert(enrollment(), after(hours=2), None, [one(Metric.CONVERTED)])

    converted = replace(EXITED, converted_at=after(hours=1), credited_step="hello")
    assert engine.enrollments.get("welcome-1") == converted
    assert counted(engine.figures) == {"enrolled": 1, "exited": 1, "converted": 1}


def test_a_goal_without_credit_is_met_once_too(engine: Engine) -> None:
    put(engine)

    assert engine.enrollments.convert(enrollment(), after(hours=1), None, [])
    assert not engine.enrollments.convert(enrollment(), after(hours=1), "hello", [])

    assert engine.enrollments.get("welcome-1") == enrollment(converted_at=after(hours=1))


def test_the_credit_of_a_goal_moves_once_from_where_it_was_read(engine: Engine) -> None:
    put(engine)
    engine.enrollments.convert(enrollment(), after(hours=1), None, [])
    uncredited = enrollment(converted_at=after(hours=1))

    assert engine.enrollments.credit(uncredited, "hello", [one(Metric.CREDITED)])
    assert not engine.enrollments.credit(uncredited, "second", [one(Metric.CREDITED)])
    credited = replace(uncredited, credited_step="hello")
    assert engine.enrollments.get("welcome-1") == credited

    assert engine.enrollments.credit(credited, None, [one(Metric.CREDITED, amount=Decimal(-1))])
    assert engine.enrollments.get("welcome-1") == uncredited
    assert counted(engine.figures) == {"enrolled": 1, "credited": 0}
    assert not engine.enrollments.credit(enrollment("welcome-gone"), "hello", [])


def test_the_first_delivery_is_noted_once(engine: Engine) -> None:
    put(engine)

    assert engine.enrollments.reach(enrollment(), after(hours=1), [one(Metric.REACHED)])
    assert not engine.enrollments.reach(enrollment(), after(hours=2), [one(Metric.REACHED)])

    assert engine.enrollments.get("welcome-1") == enrollment(first_delivered_at=after(hours=1))
    assert counted(engine.figures) == {"enrolled": 1, "reached": 1}


def test_a_mark_past_its_time_refuses_nothing_though_it_is_still_stored(moto: Engine) -> None:
    moto.marks.add(["cart#t-1"], ORDERED, stamp())
    moto.clock.now = after(days=31)

    assert put(moto, guard=CART) == "put"


def test_an_enrollment_keeps_the_arm_that_it_took_last(engine: Engine) -> None:
    new = enrollment()
    put(engine, new)

    engine.enrollments.take(new, "subject", "plain", counts=True)
    engine.enrollments.take(new, "subject", "warm", counts=True)
    engine.enrollments.take(new, "subject", "warm", counts=True)

    taken = replace(new, variant="warm", arms={"subject": "warm"})
    assert engine.enrollments.get(new.id) == taken

    engine.enrollments.take(taken, "hour", "late", counts=False)

    assert engine.enrollments.get(new.id) == replace(new, arms={"subject": "warm", "hour": "late"})
