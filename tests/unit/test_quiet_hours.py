"""Quiet hours of shop.yaml: by channel, weekday and country, and the days on which nothing leaves."""

from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from homing.domain.public_holidays import COUNTRIES, easter, is_public_holiday
from homing.domain.quiet_hours import QuietHours
from homing.domain.schedule import Recipient, next_opening, spread
from homing.domain.steps import EmailStep, Purpose, SmsStep
from homing.domain.window import Window
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import at

MAIL, TEXT = EmailStep(id="m", type="email"), SmsStep(id="t", type="sms")
SERVICE = SmsStep(id="s", type="sms", purpose=Purpose.TRANSACTIONAL)
PARIS = Recipient(contact_id="c-1", zone="Europe/Paris")
FRANCE = {"FR": {"sms": {"from": "20:00", "until": "08:00", "closed": ["sunday", "public_holidays"]}}}


def quiet(**told: Any) -> QuietHours:
    return QuietHours.model_validate(told)


def window(step: EmailStep | SmsStep, country: str | None = None, **told: Any) -> Window:
    return quiet(**told).waking_hours().window(step, country)


@pytest.mark.parametrize(
    ("step", "country", "told", "hours"),
    [
        (MAIL, None, {}, (8, 21)),
        (TEXT, None, {}, (9, 20)),
        (MAIL, None, {"from": "19:00", "until": "10:00"}, (10, 19)),
        (TEXT, None, {"from": "19:00", "until": "10:00"}, (10, 19)),  # never wider than the shop's own
        (TEXT, None, {"sms": {"from": "18:00", "until": "08:00"}}, (8, 18)),
        (TEXT, None, {"sms": {"until": "11:00"}}, (11, 21)),
        (MAIL, "FR", {"by_country": {"FR": {"from": "20:00"}}}, (8, 20)),
        (TEXT, "FR", {"by_country": {"FR": {"from": "19:00"}}}, (9, 19)),
        (MAIL, "FR", {"by_country": FRANCE}, (8, 21)),
        (MAIL, "NO", {"by_country": {"FR": {"from": "20:00"}}}, (8, 21)),
    ],
)
def test_a_channel_and_a_country_only_add_quiet(
    step: EmailStep | SmsStep, country: str | None, told: dict[str, Any], hours: tuple[int, int]
) -> None:
    found = window(step, country, **told)

    assert (found.opens, found.closes) == (time(hours[0]), time(hours[1]))


def test_a_weekday_may_have_hours_of_its_own() -> None:
    found = window(MAIL, days={"saturday": {"until": "10:00"}, "sunday": {"from": "18:00", "until": "12:00"}})

    assert found.on(date(2026, 3, 6)) == (time(8), time(21))
    assert found.on(date(2026, 3, 7)) == (time(10), time(21))
    assert found.on(date(2026, 3, 8)) == (time(12), time(18))


@pytest.mark.parametrize(
    ("due", "leaves"),
    [
        ("2026-03-06 10:00", "2026-03-06 10:00"),
        ("2026-03-07 19:30", "2026-03-09 08:00 spread"),  # Saturday evening: not on Sunday
        ("2026-04-05 10:00", "2026-04-07 07:00 spread"),  # Easter Sunday: not on Easter Monday either
        ("2026-05-07 18:30", "2026-05-09 07:00 spread"),  # the 8th is Victory Day
        ("2026-07-13 19:00", "2026-07-15 07:00 spread"),
        ("2026-12-24 20:00", "2026-12-26 08:00 spread"),
    ],
)
def test_no_marketing_text_leaves_on_a_sunday_or_a_holiday_in_france(due: str, leaves: str) -> None:
    found = next_opening(at(due), window(TEXT, "FR", by_country=FRANCE), PARIS)

    own = spread("c-1") if leaves.endswith("spread") else timedelta(0)
    assert found == at(leaves.removesuffix(" spread")) + own


def test_a_service_text_keeps_the_hours_and_leaves_on_a_closed_day() -> None:
    sunday = at("2026-03-08 12:00")

    assert not window(TEXT, "FR", by_country=FRANCE).holds(sunday)
    assert window(SERVICE, "FR", by_country=FRANCE).holds(sunday)
    assert not window(SERVICE, "FR", by_country=FRANCE).holds(sunday.replace(hour=21))


def test_a_date_closes_every_year_and_for_mails_and_texts() -> None:
    for step in (MAIL, TEXT):
        found = window(step, closed=["12-24", "02-29"])
        assert (
            found.on(date(2026, 12, 24))
            is found.on(date(2027, 12, 24))
            is found.on(date(2028, 2, 29))
            is None
        )


@pytest.mark.parametrize(
    ("year", "day"),
    [(1954, "04-18"), (1981, "04-19"), (2019, "04-21"), (2024, "03-31"), (2027, "03-28"), (2038, "04-25")],
)
def test_easter_falls_where_the_calendar_has_it(year: int, day: str) -> None:
    assert easter(year) == date.fromisoformat(f"{year}-{day}")


def test_every_country_has_its_days_and_others_none() -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]

    counted = {code: sum(is_public_holiday(day, code) for day in days) for code in (*COUNTRIES, "SE")}

    assert counted == {"BE": 12, "DE": 9, "DK": 10, "FR": 11, "NO": 12, "SE": 0}


hours = (
    st.integers(0, 11).map(lambda hour: f"{hour:02}:00"),
    st.integers(12, 23).map(lambda hour: f"{hour:02}:00"),
)
weekdays = st.sampled_from(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])


@given(
    until=hours[0],
    from_=hours[1],
    closed=st.sets(st.one_of(weekdays, st.sampled_from(["03-29", "10-25", "12-24"])), max_size=5),
    days=st.dictionaries(weekdays, st.fixed_dictionaries({"until": hours[0], "from": hours[1]}), max_size=3),
    zone=st.sampled_from(
        ["Europe/Paris", "Africa/Cairo", "America/Havana", "Australia/Lord_Howe", "Asia/Beirut"]
    ),
    hour=st.integers(0, 366 * 24),
)
@settings(deadline=None)
def test_the_next_opening_is_the_first_and_lies_in_the_window(
    until: str, from_: str, closed: set[str], days: dict[str, Any], zone: str, hour: int
) -> None:
    told: dict[str, Any] = {"until": until, "from": from_, "closed": sorted(closed), "days": days}
    found = window(MAIL, **told)
    now, reader = at("2026-01-01 00:00") + timedelta(hours=hour), Recipient(contact_id="c-1", zone=zone)

    opening = next_opening(now, found, reader)

    assert found.holds(opening.astimezone(ZoneInfo(zone)))
    assert next_opening(opening, found, reader) == opening
    between = now
    while between < opening - spread("c-1"):
        assert not found.holds(between.astimezone(ZoneInfo(zone)))
        between += timedelta(minutes=30)
