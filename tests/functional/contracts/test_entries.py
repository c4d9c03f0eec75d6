"""ports.Enrollments of keys that may enter again, and of exits that ask what an event carries."""

from dataclasses import replace
from datetime import datetime

from homing.domain.enrollment import Entry
from homing.domain.watch import watch_entry
from homing.services.ports import Guard

from tests.functional.contracts.engines import Engine
from tests.functional.contracts.samples import NO_GUARD, NOW, ORDERED, after, enrollment, stamp


def entry(name: str = "welcome-1", at: datetime = NOW) -> Entry:
    return Entry(id="welcome-key", enrollment=name, at=at)


def put(engine: Engine, name: str, guard: Guard) -> str:
    row = enrollment(name)
    return engine.enrollments.put(row, guard, watch_entry(row), [])


FIRST = replace(NO_GUARD, entry=entry())


def test_the_entry_of_a_key_is_written_with_its_enrollment(engine: Engine) -> None:
    assert engine.enrollments.last_entry("welcome-key") is None

    assert put(engine, "welcome-1", FIRST) == "put"

    assert engine.enrollments.last_entry("welcome-key") == entry()


def test_of_two_at_once_one_enters(engine: Engine) -> None:
    put(engine, "welcome-1", FIRST)

    assert put(engine, "welcome-2", replace(NO_GUARD, entry=entry("welcome-2"))) == "raced"

    assert engine.enrollments.get("welcome-2") is None
    assert engine.enrollments.last_entry("welcome-key") == entry()


def test_who_knows_of_the_last_entry_enters_after_it(engine: Engine) -> None:
    put(engine, "welcome-1", FIRST)
    second = entry("welcome-2", after(days=40))

    assert put(engine, "welcome-2", replace(NO_GUARD, entry=second, entered=entry())) == "put"

    assert engine.enrollments.last_entry("welcome-key") == second


def test_the_same_enrollment_again_exists(engine: Engine) -> None:
    put(engine, "welcome-1", FIRST)

    assert put(engine, "welcome-1", FIRST) == "exists"


def test_an_exit_wins_over_an_entry_and_leaves_none(engine: Engine) -> None:
    engine.marks.add(["c-1"], ORDERED, stamp())
    guard = Guard(events=frozenset({ORDERED}), contact_id="c-1", since=stamp(), entry=entry())

    assert put(engine, "welcome-1", guard) == "exited"

    assert engine.enrollments.last_entry("welcome-key") is None


MATCHED = replace(NO_GUARD, since=stamp(), matched=(("c-1#plan-a", "Plan Ended"), ("c-1#plan-a", ORDERED)))


def test_an_exit_of_the_same_plan_refuses_an_enrollment_that_it_overtook(engine: Engine) -> None:
    engine.marks.add(["c-1#plan-a"], "Plan Ended", stamp(seconds=1))

    assert put(engine, "welcome-1", MATCHED) == "exited"


def test_an_exit_of_another_plan_or_of_an_earlier_time_refuses_nothing(engine: Engine) -> None:
    engine.marks.add(["c-1#plan-b"], "Plan Ended", stamp(seconds=1))
    engine.marks.add(["c-1#plan-a"], "Plan Ended", stamp(seconds=-1))

    assert put(engine, "welcome-1", MATCHED) == "put"
