"""Virtual time: what is due is done in its order, and nothing sleeps."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from local.clock import Agenda, VirtualClock
from local.rounds import SWEEP
from tests.builders import at

START = at("2026-03-02 10:00")
SECOND = timedelta(seconds=1)


def agenda() -> Agenda:
    return Agenda(VirtualClock(START))


def test_the_clock_stands_where_it_was_put_and_never_runs_back() -> None:
    clock = VirtualClock(START)
    assert clock.now() == START

    clock.move(START + SECOND)
    clock.move(START)

    assert clock.now() == START + SECOND


@given(st.lists(st.integers(0, 9), max_size=20))
def test_things_are_done_when_they_are_due_and_then_in_the_order_they_were_put_in(
    seconds: list[int],
) -> None:
    mine, done = agenda(), []
    for number, due in enumerate(seconds):
        mine.after(due, lambda number=number: done.append((mine.clock.now(), number)))  # type: ignore[misc]

    mine.run(START + timedelta(minutes=1))

    assert done == sorted((START + due * SECOND, number) for number, due in enumerate(seconds))


def test_the_last_instant_belongs_to_the_run_and_the_next_does_not() -> None:
    mine, done = agenda(), []
    mine.at(START + SECOND, lambda: done.append("in"))
    mine.at(START + SECOND + timedelta(microseconds=1), lambda: done.append("out"))

    mine.run(START + SECOND)
    assert done == ["in"]
    assert mine.clock.now() == START + SECOND

    mine.run(START + 2 * SECOND)
    assert done == ["in", "out"]


def test_what_was_due_in_the_past_is_done_now_in_its_turn() -> None:
    mine, done = agenda(), list[tuple[str, datetime]]()
    mine.at(START, lambda: done.append(("now", mine.clock.now())))
    mine.at(START - SECOND, lambda: done.append(("late", mine.clock.now())))

    mine.run(START)

    assert done == [("now", START), ("late", START)]


def test_what_is_done_may_put_in_more_for_the_same_instant() -> None:
    mine, done = agenda(), list[str]()

    def first() -> None:
        done.append("first")
        mine.after(0, lambda: done.append("third"))

    mine.after(0, first)
    mine.after(0, lambda: done.append("second"))

    mine.run(START)

    assert done == ["first", "second", "third"]


def test_progress_is_told_after_each_thing() -> None:
    mine, told = agenda(), list[datetime]()
    mine.after(1, lambda: None)
    mine.after(2, lambda: None)

    mine.run(START + timedelta(days=30), told.append)

    assert told == [START + SECOND, START + 2 * SECOND]
    assert mine.clock.now() == START + timedelta(days=30)


def test_the_sweep_is_called_on_the_full_minute() -> None:
    assert SWEEP.at_or_after(START) == START
    assert SWEEP.at_or_after(START + timedelta(microseconds=1)) == START + timedelta(minutes=1)
    assert SWEEP.at_or_after(START + timedelta(seconds=59)) == START + timedelta(minutes=1)
