"""What is known of a person: the newest word of each trait, where they live, what they read."""

from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
from homing.domain.contact import (
    Contact,
    Identity,
    Place,
    Trait,
    locale,
    normal_email,
    zone,
)
from homing.domain.time import Stamp
from homing.domain.zones import ResolvedZone

from tests.builders import DAY, HOUR, at

NOW = at("2026-03-04 11:00")
SHIPPED = ("nb", "en", "nl")


def stamp(days: int = 0) -> Stamp:
    return Stamp(NOW + days * DAY, NOW + days * DAY)


def contact(*, orders_seen: int = 0, **known: Any) -> Contact:
    traits = {name: Trait(value=value, time=stamp()) for name, value in known.items()}
    return Contact(id="c-1", traits=traits, orders_seen=orders_seen)


def place(country: str | None, province: str | None = None, **more: str) -> Place:
    return Place(country_code=country, province_code=province, **more)


def test_each_trait_keeps_its_newest_word_in_whatever_order_they_come() -> None:
    said = [(0, {"first_name": "Ada"}), (2, {"first_name": "Ida", "locale": "nb"}), (1, {"locale": "en"})]

    for order in permutations(said):
        known = Contact(id="c-1")
        for days, traits in order:
            known = known.with_traits(known.newer(traits, stamp(days)))

        assert (known.get("first_name"), known.get("locale")) == ("Ida", "nb")


def test_what_an_event_does_not_say_takes_nothing_away() -> None:
    known = contact(first_name="Ada")

    assert known.newer({"first_name": None, "last_name": None}, stamp(1)) == {}


def test_an_event_of_the_same_moment_changes_nothing() -> None:
    assert contact(first_name="Ada").newer({"first_name": "Ida"}, stamp()) == {}


def test_a_repeated_trait_is_known_to_be_true_as_of_the_newer_event() -> None:
    changes = contact(first_name="Ada").newer({"first_name": "Ada"}, stamp(1))

    assert changes["first_name"].time == stamp(1)


def test_false_and_zero_are_things_said() -> None:
    assert contact().newer({"orders_count": 0, "vip": False}, stamp()).keys() == {"orders_count", "vip"}


@pytest.mark.parametrize(
    ("raw", "email"),
    [
        ("  Ada@Example.COM ", "ada@example.com"),
        ("ada@example.com", "ada@example.com"),
        ("ada", None),
        ("@example.com", None),
        ("ada@", None),
        ("a da@example.com", None),
        ("ada@example.com\nbcc@example.com", None),
        ("", None),
        (None, None),
        (7, None),
    ],
)
def test_an_address_is_keyed_without_case_and_space(raw: object, email: str | None) -> None:
    assert normal_email(raw) == email


def test_a_person_is_looked_for_by_customer_id_before_address() -> None:
    full = Identity(customer_id="7", email="ada@example.com", cart_token="t", checkout_token="k")

    assert full.person_aliases() == ("customer#7", "email#ada@example.com")
    assert full.cart_aliases() == ("cart#t", "checkout#k")
    assert Identity(email="ada@example.com").person_aliases() == ("email#ada@example.com",)
    assert Identity().person_aliases() == Identity().cart_aliases() == ()


@pytest.mark.parametrize(
    ("seen", "counted", "expected"),
    [(0, None, False), (0, 0, False), (1, None, True), (0, 3, True), (1, 0, True)],
)
def test_an_order_seen_or_counted_by_the_shop_is_an_order(
    seen: int, counted: int | None, expected: bool
) -> None:
    known = {} if counted is None else {"orders_count": counted}

    assert contact(orders_seen=seen, **known).has_ordered is expected


def test_nothing_known_of_spending_is_nothing_spent() -> None:
    assert contact().spent == Decimal(0)
    assert contact(total_spent=Decimal("19.90")).spent == Decimal("19.90")


