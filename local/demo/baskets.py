"""What somebody puts into a cart, and what becomes of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random

from local.demo import goods
from local.demo.draws import between, drawn, token
from local.demo.people import Person
from local.demo.signups import signed_up_at

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
SEASON = timedelta(days=60)


class Fate(StrEnum):
    """What becomes of a cart, unless a mail changes it."""

    BOUGHT = "bought"  # within the hour
    BOUGHT_LATER = "bought later"  # by itself, whether reminded or not
    LEFT = "left"
    NAMELESS = "nameless"  # left before an address was typed
    EMPTIED = "emptied"  # left, and emptied a day later


@dataclass(frozen=True, slots=True, kw_only=True)
class Basket:
    """One cart of one person."""

    person: Person
    number: str
    begun: datetime
    known: datetime  # when the address is typed
    items: tuple[goods.Item, ...]
    fate: Fate
    cart_token: str | None
    checkout_token: str
    bought: datetime | None = None
    changed: datetime | None = None  # once more, after its reminder
    ticked: bool = False
    other_address: bool = False
    has_code: bool = False
    test: bool = False
    cancelled: bool = False
    refunded: bool = False

    @property
    def key(self) -> str:
        """What names the cart: its token, else its checkout's."""
        return self.cart_token or self.checkout_token

    @property
    def order_id(self) -> int:
        """The id of its order, should there be one."""
        return int(self.checkout_token[:12], 16)


def of(person: Person, seed: int, start: datetime, days: int) -> Iterator[Basket]:
    """Every cart that a person fills of their own accord."""
    if person.silent:
        yield from _only_one(person, seed, start, days)
        return
    end = start + timedelta(days=days)
    for season in range(-(-days // SEASON.days)):
        chance = drawn(seed, "carts", person.number, season)
        for count in range(chance.choices(range(5), weights=(26, 38, 22, 10, 4))[0]):
            begun = start + season * SEASON + between(chance, HOUR, SEASON)
            basket = fill(
                person, drawn(seed, "cart", person.number, season, count), begun, f"{season}.{count}"
            )
            if begun < end:
                yield from (basket, *_another(basket, seed))


def _only_one(person: Person, seed: int, start: datetime, days: int) -> Iterator[Basket]:
    """Who loses interest leaves one cart, soon after signing up."""
    chance = drawn(seed, "only cart", person.number)
    begun = signed_up_at(person, seed, start, days) + between(chance, HOUR, 20 * HOUR)
    filled = fill(person, chance, begun, "only")
    yield replace(filled, fate=Fate.LEFT, bought=None, changed=None)


def fill(person: Person, chance: Random, begun: datetime, number: str) -> Basket:
    """One cart, with everything that will become of it."""
    fate = chance.choices(list(Fate), weights=(20, 1, 65, 11, 3))[0]
    known = begun + between(chance, MINUTE, 25 * MINUTE)
    if chance.random() < 0.1:
        known += between(chance, HOUR, 9 * HOUR)  # comes back to it, and only then says who they are
    ordered = {
        Fate.BOUGHT: known + between(chance, 2 * MINUTE, 40 * MINUTE),
        Fate.BOUGHT_LATER: known + between(chance, 2 * HOUR, 70 * HOUR),
    }.get(fate)
    lingers = fate is Fate.LEFT and chance.random() < 0.12
    return Basket(
        person=person,
        number=number,
        begun=begun,
        known=known,
        items=goods.items(chance),
        fate=fate,
        cart_token=token(chance) if chance.random() < 0.92 else None,
        checkout_token=token(chance),
        bought=ordered,
        changed=known + between(chance, 2 * HOUR, 30 * HOUR) if lingers else None,
        ticked=chance.random() < 0.18,
        other_address=chance.random() < 0.08,
        has_code=chance.random() < 0.06,
        test=chance.random() < 0.02,
        cancelled=chance.random() < 0.04,
        refunded=chance.random() < 0.07,
    )


def bought(basket: Basket, at: datetime) -> Basket:
    """The same cart, bought after all; nobody rehearses a payment from a mail."""
    return replace(basket, fate=Fate.BOUGHT_LATER, bought=at, test=False)


def known_at(basket: Basket, known: datetime) -> Basket:
    """The same cart, with the address typed at once: its owner came by a mail."""
    return replace(basket, known=known, changed=None, cart_token=None, other_address=False)


def _another(basket: Basket, seed: int) -> Sequence[Basket]:
    """Who leaves one cart may fill another before the first is forgotten."""
    chance = drawn(seed, "another", basket.person.number, basket.number)
    if basket.fate is not Fate.LEFT or chance.random() > 0.1:
        return ()
    begun = basket.known + between(chance, 3 * HOUR, 60 * HOUR)
    return (fill(basket.person, chance, begun, f"{basket.number}+"),)
