"""Who a call is about, by Segment's reserved traits and its context."""

from collections.abc import Mapping, Sequence
from typing import Any

from homing.adapters.payload import Payload, amount, count, email, mapping, text
from homing.adapters.segment.values import LONGEST_NAME, day, flat, key, snake
from homing.domain.contact import Identity, Merge, Place
from homing.domain.events import INVALID_TIMEZONE, Traits
from homing.domain.postcodes import located
from homing.domain.zones import is_zone

MOST_TRAITS = 100  # a contact is one row, which holds 400 KB

_PLACE = ("country_code", "country", "state_code", "state", "region", "city", "postal_code", "zip")
_LETTERS_OF_A_COUNTRY = 2
_READ = frozenset(
    {
        "address", "birthday", "email", "first_name", "id", "language", "last_name", "locale", "name",
        "orders_count", "phone", "timezone", "total_spent",
    }
)  # fmt: skip
_OURS = frozenset(
    {
        "billing", "browsing_locale", "cap", "chosen_locale", "chosen_timezone", "customer_id",
        "default_address", "paused_until", "shipping", "user_id",
    }
)  # fmt: skip
"""Names that lead to a person or place by rules of their own, or are said on our own page alone; a trait of
that name is not believed."""


def identity(call: Payload, traits: Traits) -> Identity:
    """The keys of a call."""
    return Identity(
        user_id=key(call.get("userId")),
        anonymous_id=key(call.get("anonymousId") or call.get("previousId")),
        email=traits.email,
    )


def alias(call: Payload) -> Merge | None:
    """That a visitor or user of one id is the user of another, from now on and in hindsight."""
    before, now = key(call.get("previousId")), key(call.get("userId"))
    if before is None or now is None or before == now:
        return None
    return Merge(into=f"user#{now}", gone=(f"user#{before}", f"anon#{before}"))


def traits_of(call: Payload) -> Traits:
    """What a call says of its person: the traits of an identify, or those in its context."""
    context = mapping(call.get("context"))
    told = {**mapping(context.get("traits")), **mapping(call.get("traits"))}
    if call.get("type") == "group":
        told = {"group": {"id": call.get("groupId"), **mapping(call.get("traits"))}}
    given = {snake(name): value for name, value in told.items()}
    first, last = _names(given)
    zone = next((each for each in _zones_told(call) if is_zone(each)), None)
    return Traits(
        email=email(given.get("email")),
        user_id=key(call.get("userId")),
        first_name=first,
        last_name=last,
        phone=text(given.get("phone")),
        birthday=day(given.get("birthday")),
        timezone=zone,
        locale=text(given.get("locale")) or text(given.get("language")),
        browsing_locale=text(context.get("locale")),
        default_address=_place(given),
        orders_count=count(given.get("orders_count")),
        total_spent=amount(given.get("total_spent")),
        others=_others(told),
    )


def _names(given: Payload) -> tuple[str | None, str | None]:
    first, last = text(given.get("first_name")), text(given.get("last_name"))
    whole = text(given.get("name"))
    if first is None and last is None and whole is not None:
        head, _, tail = whole.rpartition(" ")
        return (head, tail) if head else (tail, None)
    return first, last


def left_out(call: Payload) -> str | None:
    """What is told of a person and cannot be, None if nothing is: a time zone that is none."""
    odd = [each for each in _zones_told(call) if not is_zone(each)]
    return INVALID_TIMEZONE if odd else None


def _zones_told(call: Payload) -> Sequence[Any]:
    """Every time zone that a call names, the person's own before the browser's."""
    context = mapping(call.get("context"))
    named = []
    for told in (mapping(call.get("traits")), mapping(context.get("traits")), context):
        named += [value for name, value in told.items() if snake(name) == "timezone"]
    return [each.strip() if isinstance(each, str) else each for each in named if each not in (None, "")]


def _place(given: Payload) -> Place | None:
    """Segment's `address`, or its parts as traits of their own."""
    address = {snake(name): value for name, value in mapping(given.get("address")).items()}
    told = {part: text(address.get(part)) or text(given.get(part)) for part in _PLACE}
    country = told["country"]
    is_code = country is not None and len(country) == _LETTERS_OF_A_COUNTRY
    found = Place(
        country_code=told["country_code"] or (country if is_code else None),
        country=None if is_code else country,
        province_code=told["state_code"],
        province=told["state"] or told["region"],
        city=told["city"],
    )
    return None if found == Place() else located(found, told["postal_code"] or told["zip"])


def _others(told: Mapping[str, Any]) -> Mapping[str, Any]:
    """Every other trait, and the parts of an address that we have no use for."""
    kept = {}
    for name, value in flat(told):
        if name in _READ or name in _OURS or value is None or len(name) > LONGEST_NAME:
            continue
        kept[name] = value
        if len(kept) == MOST_TRAITS:
            break
    return kept
