"""ports.Enrollments of repeats: the plan of the next pass, changed by whoever read it last."""

from dataclasses import replace
from typing import Any

import pytest
from homing.domain.enrollment import Enrollment, EnrollmentState
from homing.domain.figures import Metric
from homing.domain.occupancy import Place
from homing.domain.watch import watch_entry

from tests.functional.contracts.engines import Engine
from tests.functional.contracts.samples import NO_GUARD, NOW, after, enrollment, one, stamp

RUNNING = enrollment(state=EnrollmentState.ACTIVE, waits_for="again", pass_started=NOW)
ASLEEP = replace(RUNNING, next_pass_at=after(days=14), waits_for="due")
BEGUN = replace(
    ASLEEP,
    state=EnrollmentState.STARTING,
    version="v2",
    attempt=1,
    number=1,
    pass_started=after(days=14),
    next_pass_at=None,
    first_wait_until=after(days=14),
)


def put(engine: Engine, row: Enrollment = RUNNING) -> None:
    engine.enrollments.put(row, NO_GUARD, watch_entry(row), [])


def test_a_pass_ends_sleeps_and_the_next_begins(engine: Engine) -> None:
    put(engine)

    assert engine.enrollments.replan(RUNNING, ASLEEP)
    assert engine.enrollments.get("welcome-1") == ASLEEP
    assert engine.enrollments.replan(ASLEEP, BEGUN)
    assert engine.enrollments.get("welcome-1") == BEGUN


def test_who_waits_where_follows(engine: Engine) -> None:
    put(engine)
    engine.enrollments.replan(RUNNING, ASLEEP)
    assert engine.enrollments.occupancy() == {Place("welcome", "v1", "due"): 1}

    engine.enrollments.replan(ASLEEP, BEGUN)

    assert engine.enrollments.occupancy() == {Place("welcome", "v2", "due"): 1}


def test_a_pass_begins_once(engine: Engine) -> None:
    put(engine, ASLEEP)
    engine.enrollments.replan(ASLEEP, BEGUN)

    assert not engine.enrollments.replan(ASLEEP, BEGUN)


@pytest.mark.parametrize(
    "changed",
    [
        {"next_pass_at": after(days=3), "moved_by": stamp()},
        {"moved_to": after(days=3), "moved_by": stamp()},
        {"attempt": 3},
        {"waits_for": "again"},
    ],
)
def test_a_plan_that_somebody_has_changed_is_not_overwritten(engine: Engine, changed: dict[str, Any]) -> None:
    put(engine, ASLEEP)
    moved = replace(ASLEEP, **changed)
    assert engine.enrollments.replan(ASLEEP, moved)

    assert not engine.enrollments.replan(ASLEEP, BEGUN)

    assert engine.enrollments.get("welcome-1") == moved


def test_one_that_ended_begins_no_pass(engine: Engine) -> None:
    put(engine, ASLEEP)
    engine.enrollments.end(ASLEEP, "Plan Ended", after(days=1), [one(Metric.EXITED)])

    assert not engine.enrollments.replan(ASLEEP, BEGUN)


def test_a_broken_attempt_may_still_put_its_next_pass_down(engine: Engine) -> None:
    put(engine)
    engine.enrollments.mark_broken(RUNNING)

    assert engine.enrollments.replan(RUNNING, ASLEEP)

    assert engine.enrollments.get("welcome-1") == ASLEEP


def test_what_was_moved_is_forgotten_with_the_pass_that_it_moved(engine: Engine) -> None:
    moved = replace(RUNNING, moved_to=after(days=3), moved_by=stamp())
    put(engine, moved)

    assert engine.enrollments.replan(moved, replace(moved, moved_to=None, next_pass_at=after(days=3)))

    found = engine.enrollments.get("welcome-1")
    assert found is not None
    assert (found.moved_to, found.next_pass_at, found.moved_by) == (None, after(days=3), stamp())
