"""Orders as Segment's e-commerce events tell them, for who sells elsewhere than in a Shopify shop."""

from collections.abc import Mapping
from itertools import islice
from typing import Any

from homing.adapters.payload import amount, count, identifier, mappings, text
from homing.adapters.shopify.cart import MOST_LINES
from homing.adapters.shopify.money import currency
from homing.domain.cart import LineItem
from homing.domain.order import ZERO, Order, Refund
from homing.domain.time import Stamp


def order(told: Mapping[str, Any], time: Stamp) -> Order | None:
    """The order of `Order Completed`; None without its id, by which it counts once."""
    order_id = identifier(told.get("order_id"))
    if order_id is None:
        return None
    worth = next((v for v in (amount(told.get(name)) for name in ("total", "revenue", "value")) if v), ZERO)
    return Order(
        id=order_id,
        time=time,
        total=max(ZERO, worth),
        currency=currency(told.get("currency")) or "",
        test=told.get("test") is True,
        paid=True,
    )


def items(told: Mapping[str, Any]) -> tuple[LineItem, ...]:
    """The products of `Order Completed`."""
    return tuple(islice((i for i in map(_item, mappings(told.get("products"))) if i is not None), MOST_LINES))


def _item(line: Mapping[str, Any]) -> LineItem | None:
    product_id = identifier(line.get("product_id"))
    title = text(line.get("name")) or text(line.get("title")) or product_id
    if title is None:
        return None
    return LineItem(
        title=title,
        quantity=count(line.get("quantity")) or 1,
        variant=text(line.get("variant")),
        price=amount(line.get("price")),
        product_id=product_id,
        variant_id=identifier(line.get("variant_id")),
    )


def refund(told: Mapping[str, Any], event_id: str) -> Refund | None:
    """The refund of `Order Refunded`; None without its order's id."""
    order_id = identifier(told.get("order_id"))
    if order_id is None:
        return None
    return Refund(
        id=text(told.get("refund_id")) or event_id,
        order_id=order_id,
        amount=max(ZERO, amount(told.get("total")) or ZERO),
        currency=currency(told.get("currency")),
    )
