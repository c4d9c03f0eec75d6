"""ports.Visits"""

from decimal import Decimal

from homing.domain.visit import KEPT, MOST, Visit

from tests.functional.contracts.engines import Engine
from tests.functional.contracts.samples import NOW, after, stamp


def visit(name: str = "v-1", **time: float) -> Visit:
    return Visit(id=name, name="Product Viewed", time=stamp(**time), properties={"price": Decimal("19.90")})


def test_visits_come_back_oldest_first(engine: Engine) -> None:
    visits = [visit("v-1", hours=-2), visit("v-2", hours=-1), visit("v-3")]
    for each in reversed(visits):
        engine.visits.keep("anon#a", each)

    assert list(engine.visits.of("anon#a", after(hours=-2))) == visits
    assert list(engine.visits.of("anon#a", after(hours=-1))) == visits[1:]


def test_the_same_visit_is_kept_once(engine: Engine) -> None:
    engine.visits.keep("anon#a", visit())
    engine.visits.keep("anon#a", visit())

    assert list(engine.visits.of("anon#a", after(days=-1))) == [visit()]


def test_a_visitors_past_is_theirs_alone(engine: Engine) -> None:
    engine.visits.keep("anon#a", visit())

    assert list(engine.visits.of("anon#b", after(days=-1))) == []


def test_of_very_many_visits_the_newest_are_told(engine: Engine) -> None:
    for number in range(MOST + 3):
        engine.visits.keep("anon#a", visit(f"v-{number}", minutes=number))

    told = engine.visits.of("anon#a", NOW)
    assert [each.id for each in told] == [f"v-{number}" for number in range(3, MOST + 3)]


def test_a_visit_is_forgotten_after_its_time(moto: Engine) -> None:
    moto.visits.keep("anon#a", visit())

    moto.clock.now = after(days=KEPT.days)

    assert list(moto.visits.of("anon#a", NOW)) == []
