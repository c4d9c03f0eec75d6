"""Waits until a weekday and until a date that a contact or an event brings."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from homing.domain.facts import Facts
from homing.domain.message import Park, Reason, Send, Skip
from homing.domain.policy import gate
from homing.domain.schedule import SPREAD, Recipient, due, spread, wait_instant
from homing.domain.step_parts import Weekday
from homing.domain.steps import EmailStep, WaitStep
from homing.domain.time import local_instant
from homing.domain.window import Window
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import DAY, HOUR, MINUTE, at
from tests.unit.test_policy import NOW, candidate, email, enrollment
from tests.unit.test_schedule import OSLO, SHOP, clocks, dates, instants, many, recipients, zones

NEW_YORK = Recipient(contact_id=OSLO.contact_id, zone="America/New_York")


def until(**plus: Any) -> WaitStep:
    return WaitStep.model_validate({"id": "w", "type": "wait", "until": {"date": "trigger.starts"} | plus})


def weekly(day: Weekday, clock: time) -> WaitStep:
    return WaitStep(id="w", type="wait", weekday=day, at=clock)


def ends(wait: WaitStep, told: Any = None, recipient: Recipient = OSLO) -> datetime | None:
    values = {"trigger.starts": told, "trigger.lasts": 30}
    return wait_instant(wait, NOW, recipient, SHOP, values=values)


@given(instants, st.sampled_from(Weekday), clocks, recipients)
@many
def test_a_weekday_is_the_next_one_there_and_at_its_time(
    began: datetime, day: Weekday, clock: time, recipient: Recipient
) -> None:
    instant = wait_instant(weekly(day, clock), began, recipient, SHOP, began=began)

    assert instant is not None
    zone = ZoneInfo(recipient.zone)
    candidates = (began.astimezone(zone).date() + timedelta(days=n) for n in range(-1, 10))
    planned = [local_instant(each, clock, recipient.zone) for each in candidates if each.weekday() == _n(day)]
    first = min(each for each in planned if each > began)
    assert timedelta(0) <= instant - first < SPREAD
    assert instant > began


@given(dates, clocks, st.integers(-60, 60), recipients)
@many
def test_days_before_and_after_a_date_are_days_of_the_calendar(
    day: date, clock: time, days: int, recipient: Recipient
) -> None:
    instant = ends(until(plus=f"{days}d", at=clock.isoformat()), day.isoformat(), recipient)

    assert instant is not None
    planned = local_instant(day + timedelta(days=days), clock, recipient.zone)
    assert timedelta(0) <= instant - planned < SPREAD


@given(instants, st.integers(-100, 100), zones)
@many
def test_hours_before_and_after_a_time_are_to_the_minute_and_not_spread(
    exact: datetime, hours: int, zone: str
) -> None:
    recipient = Recipient(contact_id="c-1", zone=zone)
    short = timedelta(hours=hours % 24)

    instant = ends(until(plus=f"{hours % 24}h"), exact.isoformat(), recipient)

    assert instant == exact + short


def test_a_share_of_the_days_that_something_lasts() -> None:
    wait = until(days="trigger.lasts", share=80, at="09:00")

    assert ends(wait, "2026-03-01") == at("2026-03-25 08:00") + spread(OSLO.contact_id)


@pytest.mark.parametrize("told", [None, "", "soon", 7, True, "2026-02-30", "2026-13-01T10:00:00Z"])
def test_a_date_that_nobody_can_read_is_none_and_its_step_is_due_now(told: Any) -> None:
    assert ends(until(), told) is None

    instant = due(
        EmailStep(id="e", type="email"),
        until(),
        started=NOW - 9 * DAY,
        now=NOW,
        last_mail_at=NOW - HOUR,
        recipient=OSLO,
        window=SHOP,
        values={"trigger.starts": told},
    )
    assert instant == NOW


def dated(told: datetime, **known: Any) -> Any:
    values = Facts(now=NOW, values={"trigger.starts": told.isoformat()})
    return candidate(**{"wait": until(plus="-1d"), "facts": values} | known)


def test_a_date_that_was_moved_later_parks_until_the_new_one() -> None:
    later = NOW + 5 * DAY + 20 * MINUTE

    assert gate(dated(later), NOW) == Park(reason=Reason.DATE_MOVED, until=later - DAY)


def test_a_mail_that_was_moved_later_is_fresh_at_its_new_date() -> None:
    step = email(valid_for=timedelta(hours=24))
    moved = NOW + DAY

    assert gate(dated(moved, step=step, due_at=NOW - 5 * DAY), NOW) == Send()
    assert gate(dated(moved, step=step, due_at=NOW - 5 * DAY), NOW + DAY) == Skip(reason=Reason.EXPIRED)


def test_a_mail_for_a_date_long_past_is_expired() -> None:
    step = email(valid_for=timedelta(hours=24))

    assert gate(dated(NOW - 3 * DAY, step=step), NOW) == Skip(reason=Reason.EXPIRED)
    assert gate(dated(NOW + HOUR, step=step), NOW) == Send()


def test_a_mail_of_a_day_long_past_that_was_due_just_now_still_goes() -> None:
    late_joiner = candidate(
        wait=WaitStep(id="w", type="wait", day=1),
        enrollment=enrollment(started=replace(enrollment().started, at=NOW - 40 * DAY)),
        step=email(valid_for=timedelta(hours=24)),
    )

    assert gate(late_joiner, NOW) == Send()


def test_who_moves_west_gets_the_mail_of_a_weekday_at_that_hour_there() -> None:
    tuesday = weekly(Weekday.TUESDAY, time(11))
    planned = wait_instant(tuesday, at("2026-03-01 12:00"), OSLO, Window(), began=at("2026-03-01 12:00"))
    assert planned is not None

    verdict = gate(candidate(wait=tuesday, due_at=planned, recipient=NEW_YORK), planned)

    there = datetime(2026, 3, 3, 16, tzinfo=UTC) + spread(OSLO.contact_id)
    assert verdict == Park(reason=Reason.DATE_MOVED, until=there)
    assert gate(candidate(wait=tuesday, due_at=planned, recipient=NEW_YORK), there) == Send()


def _n(day: Weekday) -> int:
    return list(Weekday).index(day)
