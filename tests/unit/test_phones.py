"""Which numbers may be texted."""

import pytest
from homing.adapters.phones import PhoneNumbers

NORDIC = PhoneNumbers(("NO", "SE"))


@pytest.mark.parametrize(
    ("told", "country", "number"),
    [
        ("+47 406 12 345", None, "+4740612345"),
        ("406 12 345", "NO", "+4740612345"),
        ("0047 40612345", "NO", "+4740612345"),
        ("070-123 45 67", "SE", "+46701234567"),
    ],
)
def test_a_number_is_read_as_people_write_it(told: str, country: str | None, number: str) -> None:
    assert NORDIC.number(told, country) == number


@pytest.mark.parametrize(
    ("told", "country"),
    [
        (None, "NO"),
        ("", "NO"),
        ("406 12 345", None),
        ("+47 1", None),
        ("call me", "NO"),
        (40612345, "NO"),
        ("+1 212 555 0123", None),
        ("+44 7911 123456", "NO"),
    ],
)
def test_what_is_no_number_of_an_allowed_country_is_none(told: object, country: str | None) -> None:
    assert NORDIC.number(told, country) is None


def test_a_shop_that_names_no_country_texts_nobody() -> None:
    assert PhoneNumbers(()).number("+4740612345", "NO") is None