OSLO, TOKYO = place("NO"), place("JP")
CALIFORNIA, AMERICA = place("US", "CA"), place("US")


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (
            {"timezone": "Asia/Kolkata", "shipping": OSLO},
            ResolvedZone(name="Asia/Kolkata", source="explicit"),
        ),
        (
            {"chosen_timezone": "Asia/Tokyo", "timezone": "Asia/Kolkata"},  # chosen on our own page
            ResolvedZone(name="Asia/Tokyo", source="explicit"),
        ),
        ({"timezone": "Mars/Base", "shipping": OSLO}, ResolvedZone(name="Europe/Oslo", source="shipping")),
        (
            {"default_address": TOKYO, "billing": CALIFORNIA, "shipping": OSLO},
            ResolvedZone(name="Europe/Oslo", source="shipping"),
        ),
        (
            {"default_address": TOKYO, "billing": CALIFORNIA},
            ResolvedZone(name="America/Los_Angeles", source="billing"),
        ),
        ({"default_address": TOKYO}, ResolvedZone(name="Asia/Tokyo", source="default_address")),
        (
            {"shipping": AMERICA, "billing": CALIFORNIA},  # the surer of two addresses
            ResolvedZone(name="America/Los_Angeles", source="billing"),
        ),
        (
            {"shipping": AMERICA},
            ResolvedZone(name="America/New_York", source="country_guess", guess=True),
        ),
        (
            {"shipping": place("ZZ"), "billing": TOKYO},  # an unknown country says nothing
            ResolvedZone(name="Asia/Tokyo", source="billing"),
        ),
        ({"shipping": place(None)}, ResolvedZone(name="Europe/Paris", source="shop", guess=True)),
        ({}, ResolvedZone(name="Europe/Paris", source="shop", guess=True)),
    ],
)
def test_a_contact_lives_where_told_else_where_things_are_sent(
    known: dict[str, Any], expected: ResolvedZone
) -> None:
    assert zone(contact(**known), "Europe/Paris") == expected


def test_the_country_is_that_of_the_best_known_address() -> None:
    assert contact(shipping=place("no"), default_address=TOKYO).country == "NO"
    assert contact(shipping=place(None), default_address=TOKYO).country == "JP"
    assert contact().country is None


@pytest.mark.parametrize(
    ("known", "language"),
    [
        ({"chosen_locale": "nb", "locale": "en", "browsing_locale": "nl"}, "nb"),  # chosen on our own page
        ({"locale": "en", "browsing_locale": "nl", "shipping": OSLO}, "en"),  # chosen
        ({"browsing_locale": "nl-BE", "shipping": OSLO}, "nl"),  # browsed in
        ({"shipping": place("NL")}, "nl"),  # the country's
        ({}, "nb"),  # the shop's
        ({"locale": "no", "browsing_locale": "en"}, "nb"),
        ({"locale": "nn", "browsing_locale": "en"}, "nb"),
        ({"locale": "nb-NO", "browsing_locale": "en"}, "nb"),
        ({"locale": "nn-NO", "browsing_locale": "en"}, "nb"),
        ({"locale": "EN_gb"}, "en"),
        ({"locale": "ja", "browsing_locale": "en"}, "en"),  # a language not shipped is no wish
        ({"locale": "ja", "shipping": place("FR")}, "nb"),
        ({"locale": "", "browsing_locale": "en"}, "en"),
        ({"locale": 7, "browsing_locale": "en"}, "en"),
        ({"locale": "english"}, "nb"),
    ],
)
def test_the_language_is_chosen_else_browsed_in_else_of_the_country_else_the_shops(
    known: dict[str, Any], language: str
) -> None:
    assert locale(contact(**known), SHIPPED) == language


def test_a_shop_without_norwegian_writes_to_norwegians_in_its_own_language() -> None:
    assert locale(contact(locale="nb"), ("en", "nl")) == "en"


def test_a_swapped_pair_of_events_keeps_the_later_ones_word() -> None:
    """Both are capped at the arrival of the first; the later still claims the later time."""
    later = Stamp.of(NOW + 2 * HOUR, NOW)
    earlier = Stamp.of(NOW + HOUR, NOW)
    known = contact().with_traits({"first_name": Trait(value="Ida", time=later)})

    assert known.newer({"first_name": "Ada"}, earlier) == {}
