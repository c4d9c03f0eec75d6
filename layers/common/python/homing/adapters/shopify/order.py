"""Orders, in shop money."""

from dataclasses import replace

from homing.adapters.payload import Payload, identifier, instant, mapping, text
from homing.adapters.shopify.money import Money, currency, shop_money
from homing.domain.contact import Identity
from homing.domain.events import Traits
from homing.domain.order import ZERO, Cancellation, Order
from homing.domain.time import Stamp

PAID = frozenset({"paid", "partially_refunded", "refunded"})


def buyer_identity(payload: Payload, traits: Traits, *, checkout_token: str) -> Identity:
    """The keys of a checkout or an order; `checkout_token` is the field that holds the checkout's."""
    return Identity(
        customer_id=identifier(mapping(payload.get("customer")).get("id")),
        email=traits.email,
        cart_token=identifier(payload.get("cart_token")),
        checkout_token=identifier(payload.get(checkout_token)),
    )


def order(payload: Payload, time: Stamp) -> Order | None:
    """The order, worth nothing where its total cannot be read; None without an id.

    It is of the instant at which it was placed, whatever has become of it by the time of the event.
    """
    order_id = identifier(payload.get("id"))
    if order_id is None:
        return None
    booked = shop_money(payload, "total_price") or Money(ZERO)
    return Order(
        id=order_id,
        time=min(time, Stamp.of(instant(payload.get("created_at")), time.at)),
        total=max(ZERO, booked.amount),
        currency=booked.currency or currency(payload.get("currency")) or "",
        test=payload.get("test") is True,
        paid=(text(payload.get("financial_status")) or "").lower() in PAID,
    )


def paid_order(payload: Payload, time: Stamp) -> Order | None:
    """The order of orders/paid, whatever its status says by then."""
    found = order(payload, time)
    return None if found is None else replace(found, paid=True)


def cancellation(payload: Payload) -> Cancellation | None:
    """The order that was called off."""
    order_id = identifier(payload.get("id"))
    return None if order_id is None else Cancellation(order_id=order_id)
