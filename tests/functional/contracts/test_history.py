"""ports.History"""

from decimal import Decimal

import pytest
from homing.adapters.dynamodb import history
from homing.domain.facts import Deed
from homing.domain.message import MessageId
from homing.domain.touch import LONGEST_DAYS, Touch, TouchKind

from local.memory import records
from tests.functional.contracts.engines import Engine
from tests.functional.contracts.samples import NOW, after

HELLO = MessageId(enrollment="welcome-1", step="hello")


def test_the_clicks_between_two_instants_include_both(engine: Engine) -> None:
    clicks = [Touch(message=HELLO, at=after(hours=hours)) for hours in (-2, -1, 0, 1)]
    for click in reversed(clicks):
        engine.history.touched("c-1", click)

    assert list(engine.history.touches("c-1", TouchKind.CLICK, after(hours=-1), NOW)) == clicks[1:3]


def test_a_span_that_ends_before_it_begins_holds_nothing(engine: Engine) -> None:
    engine.history.touched("c-1", Touch(message=HELLO, at=NOW))

    assert list(engine.history.touches("c-1", TouchKind.CLICK, after(hours=1), after(hours=-1))) == []


def test_the_same_click_is_kept_once(engine: Engine) -> None:
    engine.history.touched("c-1", Touch(message=HELLO, at=NOW))
    engine.history.touched("c-1", Touch(message=HELLO, at=NOW))

    assert list(engine.history.touches("c-1", TouchKind.CLICK, NOW, NOW)) == [Touch(message=HELLO, at=NOW)]


def test_clicks_of_two_messages_at_one_instant_are_two(engine: Engine) -> None:
    second = MessageId(enrollment="welcome-1", step="second", number=1)
    engine.history.touched("c-1", Touch(message=HELLO, at=NOW))
    engine.history.touched("c-1", Touch(message=second, at=NOW))

    clicks = engine.history.touches("c-1", TouchKind.CLICK, NOW, NOW)
    assert {each.message for each in clicks} == {HELLO, second}


def test_a_click_that_was_a_machines_is_taken_back_and_the_others_stay(engine: Engine) -> None:
    theirs, *machines = (Touch(message=HELLO, at=after(minutes=minutes)) for minutes in (1, 2, 3))
    for click in (theirs, *machines):
        engine.history.touched("c-1", click)
        engine.history.touched("c-2", click)

    for taken in (machines[:1], machines, machines):
        engine.history.untouched("c-1", taken)

    assert list(engine.history.touches("c-1", TouchKind.CLICK, NOW, after(hours=1))) == [theirs]
    assert list(engine.history.touches("c-2", TouchKind.CLICK, NOW, after(hours=1))) == [theirs, *machines]


def test_a_click_is_its_contacts_alone(engine: Engine) -> None:
    engine.history.touched("c-1", Touch(message=HELLO, at=NOW))

    assert list(engine.history.touches("c-2", TouchKind.CLICK, after(days=-1), NOW)) == []


def test_a_click_is_forgotten_after_400_days(moto: Engine) -> None:
    moto.history.touched("c-1", Touch(message=HELLO, at=NOW))

    moto.clock.now = after(days=400)

    assert list(moto.history.touches("c-1", TouchKind.CLICK, NOW, NOW)) == []


def viewed(name: str = "Product Viewed", **time: float) -> Deed:
    return Deed(name=name, at=after(**time), properties={"product_id": "7", "price": Decimal("9.90")})


def test_deeds_since_an_instant_come_oldest_first_with_what_they_carried(engine: Engine) -> None:
    deeds = [viewed(hours=hours) for hours in (-3, -2, -1)]
    for number, deed in enumerate(reversed(deeds)):
        engine.history.note("c-1", deed, f"event-{number}")

    assert list(engine.history.deeds("c-1", "Product Viewed", after(hours=-2))) == deeds[1:]


def test_the_same_deed_is_noted_once(engine: Engine) -> None:
    for _ in range(2):
        engine.history.note("c-1", viewed(), "event-1")

    assert list(engine.history.deeds("c-1", "Product Viewed", NOW)) == [viewed()]


def test_two_deeds_at_one_instant_are_two(engine: Engine) -> None:
    engine.history.note("c-1", viewed(), "event-1")
    engine.history.note("c-1", viewed(), "event-2")

    assert len(engine.history.deeds("c-1", "Product Viewed", NOW)) == 2


def test_deeds_are_of_one_contact_and_one_name_whatever_the_name_is(engine: Engine) -> None:
    awkward = "Viewed#2026 100 %23"
    engine.history.note("c-1", viewed("Viewed"), "event-1")
    engine.history.note("c-1", viewed(awkward), "event-2")
    engine.history.note("c-2", viewed("Viewed"), "event-3")

    assert [each.name for each in engine.history.deeds("c-1", "Viewed", NOW)] == ["Viewed"]
    assert [each.name for each in engine.history.deeds("c-1", awkward, NOW)] == [awkward]


def test_a_deed_may_carry_nothing(engine: Engine) -> None:
    nothing = Deed(name="Signed Up", at=NOW)
    engine.history.note("c-1", nothing, "event-1")

    assert list(engine.history.deeds("c-1", "Signed Up", NOW)) == [nothing]


def test_of_very_many_deeds_the_newest_are_told(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in (records, history):
        monkeypatch.setattr(place, "MOST_DEEDS", 3)
    for minutes in range(5):
        engine.history.note("c-1", viewed(minutes=minutes), f"event-{minutes}")

    told = engine.history.deeds("c-1", "Product Viewed", NOW)
    assert [each.at for each in told] == [after(minutes=minutes) for minutes in (2, 3, 4)]


def test_a_deed_is_forgotten_after_400_days(moto: Engine) -> None:
    moto.history.note("c-1", viewed(), "event-1")

    moto.clock.now = after(days=400)

    assert list(moto.history.deeds("c-1", "Product Viewed", NOW)) == []


def test_clicks_and_opens_are_told_apart(engine: Engine) -> None:
    click, opening = (Touch(message=HELLO, at=NOW, kind=kind) for kind in TouchKind)
    for touch in (opening, click, opening):
        engine.history.touched("c-1", touch)

    assert list(engine.history.touches("c-1", TouchKind.CLICK, NOW, NOW)) == [click]
    assert list(engine.history.touches("c-1", TouchKind.OPEN, NOW, NOW)) == [opening]


def test_an_open_is_forgotten_after_100_days_which_is_longer_than_any_may_count(moto: Engine) -> None:
    opening = Touch(message=HELLO, at=NOW, kind=TouchKind.OPEN)
    moto.history.touched("c-1", opening)

    moto.clock.now = after(days=LONGEST_DAYS)
    assert list(moto.history.touches("c-1", TouchKind.OPEN, NOW, NOW)) == [opening]

    moto.clock.now = after(days=100)
    assert list(moto.history.touches("c-1", TouchKind.OPEN, NOW, NOW)) == []
