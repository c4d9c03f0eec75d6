"""ports.History"""

from homing.domain.attribution import Click
from homing.domain.message import MessageId

from tests.functional.contracts.engines import Engine
from tests.functional.contracts.samples import NOW, after

HELLO = MessageId(enrollment="welcome-1", step="hello")


def test_the_clicks_between_two_instants_include_both(engine: Engine) -> None:
    clicks = [Click(message=HELLO, at=after(hours=hours)) for hours in (-2, -1, 0, 1)]
    for click in reversed(clicks):
        engine.history.clicked("c-1", click)

    assert list(engine.history.clicks("c-1", after(hours=-1), NOW)) == clicks[1:3]


def test_a_span_that_ends_before_it_begins_holds_nothing(engine: Engine) -> None:
    engine.history.clicked("c-1", Click(message=HELLO, at=NOW))

    assert list(engine.history.clicks("c-1", after(hours=1), after(hours=-1))) == []


def test_the_same_click_is_kept_once(engine: Engine) -> None:
    engine.history.clicked("c-1", Click(message=HELLO, at=NOW))
    engine.history.clicked("c-1", Click(message=HELLO, at=NOW))

    assert list(engine.history.clicks("c-1", NOW, NOW)) == [Click(message=HELLO, at=NOW)]


def test_clicks_of_two_messages_at_one_instant_are_two(engine: Engine) -> None:
    second = MessageId(enrollment="welcome-1", step="second", number=1)
    engine.history.clicked("c-1", Click(message=HELLO, at=NOW))
    engine.history.clicked("c-1", Click(message=second, at=NOW))

    clicks = engine.history.clicks("c-1", NOW, NOW)
    assert {each.message for each in clicks} == {HELLO, second}


def test_a_click_is_its_contacts_alone(engine: Engine) -> None:
    engine.history.clicked("c-1", Click(message=HELLO, at=NOW))

    assert list(engine.history.clicks("c-2", after(days=-1), NOW)) == []


def test_a_click_is_forgotten_after_400_days(moto: Engine) -> None:
    moto.history.clicked("c-1", Click(message=HELLO, at=NOW))

    moto.clock.now = after(days=400)

    assert list(moto.history.clicks("c-1", NOW, NOW)) == []
