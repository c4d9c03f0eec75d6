"""When a step is due where its recipient lives: wall-clock arithmetic, DST-safe, spread and windowed."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from homing.domain.steps import EmailStep, Hours, Step, WaitStep

SPREAD = timedelta(minutes=10)
"""Clock-time steps and held mails leave within this time, so that 09:00 is no stampede."""

BREATHER = timedelta(hours=12)
"""A step whose instant has passed goes at once, but not sooner than this after the last mail."""

LATE = timedelta(minutes=15)
"""A message that leaves later than this after its instant counts as late."""

ACTED_RECENTLY = timedelta(hours=1)
"""How long after its instant a mail may still leave at any hour, because the person has just acted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The hours in which marketing may leave, on the recipient's clock."""

    opens: time = time(8, 0)
    closes: time = time(21, 0)

    def holds(self, local: datetime) -> bool:
        """Whether a local moment lies in the window."""
        return self.opens <= local.time().replace(tzinfo=None) < self.closes


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """What scheduling needs of a contact."""

    contact_id: str
    zone: str


def local_instant(day: date, clock: time, zone: str, *, fold: int = 0) -> datetime:
    """The UTC instant of a wall-clock time; a time in a DST gap moves forward, in a fold the first counts.

    fold=0 reads a missing time with the offset before the gap, which lands after it (PEP 495).
    """
    wall = datetime.combine(day, clock.replace(tzinfo=None, fold=fold), tzinfo=ZoneInfo(zone))
    return wall.astimezone(UTC)


def spread(contact_id: str) -> timedelta:
    """The contact's own delay after a shared moment, whole seconds below `SPREAD`, always the same."""
    digest = hashlib.sha256(contact_id.encode()).digest()
    return timedelta(seconds=int.from_bytes(digest[:4]) % int(SPREAD.total_seconds()))


def _spread_inside(start: datetime, closes: datetime, contact_id: str) -> datetime:
    room = closes - start
    delay = spread(contact_id)
    return start + (delay if delay < room else delay % room if room > timedelta(0) else timedelta(0))


def next_opening(instant: datetime, window: Window, recipient: Recipient) -> datetime:
    """The instant itself if the window is open, else the next opening, spread."""
    local = instant.astimezone(ZoneInfo(recipient.zone))
    if window.holds(local):
        return instant
    day = (
        local.date() if local.time().replace(tzinfo=None) < window.opens else local.date() + timedelta(days=1)
    )
    opens = local_instant(day, window.opens, recipient.zone)
    if opens <= instant:
        # The clock was put back: the hour of the opening comes a second time.
        opens = local_instant(day, window.opens, recipient.zone, fold=1)
    return _spread_inside(opens, local_instant(day, window.closes, recipient.zone), recipient.contact_id)


def wait_instant(wait: WaitStep, started: datetime, recipient: Recipient, window: Window) -> datetime:
    """The instant a wait ends, counted from the enrollment's start.

    Day 0 is the local calendar day of the start; a clock time is spread, a wait by time is not.
    """
    if wait.after is not None:
        return started + wait.after
    tz = ZoneInfo(recipient.zone)
    day = started.astimezone(tz).date() + timedelta(days=wait.day or 0)
    at = local_instant(day, wait.at, recipient.zone)
    closes = local_instant(day, window.closes, recipient.zone)
    if at >= closes:
        closes = local_instant(day + timedelta(days=1), time(0), recipient.zone)
    return _spread_inside(at, closes, recipient.contact_id)


def due(
    step: Step | None,
    wait: WaitStep | None,
    *,
    started: datetime,
    now: datetime,
    last_mail_at: datetime | None,
    recipient: Recipient,
    window: Window,
) -> datetime:
    """When `step`, preceded by `wait`, should happen, seen from `now`; never before its instant.

    A mail in waking hours is moved to the next opening. What has passed is due now, after a breather.
    """
    instant = now if wait is None else wait_instant(wait, started, recipient, window)
    waking = isinstance(step, EmailStep) and step.hours is Hours.WAKING and wait is not None
    planned = next_opening(instant, window, recipient) if waking else instant
    if planned >= now:
        return planned
    rested = now if last_mail_at is None else max(now, last_mail_at + BREATHER)
    return next_opening(rested, window, recipient) if waking else rested
