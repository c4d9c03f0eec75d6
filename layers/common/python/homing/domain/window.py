"""The hours in which messages may leave, on their reader's clock and calendar."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from homing.domain.public_holidays import is_public_holiday

Hours = tuple[time, time]
"""From when until when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The hours of every day, those of single weekdays (Monday is 0), and days when nothing leaves.

    `closed_dates` are month and day of every year, `holidays_of` countries whose public holidays are kept.
    """

    opens: time = time(8, 0)
    closes: time = time(21, 0)
    days: Mapping[int, Hours] = field(default_factory=dict)
    closed_weekdays: frozenset[int] = frozenset()
    closed_dates: frozenset[tuple[int, int]] = frozenset()
    holidays_of: frozenset[str] = frozenset()

    def on(self, day: date) -> Hours | None:
        """The hours of a day, None if nothing leaves on it."""
        closed = day.weekday() in self.closed_weekdays or (day.month, day.day) in self.closed_dates
        if closed or any(is_public_holiday(day, country) for country in self.holidays_of):
            return None
        return self.hours_of(day.weekday())

    def hours_of(self, weekday: int) -> Hours:
        """The hours of a weekday that is not closed."""
        return self.days.get(weekday, (self.opens, self.closes))

    def holds(self, local: datetime) -> bool:
        """Whether a local moment lies in the window."""
        hours = self.on(local.date())
        return hours is not None and hours[0] <= local.time().replace(tzinfo=None) < hours[1]

    def within(self, other: "Window") -> "Window":
        """What both leave open."""
        days = {each: _both(self.hours_of(each), other.hours_of(each)) for each in {*self.days, *other.days}}
        opens, closes = _both((self.opens, self.closes), (other.opens, other.closes))
        return Window(
            opens=opens,
            closes=closes,
            days=days,
            closed_weekdays=self.closed_weekdays | other.closed_weekdays,
            closed_dates=self.closed_dates | other.closed_dates,
            holidays_of=self.holidays_of | other.holidays_of,
        )

    def every_day(self) -> "Window":
        """The same hours, and no day closed."""
        return replace(self, closed_weekdays=frozenset(), closed_dates=frozenset(), holidays_of=frozenset())

    def told(self, day: date) -> str:
        """The hours of a day in words."""
        hours = self.on(day)
        return "not at all" if hours is None else f"{hours[0]:%H:%M} to {hours[1]:%H:%M}"


def why_closed(window: Window, zone: ZoneInfo, now: datetime, opening: datetime) -> str:
    """The hours that put a message off: today's, and where today is closed, those of the next open day."""
    today, then = now.astimezone(zone).date(), opening.astimezone(zone).date()
    if window.on(today) is not None:
        return f"awake {window.told(today)} there"
    return f"nothing leaves there on {today:%a %d %b}, on {then:%a %d %b} {window.told(then)}"


def _both(one: Hours, other: Hours) -> Hours:
    return max(one[0], other[0]), min(one[1], other[1])
