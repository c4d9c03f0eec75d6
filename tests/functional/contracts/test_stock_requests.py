"""ports.StockRequests"""

from dataclasses import replace

from homing.domain.product import StockRequest

from tests.functional.contracts.engines import Engine
from tests.functional.contracts.samples import after, stamp


def request(contact: str = "c-1", variant: str | None = "v-1", name: str = "e-1") -> StockRequest:
    return StockRequest(id=name, contact_id=contact, product_id="p-1", variant_id=variant, time=stamp())


def test_who_waits_for_a_variant_is_found_by_it_and_who_waits_for_any_apart(engine: Engine) -> None:
    kept = [request("c-1"), request("c-2"), request("c-1", "v-12"), request("c-3", None)]
    for each in kept:
        engine.stock_requests.put(each)

    assert list(engine.stock_requests.waiting("p-1", "v-1", 9)) == kept[:2]
    assert list(engine.stock_requests.waiting("p-1", "v-12", 9)) == [kept[2]]
    assert list(engine.stock_requests.waiting("p-1", None, 9)) == [kept[3]]
    assert list(engine.stock_requests.waiting("p-1", "v-1", 1)) == kept[:1]


def test_it_is_known_whether_anybody_waits(engine: Engine) -> None:
    assert not engine.stock_requests.any_for("p-1")

    engine.stock_requests.put(request())

    assert engine.stock_requests.any_for("p-1")
    assert not engine.stock_requests.any_for("p-2")


def test_who_asks_twice_waits_once(engine: Engine) -> None:
    engine.stock_requests.put(request())
    engine.stock_requests.put(request(name="e-2"))

    assert list(engine.stock_requests.waiting("p-1", "v-1", 9)) == [request(name="e-2")]


def test_who_was_told_waits_no_more_unless_they_asked_again(engine: Engine) -> None:
    engine.stock_requests.put(request(name="e-2"))

    engine.stock_requests.told(request(name="e-1"))
    assert engine.stock_requests.any_for("p-1")

    engine.stock_requests.told(request(name="e-2"))
    engine.stock_requests.told(request(name="e-2"))
    assert not engine.stock_requests.any_for("p-1")


def test_a_request_is_forgotten_after_400_days(moto: Engine) -> None:
    moto.stock_requests.put(replace(request(), time=stamp()))

    moto.clock.now = after(days=400)

    assert not moto.stock_requests.any_for("p-1")
