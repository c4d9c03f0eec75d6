"""Dates that a contact or an event brings, as instants where the contact lives."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from homing.domain.step_parts import DatePlus
from homing.domain.time import local_instant

DAY_BEGINS = time(9, 0)
"""When a day that came without a time begins, for who is written to."""

_DAY = timedelta(days=1)
_DAY_ALONE = re.compile(r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}|[0-9]{4}-?W[0-9]{2}-?[1-7]")  # as date.fromisoformat


def date_of(plus: DatePlus, values: Mapping[str, Any], zone: str) -> datetime | None:
    """The instant that `plus` names, not spread; None if what it names is not known or is no date.

    `values` are by the names of facts. Whole days are days of the calendar, whatever the clocks do.
    """
    base = when(values.get(plus.date), zone)
    more = _days(plus, values)
    if base is None or more is None:
        return None
    try:
        return _moved(base, plus.plus + more, plus.at, zone)
    except (OverflowError, ValueError):  # a year that no calendar has
        return None


def when(value: Any, zone: str) -> datetime | None:
    """The instant of a value: a day at 09:00, a time without an offset on the clock of the zone."""
    match value:
        case datetime():
            return value if value.tzinfo else local_instant(value.date(), value.time(), zone)
        case date():
            return local_instant(value, DAY_BEGINS, zone)
        case str():
            return _read(value.strip(), zone)
        case _:
            return None


def is_day(value: Any) -> bool:
    """Whether a value names a day and no time of it."""
    if isinstance(value, str):
        return _DAY_ALONE.fullmatch(value.strip()) is not None
    return isinstance(value, date) and not isinstance(value, datetime)


def _read(text: str, zone: str) -> datetime | None:
    try:
        return when(date.fromisoformat(text), zone)
    except (ValueError, OverflowError):
        pass
    try:
        return when(datetime.fromisoformat(text), zone)
    except (ValueError, OverflowError):
        return None


def _days(plus: DatePlus, values: Mapping[str, Any]) -> timedelta | None:
    if plus.days is None:
        return timedelta(0)
    count = number_of(values.get(plus.days))
    return None if count is None else timedelta(days=float(count * plus.share / 100))


def number_of(value: Any) -> Decimal | None:
    """A number of days that someone told, None if it is none that anyone waits for."""
    try:
        count = Decimal(str(value))
    except InvalidOperation:
        return None
    return count if count.is_finite() and 0 <= count <= 36_500 else None


def _moved(base: datetime, by: timedelta, at: time | None, zone: str) -> datetime:
    local = base.astimezone(ZoneInfo(zone))
    days, rest = divmod(by, _DAY)
    instant = local_instant(local.date() + days * _DAY, local.time(), zone) + rest
    if at is None:
        return instant
    return local_instant(instant.astimezone(ZoneInfo(zone)).date(), at, zone)
