"""Carts and checkouts: what lies in them, in the one currency that the customer is shown."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import islice

from homing.adapters.payload import (
    Payload,
    amount,
    count,
    identifier,
    link,
    mappings,
    text,
)
from homing.adapters.shopify.money import PRESENTMENT, currency, in_currency, side, total
from homing.domain.cart import Cart, LineItem
from homing.domain.contact import Identity
from homing.domain.time import Stamp

MOST_LINES = 100  # a row of the table holds 400 KB
MOST_CODES = 20
NO_VARIANT = "default title"  # Shopify's name for the only variant of a product without variants


def cart_identity(payload: Payload) -> Identity:
    """The keys of carts/*: nobody is known by a cart alone."""
    return Identity(cart_token=identifier(payload.get("token")) or identifier(payload.get("id")))


def of_cart(payload: Payload, time: Stamp) -> Cart | None:
    """The cart that carts/* tells of; it knows neither the way back nor the codes."""
    token = cart_identity(payload).cart_token
    if token is None:
        return None
    lines = mappings(payload.get("line_items"))
    shown_in = _currency_of(lines)
    items = _items(lines, shown_in)
    return Cart(
        key=token,
        changed=time,
        cart_token=token,
        items=items,
        currency=shown_in,
        total=_sum(items),
    )


def of_checkout(payload: Payload, time: Stamp) -> Cart | None:
    """The cart that checkouts/* tells of."""
    cart_token, checkout_token = identifier(payload.get("cart_token")), identifier(payload.get("token"))
    key = cart_token or checkout_token
    if key is None:
        return None
    lines = mappings(payload.get("line_items"))
    shown_in = (
        currency(payload.get("presentment_currency"))
        or currency(payload.get("currency"))
        or _currency_of(lines)
    )
    items = _items(lines, shown_in)
    told = amount(payload.get("total_price"))
    return Cart(
        key=key,
        changed=time,
        cart_token=cart_token,
        checkout_token=checkout_token,
        items=items,
        currency=shown_in,
        total=_sum(items) if told is None or told < 0 else told,
        url=link(payload.get("abandoned_checkout_url")),
        codes=_codes(payload),
        completed=is_completed(payload),
    )


def lines_of(payload: Payload) -> tuple[LineItem, ...]:
    """What an order holds."""
    lines = mappings(payload.get("line_items"))
    return _items(lines, currency(payload.get("presentment_currency")) or _currency_of(lines))


def is_completed(payload: Payload) -> bool:
    """Whether a checkout was bought."""
    return text(payload.get("completed_at")) is not None


def _currency_of(lines: Iterable[Payload]) -> str | None:
    prices = (side(line.get("price_set"), PRESENTMENT) for line in lines)
    return next((price.currency for price in prices if price is not None and price.currency), None)


def _items(lines: Iterable[Payload], shown_in: str | None) -> tuple[LineItem, ...]:
    items = (_item(line, shown_in) for line in lines)
    return tuple(islice((item for item in items if item is not None), MOST_LINES))


def _item(line: Payload, shown_in: str | None) -> LineItem | None:
    title = text(line.get("title")) or text(line.get("presentment_title")) or text(line.get("name"))
    told = amount(line.get("quantity"))
    if title is None or (told is not None and told <= 0):
        return None
    variant = text(line.get("variant_title")) or text(line.get("presentment_variant_title"))
    return LineItem(
        title=title,
        quantity=count(line.get("quantity")) or 1,
        variant=None if variant is None or variant.lower() == NO_VARIANT else variant,
        price=_price(line, shown_in),
        product_id=identifier(line.get("product_id")),
        variant_id=identifier(line.get("variant_id")),
    )


def _price(line: Payload, shown_in: str | None) -> Decimal | None:
    """The price of one piece; none rather than one in another currency than its cart."""
    prices = line.get("price_set")
    if shown_in is not None and side(prices, PRESENTMENT) is not None:
        price = in_currency(prices, shown_in)
    else:
        price = amount(line.get("price"))
    return price if price is not None and price >= 0 else None


def _sum(items: tuple[LineItem, ...]) -> Decimal | None:
    """What the lines cost together; unknown if one of them is."""
    prices = [item.price * item.quantity for item in items if item.price is not None]
    return total(prices) if len(prices) == len(items) else None


def _codes(payload: Payload) -> tuple[str, ...]:
    raw = payload.get("discount_codes")
    entries = raw if isinstance(raw, list) else []
    named = (text(entry.get("code") if isinstance(entry, dict) else entry) for entry in entries)
    return tuple(islice(dict.fromkeys(code for code in named if code), MOST_CODES))
