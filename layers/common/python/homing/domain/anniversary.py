"""Days that come back every year, and when a contact's date comes next."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from homing.domain.birthday import birthday
from homing.domain.dates import date_of, when
from homing.domain.schedule import spread
from homing.domain.step_parts import DatePlus
from homing.domain.trigger import DateTrigger


@dataclass(frozen=True, slots=True, kw_only=True)
class Anniversary:
    """A day of a year; the year of a birthday may be unknown (`--05-17`)."""

    month: int
    day: int

    def in_year(self, year: int) -> date:
        """That day in a year; 29 February is the 28th where there is none."""
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return date(year, self.month, self.day - 1)


def anniversary_of(value: Any) -> Anniversary | None:
    """The day of the year that a value names, None if it names none."""
    found = birthday(value.isoformat() if isinstance(value, date) else value)
    return None if found is None else Anniversary(month=found[1], day=found[2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """A date that comes: the day that the contact's date falls on, and the instant to act."""

    day: date
    at: datetime


def instant_of(
    on: DatePlus, values: Mapping[str, Any], contact_id: str, zone: str, *, day: date | None = None
) -> datetime | None:
    """When to act on a date, as if it fell on `day` if that is given.

    What is told as a day, or has an hour of its own, is spread: it is the same instant for many.
    """
    value = values.get(on.date) if day is None else day
    at = date_of(on, {**values, on.date: value}, zone)
    shared = on.at is not None or _is_day(value)
    return at + spread(contact_id) if at is not None and shared else at


def planned(
    trigger: DateTrigger, values: Mapping[str, Any], contact_id: str, zone: str, day: date
) -> Coming | None:
    """The contact's date as it falls on a day; None if it does not, or does no more."""
    value = values.get(trigger.on.date)
    if trigger.yearly:
        anniversary = anniversary_of(value)
        falls = anniversary is not None and anniversary.in_year(day.year) == day
    else:
        falls = _local_day(value, zone) == day
    at = instant_of(trigger.on, values, contact_id, zone, day=day if trigger.yearly else None)
    return Coming(day=day, at=at) if falls and at is not None else None


def next_coming(
    trigger: DateTrigger, values: Mapping[str, Any], contact_id: str, zone: str, *, after: datetime
) -> Coming | None:
    """The first time after an instant at which a date of the contact comes; None if it comes no more."""
    for day in _days(trigger, values.get(trigger.on.date), after, zone):
        coming = planned(trigger, values, contact_id, zone, day)
        if coming is not None and coming.at > after:
            return coming
    return None


def _days(trigger: DateTrigger, value: Any, after: datetime, zone: str) -> Iterator[date]:
    if not trigger.yearly:
        day = _local_day(value, zone)
        if day is not None:
            yield day
        return
    anniversary = anniversary_of(value)
    if anniversary is not None:
        # An offset moves the instant into another year than the day's.
        first = (after - trigger.on.plus - timedelta(days=1)).astimezone(ZoneInfo(zone)).year
        for year in range(first, first + 3):
            yield anniversary.in_year(year)


def _local_day(value: Any, zone: str) -> date | None:
    at = when(value, zone)
    return None if at is None else at.astimezone(ZoneInfo(zone)).date()


def _is_day(value: Any) -> bool:
    if isinstance(value, str):
        return len(value.strip()) == len("2026-05-17")
    return isinstance(value, date) and not isinstance(value, datetime)
