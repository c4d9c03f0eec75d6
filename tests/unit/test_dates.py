"""Dates that events and contacts bring, where the contact lives."""

from datetime import date, datetime
from typing import Any

import pytest
from homing.domain.dates import date_of
from homing.domain.step_parts import DatePlus

from tests.builders import at

OSLO = "Europe/Oslo"


def instant(told: Any, zone: str = OSLO, lasts: Any = None, **plus: Any) -> datetime | None:
    values = {"trigger.time": told, "trigger.lasts_days": lasts}
    return date_of(DatePlus.model_validate({"date": "trigger.time"} | plus), values, zone)


@pytest.mark.parametrize("told", ["2026-03-10", date(2026, 3, 10), " 2026-03-10 "])
def test_a_day_begins_at_nine_where_the_contact_lives(told: Any) -> None:
    assert instant(told) == at("2026-03-10 08:00")


def test_a_time_with_an_offset_is_itself() -> None:
    assert instant("2026-03-10T12:30:00+05:00") == at("2026-03-10 07:30")


def test_a_time_without_an_offset_is_on_the_contacts_clock() -> None:
    assert instant("2026-07-10T12:30:00", "America/New_York") == at("2026-07-10 16:30")


def test_days_are_days_of_the_calendar_over_a_change_of_the_clocks() -> None:
    assert instant("2026-03-28T14:00:00Z", plus="2d") == at("2026-03-30 13:00")
    assert instant("2026-03-30", plus="-2d") == at("2026-03-28 08:00")


def test_hours_are_hours() -> None:
    assert instant("2026-03-10T12:00:00Z", plus="-3h") == at("2026-03-10 09:00")
    assert instant("2026-03-10T12:00:00Z", plus="-90m") == at("2026-03-10 10:30")


def test_at_says_when_on_that_day() -> None:
    assert instant("2026-03-10T22:30:00Z", plus="-8w", at="11:00") == at("2026-01-13 10:00")


def test_a_share_is_taken_of_the_days_that_something_lasts() -> None:
    plus: dict[str, Any] = {"days": "trigger.lasts_days", "share": 80}

    assert instant("2026-03-10", lasts=30, **plus) == instant("2026-04-03")
    assert instant("2026-03-10", lasts="30", **plus) == instant("2026-04-03")


@pytest.mark.parametrize("told", [None, "", "soon", 7, {}, "2026-13-40", "0001-01-01"])
def test_what_is_no_date_has_no_instant(told: Any) -> None:
    assert instant(told, plus="-8w") is None


@pytest.mark.parametrize("days", [None, "", "many", -1, "NaN", 1e9])
def test_what_is_no_number_of_days_has_no_instant(days: Any) -> None:
    assert instant("2026-03-10", lasts=days) == instant("2026-03-10")
    assert instant("2026-03-10", lasts=days, days="trigger.lasts_days") is None
