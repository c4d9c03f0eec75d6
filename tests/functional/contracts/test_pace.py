"""ports.Pace"""

from datetime import datetime, timedelta
from itertools import pairwise

from homing.adapters.dynamodb.pace import Pace
from homing.adapters.dynamodb.pauses import EVERYTHING, Pauses

from tests.functional.contracts.engines import Engine, Tables
from tests.functional.contracts.samples import NOW, after

SECOND = timedelta(seconds=1)


def pace(tables: Tables, rate: float = 10.0, **given: float) -> Pace:
    return Pace(
        figures=tables.figures, rate=lambda: rate, share=given.get("share", 1.0), sleep=lambda _: None
    )


def test_slots_are_in_order_and_begin_now(engine: Engine) -> None:
    slots = list(engine.pace.reserve(3, NOW))

    assert slots == [NOW, after(milliseconds=1), after(milliseconds=2)]


def test_nobody_gets_a_slot_that_another_has(engine: Engine) -> None:
    slots = [*engine.pace.reserve(3, NOW), *engine.pace.reserve(2, NOW), *engine.pace.reserve(1, NOW)]

    assert slots == sorted(set(slots))


def test_an_idle_time_is_not_made_up_for(engine: Engine) -> None:
    engine.pace.reserve(3, NOW)

    assert list(engine.pace.reserve(1, after(seconds=9))) == [after(seconds=9)]


def test_no_slots_are_no_slots(engine: Engine) -> None:
    assert list(engine.pace.reserve(0, NOW)) == []
    assert engine.pace.last_slot() is None


def test_the_newest_slot_is_known(engine: Engine) -> None:
    slots = engine.pace.reserve(3, NOW)

    assert engine.pace.last_slot() == slots[-1]


def test_mail_may_leave_unless_all_is_paused(engine: Engine) -> None:
    assert engine.pace.may_send()


def test_a_throttled_sender_gets_a_later_slot(engine: Engine) -> None:
    engine.pace.reserve(1, NOW)
    calm = engine.pace.reserve(2, NOW)
    engine.pace.throttled(NOW)
    slow = engine.pace.reserve(2, NOW)

    assert slow[0] > calm[-1]


def test_who_goes_first_does_not_wait_behind_a_long_queue(engine: Engine) -> None:
    queue = engine.pace.reserve(1000, NOW)
    ahead = engine.pace.reserve(3, NOW, first=True)

    assert ahead[0] == NOW
    assert ahead[-1] < after(milliseconds=20) < queue[-1]
    assert engine.pace.last_slot() == queue[-1]


def test_who_goes_first_leaves_the_others_their_slots(engine: Engine) -> None:
    queue = engine.pace.reserve(1000, NOW)
    engine.pace.reserve(50, NOW, first=True)

    assert engine.pace.reserve(1, NOW)[0] - queue[-1] == timedelta(milliseconds=1)


def test_who_goes_first_uses_the_common_rate_where_it_is_free(engine: Engine) -> None:
    assert list(engine.pace.reserve(2, NOW, first=True)) == [NOW, after(milliseconds=1)]
    assert list(engine.pace.reserve(1, NOW)) == [after(milliseconds=2)]


def test_the_kept_part_is_a_fifth_and_takes_turns_of_its_own(engine: Engine) -> None:
    engine.pace.reserve(1000, NOW)
    slots = [*engine.pace.reserve(2, NOW, first=True), *engine.pace.reserve(2, NOW, first=True)]

    assert [later - earlier for earlier, later in pairwise(slots)] == [timedelta(milliseconds=4)] * 3


def test_the_newest_slot_may_be_of_the_kept_part(engine: Engine) -> None:
    queue = engine.pace.reserve(31, NOW)
    kept = engine.pace.reserve(10, NOW, first=True)

    assert queue[-1] < kept[-1]
    assert engine.pace.last_slot() == kept[-1]


def test_a_throttled_sender_of_the_kept_part_slows_down_too(engine: Engine) -> None:
    engine.pace.reserve(5000, NOW)
    calm = engine.pace.reserve(2, NOW, first=True)
    engine.pace.throttled(NOW)
    slow = engine.pace.reserve(2, NOW, first=True)

    assert slow[-1] - calm[-1] > calm[-1] - calm[0]


def test_a_throttled_rate_is_halved_for_a_minute(tables: Tables) -> None:
    mine = pace(tables)
    mine.throttled(NOW)

    assert _gap(mine, after(seconds=59)) == SECOND / 5
    assert _gap(mine, after(seconds=60)) == SECOND / 10


def test_two_senders_share_one_rate(tables: Tables) -> None:
    slots = [*pace(tables).reserve(2, NOW), *pace(tables).reserve(2, NOW)]

    assert [later - earlier for earlier, later in pairwise(slots)] == [SECOND / 10] * 3


def test_a_fifth_of_the_rate_is_kept(tables: Tables) -> None:
    mine = Pace(figures=tables.figures, rate=lambda: 10.0)

    assert _gap(mine, NOW) == SECOND / 8


def test_the_rate_is_asked_every_five_minutes(tables: Tables) -> None:
    asked: list[datetime] = []

    def rate() -> float:
        asked.append(NOW)
        return 10.0

    mine = Pace(figures=tables.figures, rate=rate)
    for minutes in (0, 4, 5, 9, 10):
        mine.reserve(1, after(minutes=minutes))

    assert len(asked) == 3


def test_a_pause_of_everything_holds_everyone_until_it_is_lifted(tables: Tables) -> None:
    sender, pauses = pace(tables), Pauses(figures=tables.figures)

    pauses.begin(EVERYTHING, NOW)
    assert not sender.may_send()

    pauses.end(EVERYTHING)
    assert sender.may_send()


def test_a_pause_of_one_workflow_leaves_the_others_alone(tables: Tables) -> None:
    pauses = Pauses(figures=tables.figures)

    pauses.begin("welcome", NOW)

    assert pace(tables).may_send()
    assert pauses.since() == {"welcome": NOW}


def test_a_pause_that_is_asked_for_twice_keeps_its_date(tables: Tables) -> None:
    pauses = Pauses(figures=tables.figures)

    for name in ("welcome", EVERYTHING):
        pauses.begin(name, NOW)
        pauses.begin(name, after(days=3))
        assert pauses.since()[name] == NOW
        pauses.end(name)

    assert pauses.since() == {}


def test_a_slot_is_slept_for_and_a_past_one_is_not(tables: Tables) -> None:
    slept: list[float] = []
    mine = Pace(figures=tables.figures, rate=lambda: 10.0, sleep=slept.append)

    mine.wait_until(after(seconds=1.5))
    mine.wait_until(after(seconds=-3))

    assert slept == [1.5, 0.0]


def _gap(mine: Pace, now: datetime) -> timedelta:
    first, second = mine.reserve(2, now)
    return second - first
