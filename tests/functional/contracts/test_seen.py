"""ports.Seen"""

from tests.functional.contracts.engines import Engine
from tests.functional.contracts.samples import NOW, after


def test_finished_events_are_known_among_others(engine: Engine) -> None:
    engine.seen.finish("e-1", NOW)
    engine.seen.finish("e-2", NOW)

    assert engine.seen.done(["e-1", "e-3", "e-1"]) == {"e-1"}
    assert engine.seen.done([]) == frozenset()


def test_an_event_may_finish_twice(engine: Engine) -> None:
    engine.seen.finish("e-1", NOW)
    engine.seen.finish("e-1", after(hours=1))

    assert engine.seen.done(["e-1"]) == {"e-1"}


def test_more_events_than_one_batch_are_looked_up(engine: Engine) -> None:
    engine.seen.finish("e-120", NOW)

    assert engine.seen.done([f"e-{n}" for n in range(130)]) == {"e-120"}


def test_an_event_is_forgotten_after_thirty_days(moto: Engine) -> None:
    moto.seen.finish("e-1", NOW)

    moto.clock.now = after(days=29)
    assert moto.seen.done(["e-1"]) == {"e-1"}

    moto.clock.now = after(days=30)
    assert moto.seen.done(["e-1"]) == frozenset()
