"""Dates that events and contacts bring, where the contact lives."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from homing.domain.dates import date_of
from homing.domain.step_parts import DatePlus
from homing.domain.time import Offset
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

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


@pytest.mark.parametrize(
    ("told", "length"),
    [
        ("-8w", timedelta(weeks=-8)),
        ("2d", timedelta(days=2)),
        ("+ 90 m", timedelta(minutes=90)),
        ("0d", timedelta(0)),
        ("-0d", timedelta(0)),
        ("36525d", timedelta(days=36_525)),
    ],
)
def test_an_offset_is_a_signed_length(told: str, length: timedelta) -> None:
    assert offset(told) == length


@pytest.mark.parametrize(
    "told", ["--8w", "-+8w", "8", "w", "-", "", "٨d", "8²d", "1.5d", "8 y", True, None, 8]
)
def test_what_is_no_offset_is_told_so(told: Any) -> None:
    with pytest.raises(ValidationError, match="is no offset; write a number"):
        offset(told)


@pytest.mark.parametrize("told", ["9999999999999d", "-9999999999999d"])
def test_an_offset_of_too_many_digits_is_no_offset(told: str) -> None:
    with pytest.raises(ValidationError, match="is no offset"):
        offset(told)


@pytest.mark.parametrize("told", ["999999999999d", "-999999999999w", "36526d"])
def test_an_offset_that_leaves_the_calendar_is_refused(told: str) -> None:
    with pytest.raises(ValidationError, match="longer than anyone waits"):
        offset(told)


@given(st.timedeltas(min_value=-timedelta(days=36_525), max_value=timedelta(days=36_525)))
def test_an_offset_is_read_as_it_is_written(length: timedelta) -> None:
    whole = length // timedelta(minutes=1) * timedelta(minutes=1)

    assert TypeAdapter(Offset).validate_python(TypeAdapter(Offset).dump_python(whole)) == whole


def offset(told: Any) -> timedelta:
    return TypeAdapter(Offset).validate_python(told)
