"""A contact's birthday and age. The day may be told without its year: `--05-17`."""

import re
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

_DAY = re.compile(r"(?:(?P<year>[0-9]{4})|-)-?(?P<month>[0-9]{2})-?(?P<day>[0-9]{2})")
_LEAP_YEAR = 2000


def birthday(told: Any) -> tuple[int | None, int, int] | None:
    """Year (None if it was not told), month and day of a birthday; None for what names no day."""
    match = _DAY.match(told) if isinstance(told, str) else None
    if match is None:
        return None
    year = int(match["year"] or 0) or None
    month, day = int(match["month"]), int(match["day"])
    try:
        date(year or _LEAP_YEAR, month, day)
    except ValueError:
        return None
    return year, month, day


def age(told: Any, now: datetime, zone: str) -> int | None:
    """Whole years since the birthday, on the contact's own calendar; None without its year."""
    born = birthday(told)
    if born is None or born[0] is None:
        return None
    today = now.astimezone(ZoneInfo(zone)).date()
    return max(0, today.year - born[0] - ((today.month, today.day) < born[1:]))
