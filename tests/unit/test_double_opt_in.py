"""Who is asked to confirm that they signed up: by source, by country, and as a form itself says."""

from typing import Any

import pytest
from homing.domain.contact import Contact, Place, Trait
from homing.domain.double_opt_in import DoubleOptIn
from homing.domain.shop_forms import Form, FormConsent
from homing.domain.time import Stamp

from tests.builders import at

NOW = Stamp(at("2026-03-02 10:00"), at("2026-03-02 10:00"))
OSLO = "Europe/Oslo"
GERMANY = DoubleOptIn(countries=("DE", "AT"))


def somebody(**traits: Any) -> Contact:
    return Contact(id="c", traits={name: Trait(value=value, time=NOW) for name, value in traits.items()})


def living(country: str) -> Contact:
    return somebody(shipping=Place(country_code=country))


def test_a_shop_that_says_nothing_asks_nobody() -> None:
    assert not DoubleOptIn().asks("form", living("DE"), OSLO)
    assert not DoubleOptIn().somewhere({"news": Form()})


def test_a_source_asks_everybody_wherever_they_live() -> None:
    rule = DoubleOptIn(sources=("form",))

    assert rule.asks("form", living("NO"), OSLO)
    assert not rule.asks("api", living("NO"), OSLO)
    assert rule.somewhere({})


def test_a_country_asks_everybody_there_whatever_the_source() -> None:
    assert GERMANY.asks("form", living("DE"), OSLO)
    assert GERMANY.asks("api", living("AT"), OSLO)
    assert not GERMANY.asks("api", living("NO"), OSLO)
    assert GERMANY.somewhere({})


def test_a_form_of_its_own_mind_outranks_both() -> None:
    everywhere = DoubleOptIn(sources=("form",), countries=("DE",))

    assert not everywhere.asks("form", living("DE"), OSLO, False)
    assert DoubleOptIn().asks("form", living("NO"), OSLO, True)
    consent = FormConsent(wording="Yes please", version="1")
    assert DoubleOptIn().somewhere({"news": Form(double_opt_in=True, consent=consent)})


@pytest.mark.parametrize(
    "told",
    [
        {"locale": "de"},
        {"locale": "de-DE"},
        {"locale": "en_AT"},
        {"browsing_locale": "de-AT"},
        {"timezone": "Europe/Vienna"},
        {"timezone": "Europe/Oslo", "locale": "de"},
    ],
)
def test_without_an_address_one_hint_at_the_country_is_enough(told: dict[str, str]) -> None:
    assert GERMANY.asks("form", somebody(**told), OSLO)


@pytest.mark.parametrize("told", [{"locale": "nb"}, {"locale": "de-CH"}, {"timezone": "Europe/Oslo"}, {}])
def test_without_any_hint_they_live_where_the_shop_does(told: dict[str, str]) -> None:
    assert not GERMANY.asks("form", somebody(**told), OSLO)


def test_a_shop_in_such_a_country_asks_whom_nothing_is_known_of() -> None:
    assert GERMANY.asks("form", somebody(), "Europe/Berlin")


def test_an_address_outranks_every_hint() -> None:
    assert not GERMANY.asks("form", somebody(shipping=Place(country_code="NO"), locale="de"), OSLO)
