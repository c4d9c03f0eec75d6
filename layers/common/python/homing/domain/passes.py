"""When the passes of a repeat begin, on the clock of who is reminded."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from homing.domain.dates import date_of, is_day, number_of, when
from homing.domain.schedule import Recipient, spread
from homing.domain.step_parts import DatePlus
from homing.domain.steps import RepeatStep
from homing.domain.time import local_instant

_DAY = timedelta(days=1)
_QUARTER = timedelta(minutes=15)  # the least by which any zone has changed its clocks in this century
_FARTHEST = timedelta(hours=3)  # the most: Casey, 2010


def first_pass(
    repeat: RepeatStep, values: Mapping[str, Any], recipient: Recipient, now: datetime
) -> datetime | None:
    """The date ahead at which a repeat begins; None where it begins at once, or should have begun.

    Where nobody told the date, it begins after one period.
    """
    if repeat.first is None:
        return None
    planned = _first(repeat.first, values, recipient)
    if planned is None:
        return next_pass(repeat, now, values, recipient, now)
    return planned if planned > now else None


def next_pass(
    repeat: RepeatStep,
    planned: datetime,
    values: Mapping[str, Any],
    recipient: Recipient,
    now: datetime,
) -> datetime | None:
    """The first date of the plan behind `now`, counted from the date for which this pass was planned.

    Dates that went by in an outage are left out, not made up for. None if nobody knows how long a period is.
    """
    period = _period(repeat, values)
    if period is None:
        return None
    if period % _DAY:
        passed = max(0, (now - planned) // period)
        return planned + (passed + 1) * period
    zone = ZoneInfo(recipient.zone)
    day, today = planned.astimezone(zone).date(), now.astimezone(zone).date()
    day += max(1, (today - day) // period) * period
    while (instant := _at(day, repeat, recipient)) <= now:
        day += period
    return instant


def moved_pass(repeat: RepeatStep, told: Any, recipient: Recipient) -> datetime | None:
    """The date that an event asks for: a day at the repeat's own hour, a time as it is; None if none."""
    if not is_day(told):
        return when(told, recipient.zone)
    named = when(told, recipient.zone)
    return (
        None if named is None else _at(named.astimezone(ZoneInfo(recipient.zone)).date(), repeat, recipient)
    )


def followed_pass(
    repeat: RepeatStep, at: datetime, values: Mapping[str, Any], before: Recipient, after: Recipient
) -> datetime:
    """A pass to come of who has moved: that day at the hour of the repeat there; an exact time stays."""
    if repeat.first is not None:
        first, there = (_first(repeat.first, values, each) for each in (before, after))
        if at == first and there is not None:
            return there
    day = at.astimezone(ZoneInfo(before.zone)).date()
    return _at(day, repeat, after) if _at(day, repeat, before) == at and _of_days(repeat, values) else at


def recounted_pass(
    repeat: RepeatStep, at: datetime, values: Mapping[str, Any], recipient: Recipient
) -> datetime:
    """A pass that has come, by the rules of now, where those of its zone have changed since it was planned.

    What is off its own hour by quarters, to the second of its reader's spread, nobody told but us.
    """
    other_hour = repeat.first is not None and repeat.first.at not in (None, repeat.at)
    if other_hour or not spread(recipient.contact_id) or not _of_days(repeat, values):
        return at
    there = _at(at.astimezone(ZoneInfo(recipient.zone)).date(), repeat, recipient)
    return there if abs(there - at) <= _FARTHEST and not (there - at) % _QUARTER else at


def is_last(repeat: RepeatStep, number: int) -> bool:
    """Whether a pass was the last of those that a repeat allows; passes are numbered from 0."""
    return repeat.times is not None and number + 1 >= repeat.times


def _first(first: DatePlus, values: Mapping[str, Any], recipient: Recipient) -> datetime | None:
    planned = date_of(first, values, recipient.zone)
    if planned is not None and (first.at is not None or is_day(values.get(first.date))):
        planned += spread(recipient.contact_id)
    return planned


def _of_days(repeat: RepeatStep, values: Mapping[str, Any]) -> bool:
    period = _period(repeat, values)
    return period is not None and not period % _DAY


def _period(repeat: RepeatStep, values: Mapping[str, Any]) -> timedelta | None:
    if isinstance(repeat.every, timedelta):
        return repeat.every
    days = number_of(values.get(repeat.every))
    return timedelta(days=float(days)) if days is not None and days >= 1 else None


def _at(day: date, repeat: RepeatStep, recipient: Recipient) -> datetime:
    instant = local_instant(day, repeat.at, recipient.zone)
    room = local_instant(day + _DAY, time(0), recipient.zone) - instant
    return instant + spread(recipient.contact_id) % room  # never into the next day
