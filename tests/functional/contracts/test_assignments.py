"""ports.Assignments"""

from dataclasses import replace
from decimal import Decimal

from homing.domain.assignment import Arm, Assignment, Purchase
from homing.domain.figures import Metric

from tests.functional.contracts.engines import Engine
from tests.functional.contracts.samples import NOW, after, counted, one

HELD_OUT = Assignment(
    workflow="welcome",
    contact_id="c-1",
    arm=Arm.HELD_OUT,
    at=NOW,
    until=after(days=7),
    trigger={"resource": "guide", "size": Decimal(3)},
)
BOUGHT = HELD_OUT.bought("o-1", Purchase(at=after(days=1), worth=Decimal("129.90"), meets_goal=True))
COUNT = [one(Metric.ASSIGNED)]


def test_what_is_kept_is_read_back_by_workflow(engine: Engine) -> None:
    other = replace(HELD_OUT, workflow="abandoned_cart", arm=Arm.TREATED)
    followed = replace(HELD_OUT, workflow="review", arm=Arm.ENTERED, enrollment="review-1")
    for row in (BOUGHT, other, followed):
        assert engine.assignments.put(None, row, [])

    assert list(engine.assignments.of("c-1")) == [other, followed, BOUGHT]
    assert list(engine.assignments.of("c-12")) == []


def test_the_first_assignment_stands_and_is_counted_once(engine: Engine) -> None:
    assert engine.assignments.put(None, HELD_OUT, COUNT)
    assert not engine.assignments.put(None, replace(HELD_OUT, arm=Arm.TREATED), COUNT)

    assert list(engine.assignments.of("c-1")) == [HELD_OUT]
    assert counted(engine.figures) == {"assigned": 1}


def test_of_two_changes_of_what_was_read_one_is_written(engine: Engine) -> None:
    engine.assignments.put(None, HELD_OUT, [])

    assert engine.assignments.put(HELD_OUT, BOUGHT, COUNT)
    assert not engine.assignments.put(HELD_OUT, HELD_OUT.met(after(days=2)), COUNT)

    assert list(engine.assignments.of("c-1")) == [BOUGHT]
    assert counted(engine.figures) == {"assigned": 1}


def test_who_proves_to_be_the_same_leaves_one_row(engine: Engine) -> None:
    younger = replace(BOUGHT, contact_id="c-2")
    engine.assignments.put(None, HELD_OUT, [])
    engine.assignments.put(None, younger, [])
    joined = HELD_OUT.joined(younger)

    stale = replace(younger, met_at=after(days=1))
    assert not engine.assignments.put(HELD_OUT, joined, COUNT, gone=stale)
    assert engine.assignments.put(HELD_OUT, joined, COUNT, gone=younger)
    assert not engine.assignments.put(HELD_OUT, joined, COUNT, gone=younger)

    assert list(engine.assignments.of("c-1")) == [joined]
    assert list(engine.assignments.of("c-2")) == []
    assert counted(engine.figures) == {"assigned": 1}


def test_after_400_days_somebody_may_be_assigned_anew(moto: Engine) -> None:
    moto.assignments.put(None, HELD_OUT, [])

    moto.clock.now = after(days=400)

    assert list(moto.assignments.of("c-1")) == []
    assert moto.assignments.put(None, replace(HELD_OUT, at=moto.clock.now), [])
