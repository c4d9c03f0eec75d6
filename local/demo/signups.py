"""How people come onto the list, and how some leave it again in the shop itself."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from homing.domain.time import iso

from local.demo import payloads
from local.demo.draws import between, drawn
from local.demo.happenings import Happening
from local.demo.people import Bond, Person
from local.lines import InputLine

CONSENT = "customers_email_marketing_consent/update"
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def signed_up_at(person: Person, seed: int, start: datetime, days: int) -> datetime:
    """When a new subscriber signs up."""
    chance = drawn(seed, "sign-up", person.number)
    days = min(days, 30) if person.silent else days
    return start + between(chance, 6 * HOUR, max(days * DAY - 12 * HOUR, 7 * HOUR))


def of(person: Person, seed: int, start: datetime, days: int) -> Iterator[Happening]:
    """Everything the shop tells of a person's record and consent."""
    chance = drawn(seed, "list", person.number)
    match person.bond:
        case Bond.NEW:
            at = signed_up_at(person, seed, start, days)
            yield from _new(person, chance, at)
            if chance.random() < 0.03:
                yield _left(person, at + between(chance, 2 * DAY, 30 * DAY))
        case Bond.OLD:
            yield from _old(person, chance, start, days)
            if chance.random() < 0.03:
                yield _left(person, start + between(chance, DAY, max(days, 2) * DAY))
        case Bond.GUEST:
            pass


def by_form(person: Person) -> bool:
    """Whether they sign up in the footer of the shop's pages, where that has to be confirmed."""
    return person.bond is Bond.NEW and person.place.country_code == "DE"


def forms(person: Person, seed: int, start: datetime, days: int) -> Iterator[InputLine]:
    """The form that a new subscriber sends, as a rehearsal's line."""
    if not by_form(person):
        return
    at = signed_up_at(person, seed, start, days) + timedelta(seconds=40)
    content = {
        "at": iso(at),
        "source": "form",
        "form": "newsletter",
        "page": "https://fjordogfell.example.com/",
        "fields": {"email": person.email, "locale": person.locale, "consent": "on"},
    }
    yield InputLine(at=at, source="form", content=content, text=json.dumps(content, sort_keys=True))


def record(person: Person, created: datetime, updated: datetime | None = None, **more: Any) -> dict[str, Any]:
    """A person's customer record."""
    return payloads.customer(
        person.customer_id,
        person.email,
        created=created,
        updated=updated,
        first_name=person.first_name,
        last_name=person.last_name,
        home=home(person),
        **more,
    )


def home(person: Person) -> dict[str, Any] | None:
    """Where a person says they live, if they say it."""
    if not person.tells_address:
        return None
    return payloads.address(person.place, person.first_name, person.last_name)


def change(person: Person, state: str, at: datetime, level: str = "single_opt_in") -> Happening:
    """A change of consent, as it happens."""
    body = payloads.consent_change(person.customer_id, person.email, state, at, level)
    return Happening(at=at, topic=CONSENT, body=body)


def _new(person: Person, chance: Random, at: datetime) -> Iterator[Happening]:
    way = chance.choices(("change", "record", "legacy", "confirmed"), weights=(45, 25, 10, 20))[0]
    if by_form(person):
        yield Happening(at=at, topic="customers/create", body=record(person, at))
        return
    match way:
        case "record":
            said = payloads.consent("subscribed", at)
            yield Happening(
                at=at, topic="customers/create", body=record(person, at, email_marketing_consent=said)
            )
        case "legacy":
            old_keys: dict[str, Any] = {
                "accepts_marketing": True,
                "accepts_marketing_updated_at": payloads.stamp(at),
            }
            yield Happening(at=at, topic="customers/create", body=record(person, at, **old_keys))
        case "change":
            yield Happening(at=at, topic="customers/create", body=record(person, at))
            yield change(person, "subscribed", at + timedelta(seconds=1))
        case _:
            yield Happening(at=at, topic="customers/create", body=record(person, at))
            yield change(person, "pending", at + timedelta(seconds=1), "confirmed_opt_in")
            if chance.random() < 0.8:
                confirmed = at + between(chance, timedelta(minutes=2), 20 * HOUR)
                yield change(person, "subscribed", confirmed, "confirmed_opt_in")


def _old(person: Person, chance: Random, start: datetime, days: int) -> Iterator[Happening]:
    """Some are in the history, and some are first heard of when their record is touched."""
    since = start - between(chance, 20 * DAY, 500 * DAY)
    said = payloads.consent("subscribed", since)
    if chance.random() < 0.9:
        told = record(person, since, email_marketing_consent=said, orders_count=chance.randint(0, 4))
        yield Happening(at=since, topic="customers/create", body=told)
    touched = start + between(chance, 2 * HOUR, max(days, 1) * DAY)
    match chance.choices(("record", "legacy", "change", None), weights=(25, 15, 10, 50))[0]:
        case "record":
            told = record(person, since, touched, email_marketing_consent=said)
            yield Happening(at=touched, topic="customers/update", body=told)
        case "legacy":
            old_keys: dict[str, Any] = {
                "accepts_marketing": True,
                "accepts_marketing_updated_at": payloads.stamp(since),
            }
            yield Happening(
                at=touched, topic="customers/update", body=record(person, since, touched, **old_keys)
            )
        case "change":
            told = payloads.consent_change(person.customer_id, person.email, "subscribed", since)
            yield Happening(at=touched, topic=CONSENT, body=told)
        case _:
            pass


def _left(person: Person, at: datetime) -> Happening:
    return change(person, "unsubscribed", at)
