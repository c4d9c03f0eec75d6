"""ports.Scores"""

from dataclasses import replace

from homing.domain.score import Score

from tests.functional.contracts.engines import Engine
from tests.functional.contracts.samples import NOW, after, stamp

KEEN = Score(
    contact_id="c-1",
    workflow="leads",
    total="1234.5678E+200",
    half_life=2_592_000,
    once={"Demo Requested []": NOW},
    cause="event-1",
    reached_at=stamp(),
)


def nothing(engine: Engine) -> Score:
    return engine.scores.of("c-1", "leads")


def test_who_was_never_scored_has_no_points(engine: Engine) -> None:
    assert nothing(engine) == Score(contact_id="c-1", workflow="leads")


def test_a_score_comes_back_as_it_was_put(engine: Engine) -> None:
    assert engine.scores.put(nothing(engine), KEEN, "event-1") == "put"

    assert engine.scores.of("c-1", "leads") == replace(KEEN, revision=1)
    assert engine.scores.of("c-1", "others").total == "0"


def test_an_event_is_counted_once(engine: Engine) -> None:
    engine.scores.put(nothing(engine), KEEN, "event-1")
    known = engine.scores.of("c-1", "leads")

    assert engine.scores.put(known, replace(KEEN, total="9"), "event-1") == "exists"
    assert engine.scores.of("c-1", "leads") == known


def test_of_two_at_once_one_reads_again(engine: Engine) -> None:
    known = nothing(engine)
    engine.scores.put(known, KEEN, "event-1")

    assert engine.scores.put(known, replace(KEEN, total="9"), "event-2") == "raced"
    assert engine.scores.put(engine.scores.of("c-1", "leads"), replace(KEEN, total="9"), "event-2") == "put"


def test_whose_points_are_taken_away_keeps_what_was_counted(engine: Engine) -> None:
    engine.scores.put(nothing(engine), KEEN, "event-1")

    engine.scores.forget("c-1", "leads")

    assert nothing(engine).total == "0"
    assert engine.scores.put(nothing(engine), KEEN, "event-1") == "exists"


def test_an_event_is_known_to_be_counted_for_thirty_days(moto: Engine) -> None:
    moto.scores.put(nothing(moto), KEEN, "event-1")

    moto.clock.now = after(days=30)

    assert moto.scores.put(moto.scores.of("c-1", "leads"), KEEN, "event-1") == "put"
