"""One person: how we find them, what we know of them, and since when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from homing.domain.consent import Consent
from homing.domain.time import Stamp
from homing.domain.zones import ResolvedZone, ZoneGuess, country_code_of, is_zone, language_of, zone_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The keys of one event that may lead to a contact or a cart; ids are strings."""

    contact_id: str | None = None  # where we know it already
    customer_id: str | None = None
    user_id: str | None = None
    email: str | None = None
    anonymous_id: str | None = None
    cart_token: str | None = None
    checkout_token: str | None = None

    def person_aliases(self) -> tuple[str, ...]:
        """Keys that name a person, strongest first."""
        return _present(customer=self.customer_id, user=self.user_id, email=self.email)

    def visitor_aliases(self) -> tuple[str, ...]:
        """Keys of a browser or device, which name nobody until somebody says who they are."""
        return _present(anon=self.anonymous_id)

    def cart_aliases(self) -> tuple[str, ...]:
        """Keys that name a cart, strongest first."""
        return _present(cart=self.cart_token, checkout=self.checkout_token)


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Two contacts are one: who `gone` leads to becomes part of who `into` leads to. All are aliases."""

    into: str
    gone: tuple[str, ...]


def _present(**keys: str | None) -> tuple[str, ...]:
    return tuple(f"{kind}#{value}" for kind, value in keys.items() if value)


def normal_email(raw: object) -> str | None:
    """An address as we key it: trimmed, lower-cased; None for what cannot be an address."""
    if not isinstance(raw, str):
        return None
    email = raw.strip().lower()
    return email if "@" in email.strip("@") and not any(c.isspace() for c in email) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """As much of a postal address as tells a zone and a language."""

    country_code: str | None = None
    province_code: str | None = None
    country: str | None = None
    province: str | None = None
    city: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trait:
    """One known thing and the time it was true."""

    value: Any
    time: Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """What we know of one person. The id never contains the address.

    Who proved to be another has `moved_to`, and is read as that other, who was `formerly` them too.
    """

    id: str
    traits: Mapping[str, Trait] = field(default_factory=dict)
    consent: Consent = field(default_factory=Consent)
    texts: Consent = field(default_factory=Consent)  # to be texted, apart from mail
    tracking: Consent = field(default_factory=Consent)  # to see who opens a mail
    topics: Mapping[str, Consent] = field(default_factory=dict)
    orders_seen: int = 0
    first_seen: Stamp | None = None
    moved_to: str | None = None
    formerly: frozenset[str] = frozenset()

    def get(self, name: str) -> Any:
        """The value of one trait, None where nothing is known."""
        trait = self.traits.get(name)
        return None if trait is None else trait.value

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id under which something of theirs may be kept, the present one first."""
        return (self.id, *sorted(self.formerly))

    @property
    def email(self) -> str | None:
        """The address to mail, normalised."""
        email: str | None = self.get("email")
        return email

    @property
    def has_ordered(self) -> bool:
        """Whether any order was seen here, or counted by the shop."""
        return self.orders_seen > 0 or self.orders_counted > 0

    @property
    def has_ordered_again(self) -> bool:
        """Whether more than one order was seen here, or counted by the shop."""
        return self.orders_seen > 1 or self.orders_counted > 1

    @property
    def orders_counted(self) -> int:
        """How many orders the shop last said they had made."""
        return int(self.get("orders_count") or 0)

    @property
    def country(self) -> str | None:
        """ISO 3166 code of the best-known address."""
        places: Iterable[Place | None] = map(self.get, ("shipping", "billing", "default_address"))
        codes = (country_code_of(each.country_code, each.country) for each in places if each is not None)
        return next((code for code in codes if code is not None), None)

    @property
    def spent(self) -> Decimal:
        """Total spent as the shop last said, in the shop's currency."""
        return Decimal(self.get("total_spent") or 0)

    def newer(self, said: Mapping[str, Any], time: Stamp) -> Mapping[str, Trait]:
        """The traits of an event that are newer than what is known, and differ or refresh it."""
        return {
            name: Trait(value=value, time=time)
            for name, value in said.items()
            if value is not None and (name not in self.traits or self.traits[name].time < time)
        }

    def with_traits(self, changes: Mapping[str, Trait]) -> "Contact":
        """The contact after those changes."""
        return replace(self, traits={**self.traits, **changes})


def zone(contact: Contact, shop_zone: str) -> ResolvedZone:
    """Where the contact lives: told, else by address, else the shop's own zone."""
    for told in (contact.get("chosen_timezone"), contact.get("timezone")):
        if told is not None and is_zone(told):
            return ResolvedZone(name=told, source="explicit")
    guess: ResolvedZone | None = None
    for source in ("shipping", "billing", "default_address"):
        found = _zone_at(contact.get(source))
        if found is None:
            continue
        if found.certain or found.by_province:
            return ResolvedZone(name=found.name, source=source, guess=not found.certain)
        # A better address further down may know more than this country's most populous zone.
        guess = guess or ResolvedZone(name=found.name, source="country_guess", guess=True)
    return guess or ResolvedZone(name=shop_zone, source="shop", guess=True)


def _zone_at(place: Place | None) -> ZoneGuess | None:
    if place is None:
        return None
    return zone_of(
        place.country_code,
        place.province_code,
        country=place.country,
        province=place.province,
        city=place.city,
    )


_NORWEGIAN = frozenset({"no", "nn", "nb"})


def locale(contact: Contact, shipped: tuple[str, ...]) -> str:
    """The language to write in: chosen, browsed in, the country's, else the shop's own (`shipped[0]`)."""
    told = map(contact.get, ("chosen_locale", "locale", "browsing_locale"))
    wishes = (*told, language_of(contact.country))
    for wish in wishes:
        if not isinstance(wish, str):
            continue
        language = wish.replace("_", "-").split("-")[0].lower()
        language = "nb" if language in _NORWEGIAN else language
        if language in shipped:
            return language
    return shipped[0]
