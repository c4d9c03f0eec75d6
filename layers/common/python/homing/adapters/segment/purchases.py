"""Orders as Segment's e-commerce events tell them, for who sells elsewhere than in a Shopify shop."""

from collections.abc import Mapping
from typing import Any

from homing.adapters.payload import amount, identifier, text
from homing.adapters.shopify.money import currency
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
