"""A cart or checkout: what lies in it, who it belongs to, and when it last changed."""

from dataclasses import dataclass, replace
from decimal import Decimal

from homing.domain.time import Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class LineItem:
    """One line of a cart, as the shop names and prices it."""

    title: str
    quantity: int
    variant: str | None = None
    price: Decimal | None = None
    product_id: str | None = None
    variant_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cart:
    """One cart. `key` is the occurrence key: the cart's token, else the checkout's.

    `changed` is the newest change that left it open; `completed` is set once it was bought.
    """

    key: str
    changed: Stamp
    cart_token: str | None = None
    checkout_token: str | None = None
    contact_id: str | None = None
    items: tuple[LineItem, ...] = ()
    currency: str | None = None
    total: Decimal | None = None
    url: str | None = None
    codes: tuple[str, ...] = ()
    completed: bool = False
    armed: bool = False  # whether the due index holds its quiet time
    enrolled: bool = False
    refused: bool = False  # whether a refusal was told; one is enough for a cart
    orders: tuple[str, ...] = ()  # ids of the orders that bought it
    moved_to: str | None = None  # key of the cart that this one proved to be

    def tokens(self) -> tuple[str, ...]:
        """Every key under which an order may name this cart."""
        named = (("cart", self.cart_token), ("checkout", self.checkout_token))
        return tuple(f"{kind}#{token}" for kind, token in named if token)


def merge(known: Cart, seen: Cart) -> Cart:
    """The cart after another look at it: the newest change gives the content, in any order of arrival.

    A checkout knows the currency and the way back, a cart event may not: what only one of them says is kept.
    """
    newest, older = (seen, known) if _rank(known) < _rank(seen) else (known, seen)
    return replace(
        newest,
        key=known.key,
        cart_token=newest.cart_token or older.cart_token,
        checkout_token=newest.checkout_token or older.checkout_token,
        contact_id=newest.contact_id or older.contact_id,
        currency=newest.currency or older.currency,
        total=newest.total,
        url=newest.url or older.url,
        codes=newest.codes or older.codes,
        completed=known.completed or seen.completed,
        armed=known.armed,
        enrolled=known.enrolled,
        refused=known.refused or seen.refused,
        orders=tuple(dict.fromkeys((*known.orders, *seen.orders))),
    )


def seen_again(known: Cart, seen: Cart) -> Cart:
    """The cart after an event: a completed look is no change of it, it only says that it was bought."""
    if not seen.completed:
        return merge(known, seen)
    return replace(
        known,
        completed=True,
        contact_id=seen.contact_id or known.contact_id,
        cart_token=known.cart_token or seen.cart_token,
        checkout_token=known.checkout_token or seen.checkout_token,
        orders=tuple(dict.fromkeys((*known.orders, *seen.orders))),
    )


def _rank(cart: Cart) -> tuple[Stamp, bool, str]:
    """Newer first; of two looks in one second, which is all that the shop tells, the content decides."""
    return cart.changed, cart.url is not None, repr((cart.items, cart.total, cart.codes))
