"""ports.DueIndex"""

from dataclasses import replace
from datetime import datetime

from homing.domain.due import DueEntry, DueKind
from homing.domain.watch import watch_entry

from tests.functional.contracts.engines import Engine
from tests.functional.contracts.samples import NO_GUARD, NOW, after, enrollment


def due(key: str = "k", at: datetime = NOW, kind: DueKind = DueKind.QUIET) -> DueEntry:
    return DueEntry(at=at, kind=kind, workflow="abandoned_cart", key=key)


def until(engine: Engine, now: datetime) -> list[DueEntry]:
    engine.clock.now = now
    return list(engine.due.until(now))


def test_what_is_due_by_now_comes_oldest_first(engine: Engine) -> None:
    entries = [due(f"k-{n}", after(minutes=n)) for n in range(-5, 3)]
    for entry in reversed(entries):
        engine.due.put(entry)

    assert until(engine, NOW) == entries[:6]


def test_an_entry_written_twice_is_one(engine: Engine) -> None:
    engine.due.put(due())
    engine.due.put(due())

    assert until(engine, NOW) == [due()]


def test_entries_that_differ_in_anything_are_two(engine: Engine) -> None:
    entries = {due(), due("other"), due(at=after(seconds=-1)), due(kind=DueKind.BROKEN)}
    for entry in entries:
        engine.due.put(entry)

    assert set(until(engine, NOW)) == entries


def test_a_key_may_hold_any_text(engine: Engine) -> None:
    odd = due("cart#key#1/2 %")
    engine.due.put(odd)

    assert until(engine, NOW) == [odd]


def test_an_entry_brings_its_note(engine: Engine) -> None:
    engine.due.put(replace(due(), note={"day": "2027-05-17"}))

    assert [entry.note for entry in until(engine, NOW)] == [{"day": "2027-05-17"}]


def test_a_note_tells_no_two_entries_apart(engine: Engine) -> None:
    engine.due.put(replace(due(), note={"day": "2027-05-17"}))
    engine.due.remove(due())

    assert until(engine, NOW) == []


def test_an_entry_stays_until_it_is_removed(engine: Engine) -> None:
    engine.due.put(due())
    engine.due.put(due("other"))
    until(engine, NOW)

    engine.due.remove(due())
    engine.due.remove(due("none"))

    assert until(engine, after(minutes=1)) == [due("other")]


def test_an_entry_of_an_earlier_day_is_still_due(engine: Engine) -> None:
    engine.due.put(due())

    for days in (1, 2, 3, 9):
        assert until(engine, after(days=days)) == [due()]


def test_an_entry_put_behind_the_sweep_is_found(engine: Engine) -> None:
    for days in range(10):
        until(engine, after(days=days))

    engine.due.put(due("late", after(days=1)))

    assert until(engine, after(days=9)) == [due("late", after(days=1))]
    assert until(engine, after(days=11)) == [due("late", after(days=1))]


def test_an_enrollment_put_behind_the_sweep_is_found(engine: Engine) -> None:
    for days in range(10):
        engine.clock.now = after(days=days)
        list(engine.watch.until(after(days=days)))

    engine.enrollments.put(enrollment(), NO_GUARD, watch_entry(enrollment()), [])

    assert list(engine.watch.until(after(days=9))) == [watch_entry(enrollment())]


def test_the_sweep_and_the_reconciler_have_entries_of_their_own(engine: Engine) -> None:
    watched = due(kind=DueKind.WATCH)
    engine.watch.put(watched)
    engine.due.put(due())

    assert until(engine, NOW) == [due()]
    assert list(engine.watch.until(NOW)) == [watched]

    engine.watch.remove(watched)
    assert list(engine.watch.until(NOW)) == []
    assert until(engine, NOW) == [due()]


def test_entries_move_on_together_and_those_without_an_instant_go(engine: Engine) -> None:
    entries = [due(f"k-{n}", kind=DueKind.WATCH) for n in range(30)]
    for entry in entries:
        engine.watch.put(entry)

    engine.watch.move({each: after(hours=2) for each in entries[1:]} | {entries[0]: None})

    assert list(engine.watch.until(after(hours=1))) == []
    moved = [replace(each, at=after(hours=2)) for each in entries[1:]]
    assert sorted(engine.watch.until(after(hours=2)), key=lambda e: e.key) == sorted(
        moved, key=lambda e: e.key
    )


def test_an_entry_that_moves_nowhere_stays(engine: Engine) -> None:
    entry = due(kind=DueKind.WATCH)
    engine.watch.put(entry)

    engine.watch.move({entry: entry.at})

    assert list(engine.watch.until(NOW)) == [entry]


def test_what_was_found_behind_the_sweep_and_removed_is_gone(engine: Engine) -> None:
    for days in range(10):
        until(engine, after(days=days))
    engine.due.put(due("late", after(days=1)))
    engine.due.remove(due("late", after(days=1)))

    assert until(engine, after(days=9)) == []
    engine.due.put(due("late", after(days=1)))
    assert until(engine, after(days=9)) == [due("late", after(days=1))]


def test_an_entry_put_while_a_sweep_reads_its_day_is_found_by_the_next(engine: Engine) -> None:
    for days in range(10):
        until(engine, after(days=days))
    engine.due.put(due("late", after(days=1)))
    engine.due.remove(due("late", after(days=1)))
    engine.due.put(due("k", after(days=9)))

    for _ in engine.due.until(after(days=9)):
        engine.due.put(due("late", after(days=1)))

    assert due("late", after(days=1)) in until(engine, after(days=9))


def test_the_sweep_goes_on_after_days_without_one(engine: Engine) -> None:
    until(engine, NOW)
    engine.due.put(due("k", after(days=40)))

    assert until(engine, after(days=80)) == [due("k", after(days=40))]


def test_of_two_sweeps_at_once_the_second_finds_nothing(moto: Engine) -> None:
    moto.due.put(due())
    moto.due.put(due("other"))
    first = iter(moto.due.until(NOW))
    next(first)

    assert until(moto, NOW) == []

    assert len(list(first)) == 1
    assert len(until(moto, NOW)) == 2


def test_a_sweep_that_gives_up_lets_the_next_one_work(moto: Engine) -> None:
    moto.due.put(due())
    for _ in moto.due.until(NOW):
        break

    assert until(moto, NOW) == [due()]


def test_a_sweep_that_died_holds_its_lease_for_five_minutes(moto: Engine) -> None:
    moto.due.put(due())
    dead = iter(moto.due.until(NOW))
    next(dead)

    assert until(moto, after(minutes=4)) == []
    assert until(moto, after(minutes=5)) == [due()]
