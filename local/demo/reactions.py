"""How one person takes one mail: a pure answer that no other mail and no order of calls changes."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from typing import Literal
from zoneinfo import ZoneInfo

from local.demo.draws import between, drawn
from local.demo.people import MailApp, Person

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
WAKES, SLEEPS = time(6, 45), time(23, 15)

OPENS = 0.46  # of those whose opens a picture can tell
OPENS_NAMED = 0.82  # where the subject names what lies in their cart
APPLE_SHOWS = 0.5  # of Apple's readers: the rest is hidden behind the machine's own open
CLICKS = 0.155  # of those who read
BUYS_CART = 0.3  # of those who click in a mail about their cart
BUYS = 0.16  # of those who click elsewhere
LEAVES = 0.012  # of those who read
COMPLAINS = 0.003  # of those who read
AWAY = 0.025


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """What happens to a mail after it left, and when."""

    bounces: Literal["Permanent", "Transient"] | None = None
    machine_opens: datetime | None = None
    scans: datetime | None = None  # a scanner follows a link
    opens: datetime | None = None
    clicks: datetime | None = None
    buys: datetime | None = None
    leaves: datetime | None = None
    complains: datetime | None = None


def react(
    person: Person, seed: int, mail: str, sent: datetime, *, of_cart: bool, named: bool = False
) -> Reaction:
    """A person's reaction; `mail` names it: workflow, step and what it is about.

    `named` where the subject names what lies in their cart.
    """
    if person.dead_address:
        return Reaction(bounces="Permanent")
    chance = drawn(seed, "reaction", person.number, mail)
    read = _awake(person, chance, sent + _delay(chance))
    reads, clicks = chance.random() < (OPENS_NAMED if named else OPENS), chance.random() < CLICKS
    buys = chance.random() < (BUYS_CART if of_cart else BUYS)
    leaves, complains = chance.random() < LEAVES, chance.random() < COMPLAINS
    shows = person.mail_app is not MailApp.APPLE or chance.random() < APPLE_SHOWS
    fetched = sent + between(chance, 4 * SECOND, 40 * SECOND)
    clicked = read + between(chance, 8 * SECOND, 4 * MINUTE) if reads and clicks and not leaves else None
    return Reaction(
        bounces="Transient" if chance.random() < AWAY else None,
        machine_opens=fetched if person.mail_app is MailApp.APPLE and chance.random() < 0.85 else None,
        scans=fetched if person.mail_app is MailApp.OFFICE and chance.random() < 0.4 else None,
        opens=read if reads and shows else None,
        clicks=clicked,
        buys=clicked + between(chance, 4 * MINUTE, 50 * MINUTE) if clicked and buys else None,
        leaves=read + between(chance, 5 * SECOND, MINUTE) if reads and leaves else None,
        complains=read + between(chance, 5 * SECOND, MINUTE) if reads and complains else None,
    )


def _delay(chance: Random) -> timedelta:
    """Half read within about an hour and a half, the slow ones after days."""
    return min(timedelta(hours=chance.lognormvariate(0.4, 1.4)), timedelta(days=6)) + 30 * SECOND


def _awake(person: Person, chance: Random, instant: datetime) -> datetime:
    """The instant, or some time after they wake."""
    local = instant.astimezone(ZoneInfo(person.place.zone))
    if WAKES <= local.time() < SLEEPS:
        return instant.replace(microsecond=0)
    day = local.date() + timedelta(days=0 if local.time() < WAKES else 1)
    morning = datetime.combine(day, WAKES, tzinfo=local.tzinfo).astimezone(instant.tzinfo)
    return morning + between(chance, MINUTE, 3 * HOUR)
