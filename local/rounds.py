"""The scheduler's rounds: who is called every minute, and who every hour."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A function that the scheduler calls; the laptop's calls it only when it would find something."""

    function: str
    period: timedelta
    hourly: bool

    def at_or_after(self, instant: datetime) -> datetime:
        """Its first call at or after an instant."""
        floor = instant - (instant - EPOCH) % self.period
        return floor if floor == instant else floor + self.period


SWEEP = Round(function="sweep", period=timedelta(minutes=1), hourly=False)
RECONCILE = Round(function="reconcile", period=timedelta(hours=1), hourly=True)
"""As infra/constructs/timetable.py schedules them."""
