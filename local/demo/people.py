"""The demo's people: who they are, and how they stand to the shop before it starts."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from local.demo.draws import drawn
from local.demo.names import Name, name
from local.demo.places import ABROAD, HOME, Place

FIRST_CUSTOMER_ID = 7_204_915_000_000


class Bond(StrEnum):
    """How a person stands to the shop."""

    NEW = "new"  # signs up while the demo runs
    OLD = "old"  # subscribed before it
    GUEST = "guest"  # never asked for mail; may tick a box in a checkout


class MailApp(StrEnum):
    """What reads a person's mail, and what it does to opens."""

    APPLE = "apple"  # fetches every picture by itself
    GOOGLE = "google"  # fetches them through a proxy, when the mail is read
    OFFICE = "office"  # a scanner may click every link first
    OTHER = "other"


_DOMAINS = {
    MailApp.APPLE: "eple.example.com",
    MailApp.GOOGLE: "gmail.example.com",
    MailApp.OFFICE: "work.example.com",
    MailApp.OTHER: "mail.example.com",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person."""

    number: int
    place: Place
    email: str
    first_name: str | None
    last_name: str | None
    locale: str
    bond: Bond
    mail_app: MailApp
    tells_address: bool
    dead_address: bool
    silent: bool  # signs up, leaves a cart, and is never heard of again

    @property
    def customer_id(self) -> int:
        """The id of their record in the shop."""
        return FIRST_CUSTOMER_ID + self.number * 97


def people(seed: int, count: int) -> Sequence[Person]:
    """So many people; the first are the same however many there are."""
    abroad = list(ABROAD)
    drawn(seed, "places").shuffle(abroad)
    return [_person(seed, number, abroad) for number in range(count)]


def _person(seed: int, number: int, abroad: Sequence[Place]) -> Person:
    chance = drawn(seed, "person", number)
    place = chance.choice(HOME) if number % 2 == 0 else abroad[number // 2 % len(abroad)]
    given, family = name(chance, place.names)
    app = chance.choices(list(MailApp), weights=(30, 35, 12, 23))[0]
    nameless = chance.random() < 0.06
    silent = drawn(seed, "silent", number).random() < 0.08
    return Person(
        number=number,
        place=place,
        email=_address(chance, given, family, number, app),
        first_name=None if nameless else given.written,
        last_name=None if nameless or chance.random() < 0.04 else family.written,
        locale=chance.choice(place.locales),
        bond=_bond(chance, silent),
        mail_app=app,
        tells_address=chance.random() > 0.08,
        dead_address=chance.random() < 0.025,
        silent=silent,
    )


def _bond(chance: Random, silent: bool) -> Bond:
    drawn_bond = chance.choices(list(Bond), weights=(22, 66, 12))[0]
    return Bond.NEW if silent else drawn_bond


def _address(chance: Random, given: Name, family: Name, number: int, app: MailApp) -> str:
    shapes = (
        f"{given.handle}.{family.handle}{number}",
        f"{given.handle}{number}",
        f"{family.handle}.{number}",
    )
    return f"{chance.choice(shapes)}@{_DOMAINS[app]}"
