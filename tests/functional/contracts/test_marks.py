"""ports.Marks"""

from homing.domain.events import EventName
from homing.domain.time import Stamp

from tests.functional.contracts.engines import Engine
from tests.functional.contracts.samples import NOW, ORDERED, after, stamp


def test_a_mark_stands_on_every_key(engine: Engine) -> None:
    engine.marks.add(["c-1", "cart#t-1"], ORDERED, stamp())

    marks = engine.marks.of(["c-1", "cart#t-1", "c-2"])

    assert marks == {"c-1": {ORDERED: stamp()}, "cart#t-1": {ORDERED: stamp()}, "c-2": {}}


def test_the_newest_mark_stands_whatever_the_order_of_arrival(engine: Engine) -> None:
    for seconds in (0, 5, 3):
        engine.marks.add(["c-1"], ORDERED, stamp(seconds=seconds))

    assert engine.marks.of(["c-1"]) == {"c-1": {ORDERED: stamp(seconds=5)}}


def test_of_two_marks_at_one_time_the_later_claim_stands(engine: Engine) -> None:
    for claimed in (after(seconds=2), after(seconds=9), after(seconds=4)):
        engine.marks.add(["c-1"], ORDERED, Stamp(NOW, claimed))

    assert engine.marks.of(["c-1"]) == {"c-1": {ORDERED: Stamp(NOW, after(seconds=9))}}


def test_each_event_has_a_mark_of_its_own(engine: Engine) -> None:
    engine.marks.add(["c-1"], ORDERED, stamp())
    engine.marks.add(["c-1"], EventName.CHECKOUT_COMPLETED, stamp(hours=-1))

    assert engine.marks.of(["c-1"]) == {
        "c-1": {ORDERED: stamp(), EventName.CHECKOUT_COMPLETED: stamp(hours=-1)}
    }


def test_a_mark_is_forgotten_after_thirty_days(moto: Engine) -> None:
    moto.marks.add(["c-1"], ORDERED, stamp())

    moto.clock.now = after(days=29)
    assert moto.marks.of(["c-1"]) == {"c-1": {ORDERED: stamp()}}

    moto.clock.now = after(days=30)
    assert moto.marks.of(["c-1"]) == {"c-1": {}}
