"""What people do beside shopping: look, ask, learn, book, mend, complain; drawn once for each person."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from homing.domain.time import iso

from local.demo.calls import Call, identify, page, track
from local.demo.draws import between, drawn
from local.demo.goods import PRODUCTS, SOLD_OUT
from local.demo.people import Bond, Person
from local.demo.signups import signed_up_at

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)

RESOURCES = (("wool_guide", "The wool guide"), ("repair_evening", "An evening of mending, online"))
FEATURES = (("wardrobe", "My wardrobe"), ("repair_booking", "Book a repair"))
WHOLESALE = ("/pages/wholesale", "Wholesale")
HELP = ("A seam came undone", "The parcel has not arrived", "The sweater felted in the wash")


def of(person: Person, seed: int, start: datetime, days: int) -> Iterator[Call]:
    """Everything a person does, the year before the start too."""
    if person.silent:
        return
    known = known_from(person, seed, start, days)
    chance = drawn(seed, "doings", person.number)
    yield from _told(person, chance, known)
    yield from _looks(person, seed, known, start, days)
    for share, doing in (
        (0.16 if person.bond is Bond.NEW else 0.06, _asks_for_a_resource),
        (0.05, _asks_for_a_demo),
        (0.14, _uses_a_feature),
        (0.1, _follows_a_plan),
        (0.12, _was_there_last_year),
        (0.08, _wants_what_is_gone),
        (0.03, _needs_help),
        (0.2 if person.bond is Bond.NEW else 0.03, _grows_warm),
    ):
        draw = drawn(seed, doing.__name__, person.number)
        if draw.random() < share:
            yield from doing(person, draw, known, start, days)


def known_from(person: Person, seed: int, start: datetime, days: int) -> datetime:
    """When the site first knows who somebody is."""
    if person.bond is Bond.NEW:
        return signed_up_at(person, seed, start, days) + 2 * MINUTE
    return start - 400 * DAY


def _told(person: Person, chance: Random, known: datetime) -> Iterator[Call]:
    born = f"{chance.randint(1956, 2005)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    if chance.random() < 0.02:
        born = "1996-02-29"
    traits = {"birthday": born} if chance.random() < 0.55 else {}
    if chance.random() < 0.4:
        traits["phone"] = f"+47 401 00 {person.number % 1000:03}"
    yield identify(person, known, **traits)


def _looks(person: Person, seed: int, known: datetime, start: datetime, days: int) -> Iterator[Call]:
    """A few visits in two months; some people return to the same thing again and again."""
    months = (days + 59) // 60
    for season in range(-3, months):
        chance = drawn(seed, "looks", person.number, season)
        for _ in range(chance.choices(range(4), weights=(52, 28, 14, 6))[0]):
            at = start + season * 60 * DAY + between(chance, HOUR, 60 * DAY)
            if at > known:
                yield from _visit(person, chance, at)


def _visit(person: Person, chance: Random, at: datetime) -> Iterator[Call]:
    product = chance.choice(PRODUCTS)
    again = chance.choices((1, 2, 4), weights=(70, 18, 12))[0]
    for number in range(again):
        seen = at + number * between(chance, 20 * MINUTE, 30 * HOUR)
        yield track(
            person,
            seen,
            "Product Viewed",
            product_id=str(product.id),
            product_title=product.title,
            price=str(product.price),
            currency="NOK",
        )
    if chance.random() < 0.05:
        for number in range(3):
            yield page(person, at + number * 26 * HOUR + MINUTE, *WHOLESALE)


def _asks_for_a_resource(
    person: Person, chance: Random, known: datetime, start: datetime, days: int
) -> Iterator[Call]:
    resource, title = chance.choice(RESOURCES)
    at = _some_time(chance, known, start, days)
    yield track(person, at, "Resource Requested", resource=resource, resource_title=title)
    if chance.random() < 0.3:
        yield track(
            person, at + between(chance, DAY, 12 * DAY), "Lead Qualified", score=chance.randint(60, 99)
        )


def _asks_for_a_demo(
    person: Person, chance: Random, known: datetime, start: datetime, days: int
) -> Iterator[Call]:
    at = _some_time(chance, known, start, days)
    yield track(person, at, "Demo Requested", request=f"r{chance.randint(1000, 9999)}", topic="Team clothing")
    if chance.random() < 0.4:
        yield track(person, at + between(chance, 2 * HOUR, 5 * DAY), "Meeting Booked", topic="Team clothing")


def _uses_a_feature(
    person: Person, chance: Random, known: datetime, start: datetime, days: int
) -> Iterator[Call]:
    feature, title = chance.choice(FEATURES)
    at = _some_time(chance, known, start, days)
    for _ in range(chance.randint(1, 4)):
        yield track(person, at, "Feature Used", feature=feature, feature_title=title)
        at += between(chance, DAY, 20 * DAY)


def _follows_a_plan(
    person: Person, chance: Random, known: datetime, start: datetime, days: int
) -> Iterator[Call]:
    """Wool that is cared for: a parcel to the mill every few weeks."""
    at, plan = _some_time(chance, known, start, days), f"p{person.number}"
    every = chance.choice((14, 28))
    told = {"plan": plan, "plan_title": "Wool care", "every_days": every}
    yield track(person, at, "Plan Started", **told, next_at=iso(at + every * DAY))
    passes = chance.randint(2, 8)
    for number in range(1, passes):
        if chance.random() < 0.6:
            yield track(
                person, at + number * every * DAY + between(chance, HOUR, 2 * DAY), "Reminder Done", **told
            )
    if chance.random() < 0.4:
        yield track(person, at + passes * every * DAY - 2 * DAY, "Plan Ended", plan=plan)


def _was_there_last_year(
    person: Person, chance: Random, known: datetime, start: datetime, days: int
) -> Iterator[Call]:
    """The yearly look at a wardrobe; some book the next one when asked, and come."""
    before = start - 44 * WEEK + between(chance, -20 * DAY, max(days, 21) * DAY)
    if before < known or person.bond is Bond.NEW:
        return
    service = {"service": "wardrobe_check", "service_title": "Wardrobe check"}
    yield track(person, before, "Appointment Completed", **service)
    if chance.random() < 0.5:
        asked = before + 44 * WEEK
        booked = asked + between(chance, 2 * HOUR, 40 * DAY)
        appointed = _at_ten(person, booked + between(chance, 5 * DAY, 20 * DAY))
        yield track(person, booked, "Appointment Booked", **service, appointment_at=iso(appointed))


def _wants_what_is_gone(
    person: Person, chance: Random, known: datetime, start: datetime, days: int
) -> Iterator[Call]:
    product = SOLD_OUT
    at = max(known + MINUTE, start + between(chance, DAY, max(days // 3, 2) * DAY))
    variant = product.id * 100 + chance.randrange(len(product.variants))
    told = {"product_id": str(product.id), "variant_id": str(variant), "product_title": product.title}
    yield track(person, at, "Back In Stock Requested", **told)


def _needs_help(
    person: Person, chance: Random, known: datetime, start: datetime, days: int
) -> Iterator[Call]:
    at = _some_time(chance, known, start, days)
    yield track(person, at, "Support Ticket Opened", subject=chance.choice(HELP))


def _grows_warm(
    person: Person, chance: Random, known: datetime, start: datetime, days: int
) -> Iterator[Call]:
    """Somebody who buys for many: looks at the wholesale page day after day, and asks to be shown."""
    at = max(known, start) + between(chance, HOUR, min(3, days) * DAY)
    for number in range(4):
        yield page(person, at + number * between(chance, 20 * HOUR, 30 * HOUR), *WHOLESALE)
    asked = at + between(chance, 4 * DAY, 6 * DAY)
    yield track(person, asked, "Demo Requested", request=f"w{person.number}", topic="Clothing for a team")


def _some_time(chance: Random, known: datetime, start: datetime, days: int) -> datetime:
    first = max(known + 5 * MINUTE, start)
    return first + between(chance, timedelta(0), max(start + days * DAY - first, HOUR))


def _at_ten(person: Person, about: datetime) -> datetime:
    zone = ZoneInfo(person.place.zone)
    return datetime.combine(about.astimezone(zone).date(), time(10), tzinfo=zone).astimezone(about.tzinfo)
