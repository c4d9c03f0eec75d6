"""What the shop's system tells of a cart, from the first thing put into it to the money that went back."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from local.demo import purchase_payloads as payloads
from local.demo.baskets import Basket, Fate
from local.demo.draws import between, drawn
from local.demo.happenings import Happening
from local.demo.people import Bond, Person
from local.demo.signups import change, home, record

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def of(basket: Basket, seed: int) -> Iterator[Happening]:
    """Everything told of a cart."""
    yield from _browsed(basket)
    if basket.fate is Fate.NAMELESS:
        return
    yield from _checked_out(basket)
    if basket.fate is Fate.EMPTIED and basket.cart_token is not None:
        at = basket.known + DAY
        body = payloads.cart(basket.cart_token, (), created=basket.begun, updated=at)
        yield Happening(at=at, topic="carts/update", body=body)
    if basket.bought is not None:
        yield from bought(basket, basket.bought, seed)


def bought(basket: Basket, at: datetime, seed: int) -> Iterator[Happening]:
    """An order, its payment, and sometimes its end."""
    chance = drawn(seed, "order", basket.checkout_token)
    paid = at + timedelta(seconds=chance.randint(3, 90))
    yield Happening(at=at, topic="orders/create", body=_order(basket, at, at))
    completed = _checkout(basket, at + timedelta(seconds=1), completed=at)
    yield Happening(at=at + timedelta(seconds=1), topic="checkouts/update", body=completed)
    if basket.ticked and basket.person.bond is Bond.GUEST and not basket.other_address:
        # The tick becomes a change of the customer's record, told beside the order.
        yield change(basket.person, "subscribed", at)
    if basket.cancelled:
        gone = at + between(chance, 30 * MINUTE, 2 * DAY)
        yield Happening(at=gone, topic="orders/cancelled", body=_order(basket, at, gone, cancelled=gone))
        return
    yield Happening(at=paid, topic="orders/paid", body=_order(basket, at, paid, status="paid"))
    if not basket.other_address:
        updated = record(basket.person, at, paid)
        yield Happening(at=paid + timedelta(seconds=2), topic="customers/update", body=updated)
    if chance.random() < 0.97:
        gone_out = at + between(chance, 20 * HOUR, 4 * DAY)
        body = _order(basket, at, gone_out, status="paid") | {"fulfillment_status": "fulfilled"}
        yield Happening(at=gone_out, topic="orders/fulfilled", body=body)
    if basket.refunded:
        back = at + between(chance, 4 * DAY, 14 * DAY)
        currency = basket.person.place.currency
        body = payloads.refund(basket.order_id, basket.items[:1], created=back, currency=currency)
        yield Happening(at=back, topic="refunds/create", body=body)


def started(basket: Basket) -> Happening:
    """The address is typed."""
    body = _checkout(basket, basket.known)
    return Happening(at=basket.known + timedelta(seconds=2), topic="checkouts/create", body=body)


def _browsed(basket: Basket) -> Iterator[Happening]:
    if basket.cart_token is None:
        return
    currency = basket.person.place.currency
    for count in range(1, len(basket.items) + 1):
        at = basket.begun + (count - 1) * timedelta(seconds=20)
        body = payloads.cart(
            basket.cart_token, basket.items[:count], created=basket.begun, updated=at, currency=currency
        )
        yield Happening(at=at, topic="carts/create" if count == 1 else "carts/update", body=body)


def _checked_out(basket: Basket) -> Iterator[Happening]:
    yield started(basket)
    filled_in = basket.known + timedelta(seconds=50)
    yield Happening(at=filled_in, topic="checkouts/update", body=_checkout(basket, filled_in))
    if basket.changed is not None:
        body = _checkout(basket, basket.changed)
        yield Happening(at=basket.changed, topic="checkouts/update", body=body)


def _checkout(basket: Basket, updated: datetime, completed: datetime | None = None) -> dict[str, Any]:
    person = basket.person
    addressed = updated > basket.known
    return payloads.checkout(
        basket.checkout_token,
        basket.items,
        created=basket.known,
        updated=updated,
        cart_token=basket.cart_token,
        email=person.email,
        ship_to=home(person) if addressed else None,
        locale=person.locale,
        currency=person.place.currency,
        ticked=basket.ticked,
        completed=completed,
        codes=("WOOLWEEK",) if basket.has_code else (),
    )


def _order(
    basket: Basket,
    created: datetime,
    updated: datetime,
    *,
    status: str = "pending",
    cancelled: datetime | None = None,
) -> dict[str, Any]:
    person = basket.person
    return payloads.order(
        basket.order_id,
        basket.items,
        created=created,
        updated=updated,
        checkout_token=basket.checkout_token,
        cart_token=basket.cart_token,
        email=_other(person) if basket.other_address else person.email,
        buyer=None if basket.other_address else record(person, created),
        ship_to=home(person),
        locale=person.locale,
        currency=person.place.currency,
        ticked=basket.ticked,
        status=status,
        cancelled=cancelled,
        test=basket.test,
    )


def _other(person: Person) -> str:
    """The address of whoever pays: at work, or the other half."""
    return f"faktura.{person.number}@work.example.com"
