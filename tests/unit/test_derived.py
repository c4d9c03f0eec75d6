"""Events that follow from another event of the same contact."""

from dataclasses import replace
from typing import Any

from homing.domain.events import Event
from homing.domain.product import Product
from homing.domain.time import Stamp
from homing.services.derived import events_of, products_of

from tests.builders import at, item, order
from tests.unit.recorded import told

NOON = at("2026-03-02 12:00")
SOCKS = Product(id="501", title="Merino socks", time=Stamp(NOON, NOON), lasts_days=60, needs_learning=True)


def ordered(*items: Any, **changes: Any) -> Event:
    body = order(at=NOON, line_items=list(items), **changes)
    return told("orders/create", body, arrived_at=NOON)


def test_an_order_is_a_purchase_of_each_of_its_products() -> None:
    event = ordered(item(), item(product_id=502, variant_id=602, title="Scarf", quantity=1))

    socks, scarf = events_of(event, {"501": SOCKS})

    assert (socks.name, socks.identity, socks.time) == ("Product Purchased", event.identity, event.time)
    assert socks.properties == {
        "product_id": "501",
        "variant_id": "601",
        "product_title": "Merino socks",
        "quantity": 2,
        "order_id": event.order.id if event.order else None,
        "lasts_days": 60,
        "needs_learning": True,
    }
    assert scarf.properties["product_title"] == "Scarf"
    assert "lasts_days" not in scarf.properties
    assert products_of(event) == ("501", "502")


def test_a_purchase_is_the_same_each_time_the_order_is_told() -> None:
    event = ordered(item(), item(variant_id=602))

    ids = [each.id for each in events_of(event, {})]

    assert len(set(ids)) == 2
    assert [each.id for each in events_of(event, {"501": SOCKS})] == ids


def test_one_product_on_two_lines_is_bought_once() -> None:
    (bought,) = events_of(ordered(item(quantity=2), item(quantity=1)), {})

    assert bought.properties["quantity"] == 3


def test_a_line_without_a_product_and_a_test_order_are_no_purchase() -> None:
    assert events_of(ordered(item(product_id=None)), {}) == ()
    assert events_of(ordered(item(), test=True), {}) == ()


def test_only_an_order_is_a_purchase() -> None:
    paid = replace(ordered(item()), name="Order Paid")

    assert events_of(paid, {}) == ()
    assert products_of(paid) == ()
