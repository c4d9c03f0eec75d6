"""ports.Waits"""

from dataclasses import replace

from homing.domain.message import MessageId
from homing.services.ports import Wait

from tests.functional.contracts.engines import Engine
from tests.functional.contracts.samples import NOW, after

ANSWER = Wait(
    message=MessageId(enrollment="review-1", step="answer"),
    contact_id="c-1",
    event="Survey Answered",
    since=NOW,
    until=after(days=5),
    tokens=frozenset({"t-1"}),
)


def test_a_wait_is_found_by_its_contact_and_event(engine: Engine) -> None:
    other = replace(ANSWER, event="Review Submitted", message=MessageId(enrollment="review-1", step="came"))
    elsewhere = replace(ANSWER, contact_id="c-2")
    for wait in (ANSWER, other, elsewhere):
        engine.waits.arm(wait)

    assert list(engine.waits.of("c-1", "Survey Answered")) == [ANSWER]
    assert {each.event for each in engine.waits.of("c-1")} == {"Survey Answered", "Review Submitted"}
    assert list(engine.waits.of("c-1", "Survey")) == []


def test_an_event_whose_name_goes_on_is_another(engine: Engine) -> None:
    engine.waits.arm(replace(ANSWER, event="Survey Answered#2"))

    assert list(engine.waits.of("c-1", "Survey Answered")) == []


def test_who_asks_again_is_told_too_and_does_not_begin_anew(engine: Engine) -> None:
    assert engine.waits.arm(ANSWER) == ANSWER

    again = replace(ANSWER, since=after(days=1), until=after(days=9), tokens=frozenset({"t-2"}))

    stands = replace(ANSWER, tokens=frozenset({"t-1", "t-2"}))
    assert engine.waits.arm(again) == stands
    assert engine.waits.arm(ANSWER) == stands
    assert list(engine.waits.of("c-1", "Survey Answered")) == [stands]


def test_a_pass_of_a_repeat_waits_by_itself(engine: Engine) -> None:
    second = replace(ANSWER, message=replace(ANSWER.message, number=1), tokens=frozenset({"t-9"}))
    engine.waits.arm(ANSWER)
    engine.waits.arm(second)

    engine.waits.drop(ANSWER)

    assert list(engine.waits.of("c-1", "Survey Answered")) == [second]


def test_what_is_dropped_is_gone_and_may_be_dropped_again(engine: Engine) -> None:
    engine.waits.arm(ANSWER)

    engine.waits.drop(ANSWER)
    engine.waits.drop(ANSWER)

    assert list(engine.waits.of("c-1")) == []


def test_a_wait_that_nobody_answered_is_forgotten_two_months_after_its_end(moto: Engine) -> None:
    moto.waits.arm(ANSWER)

    moto.clock.now = after(days=64)
    assert list(moto.waits.of("c-1")) != []
    moto.clock.now = after(days=65)

    assert list(moto.waits.of("c-1")) == []
