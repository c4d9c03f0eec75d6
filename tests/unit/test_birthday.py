"""Birthdays and ages, on the contact's own calendar."""

from typing import Any

import pytest
from homing.domain.birthday import age, birthday

from tests.builders import at


@pytest.mark.parametrize(
    ("told", "day"),
    [
        ("1990-05-17", (1990, 5, 17)),
        ("1990-05-17T00:00:00Z", (1990, 5, 17)),
        ("--05-17", (None, 5, 17)),
        ("--02-29", (None, 2, 29)),
        ("2000-02-29", (2000, 2, 29)),
        ("2001-02-29", None),
        ("1990-13-01", None),
        ("0000-05-17", (None, 5, 17)),
        ("soon", None),
        (19900517, None),
        (None, None),
    ],
)
def test_a_birthday_is_a_day_with_or_without_its_year(told: Any, day: Any) -> None:
    assert birthday(told) == day


@pytest.mark.parametrize(
    ("told", "now", "zone", "years"),
    [
        ("1990-05-17", "2026-05-16 12:00", "Europe/Oslo", 35),
        ("1990-05-17", "2026-05-17 00:30", "Europe/Oslo", 36),
        ("1990-05-17", "2026-05-16 23:00", "Europe/Oslo", 36),  # an hour past midnight there
        ("2000-02-29", "2026-02-28 12:00", "UTC", 25),
        ("2000-02-29", "2026-03-01 12:00", "UTC", 26),
        ("2027-01-01", "2026-03-01 12:00", "UTC", 0),
        ("--05-17", "2026-05-17 12:00", "UTC", None),
        ("soon", "2026-05-17 12:00", "UTC", None),
    ],
)
def test_age_is_whole_years_where_the_contact_lives(
    told: str, now: str, zone: str, years: int | None
) -> None:
    assert age(told, at(now), zone) == years
