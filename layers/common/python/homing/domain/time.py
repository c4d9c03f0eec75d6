"""When things happened: the claimed time of an event, and how long things last."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, PlainSerializer

_DURATION = re.compile(r"(?P<count>[0-9]{1,12})\s*(?P<unit>[mhdw])")
_OFFSET = re.compile(r"(?P<sign>[+-]?)\s*" + _DURATION.pattern)
_LONGEST = timedelta(days=36_525)  # a hundred years: what is added to a date must stay in the calendar
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


@dataclass(frozen=True, slots=True, order=True)
class Stamp:
    """An event's own time: never later than its arrival, and the claim that breaks a tie.

    Two webhooks swapped on the way keep their order: the later one, capped at its early arrival, still
    claims the later time.
    """

    at: datetime
    claimed: datetime

    @classmethod
    def of(cls, claimed: datetime | None, arrived: datetime) -> "Stamp":
        """The stamp of an event that says it happened at `claimed` and arrived at `arrived`."""
        if claimed is None:
            return cls(arrived, arrived)
        # A clock gone wrong must not win every tie for ever.
        return cls(min(claimed, arrived), min(claimed, arrived + timedelta(days=1)))


LONG_AGO = Stamp(datetime.min.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC))
"""The time of what is only hearsay, so that anything dated outweighs it."""


def utc(instant: datetime) -> datetime:
    """The same instant in UTC.

    Raises:
        ValueError: the instant has no zone.
    """
    if instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} has no zone; write an offset or Z")
    return instant.astimezone(UTC)


def local_instant(day: date, clock: time, zone: str, *, fold: int = 0) -> datetime:
    """The UTC instant of a wall-clock time; a time in a DST gap moves forward, in a fold the first counts.

    fold=0 reads a missing time with the offset before the gap, which lands after it (PEP 495).
    """
    wall = datetime.combine(day, clock.replace(tzinfo=None, fold=fold), tzinfo=ZoneInfo(zone))
    return wall.astimezone(UTC)


def iso(instant: datetime) -> str:
    """RFC 3339 in UTC, to the millisecond, which is what Step Functions keeps of a Wait's timestamp."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_iso(text: str) -> datetime:
    """The UTC instant that an RFC 3339 text names.

    Raises:
        ValueError: no such instant, or no zone.
    """
    return utc(datetime.fromisoformat(text))


def _duration(value: Any) -> Any:
    if isinstance(value, timedelta):
        return value
    match = _DURATION.fullmatch(str(value).strip())
    if match is None or int(match["count"]) == 0:
        raise ValueError(f"{value!r} is no duration; write a number and m, h, d or w, such as 24h")
    return _length(value, match)


def _length(value: Any, match: re.Match[str]) -> timedelta:
    unit = timedelta(**{_UNITS[match["unit"]]: 1})
    if int(match["count"]) > _LONGEST // unit:
        raise ValueError(f"{value!r} is longer than anyone waits")
    return int(match["count"]) * unit


def length_text(value: timedelta) -> str:
    """A length of time as a workflow file writes it."""
    seconds = int(value.total_seconds())
    for unit, size in (("d", 86_400), ("h", 3_600), ("m", 60)):
        if seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds // 60}m"


Duration = Annotated[timedelta, BeforeValidator(_duration), PlainSerializer(length_text, return_type=str)]
"""A length of time in a workflow file: `90m`, `24h`, `7d`, `2w`."""


def _offset(value: Any) -> Any:
    if isinstance(value, timedelta):
        return value
    match = _OFFSET.fullmatch(str(value).strip())
    if match is None:
        raise ValueError(f"{value!r} is no offset; write a number and m, h, d or w, such as -8w or 2d")
    length = _length(value, match)
    return -length if match["sign"] == "-" else length


def _offset_text(value: timedelta) -> str:
    minutes = int(value.total_seconds()) // 60
    return f"{minutes // 1440}d" if minutes % 1440 == 0 else f"{minutes}m"


Offset = Annotated[timedelta, BeforeValidator(_offset), PlainSerializer(_offset_text, return_type=str)]
"""A signed length of time before or after a date: `-8w`, `2d`, and `0d` for the date itself."""
