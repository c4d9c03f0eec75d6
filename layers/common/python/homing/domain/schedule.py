"""When a step is due where its recipient lives: wall-clock arithmetic, DST-safe, spread and windowed."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from homing.domain.dates import date_of, is_day
from homing.domain.step_parts import Weekday
from homing.domain.steps import EmailStep, Hours, SmsStep, Step, WaitStep
from homing.domain.time import local_instant
from homing.domain.window import Window

SPREAD = timedelta(minutes=10)
"""Clock-time steps and held mails leave within this time, so that 09:00 is no stampede."""

BREATHER = timedelta(hours=12)
"""A step whose instant has passed goes at once, but not sooner than this after the last mail."""

LATE = timedelta(minutes=15)
"""A message that leaves later than this after its instant counts as late."""

ACTED_RECENTLY = timedelta(hours=1)
"""How long after its instant a mail may still leave at any hour, because the person has just acted."""

Known = Mapping[str, Any]
"""What is known, by the names of facts: `contact.birthday`, `trigger.appointment_at`."""

NOTHING_KNOWN: Known = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """What scheduling needs of a contact."""

    contact_id: str
    zone: str


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
    zone = ZoneInfo(recipient.zone)
    local = instant.astimezone(zone)
    if window.holds(local):
        return instant
    day = local.date()
    while True:
        hours = window.on(day)
        if hours is not None:
            # Where the clock was put back, the hour of the opening comes a second time.
            for opens in (local_instant(day, hours[0], recipient.zone, fold=fold) for fold in (0, 1)):
                if opens > instant and window.holds(opens.astimezone(zone)):
                    closes = local_instant(day, hours[1], recipient.zone)
                    return _spread_inside(opens, closes, recipient.contact_id)
        day += timedelta(days=1)


def spread_over_opening(instant: datetime, window: Window, recipient: Recipient) -> datetime:
    """An instant at which a day or its window begins, spread as any opening is; every other one as it is."""
    day = instant.astimezone(ZoneInfo(recipient.zone)).date()
    hours = window.on(day)
    begins = () if hours is None else (time(0), hours[0])
    if hours is None or instant not in [local_instant(day, each, recipient.zone) for each in begins]:
        return instant
    return _spread_inside(instant, local_instant(day, hours[1], recipient.zone), recipient.contact_id)


def wait_instant(
    wait: WaitStep,
    started: datetime,
    recipient: Recipient,
    window: Window,
    *,
    values: Known = NOTHING_KNOWN,
    began: datetime | None = None,
) -> datetime | None:
    """The instant a wait ends; None if it waits for a date that is not among `values`, by names of facts.

    Days and times count from the enrollment's start: day 0 is its local calendar day. A weekday is the next
    one after the wait `began`. A clock time is spread; a wait by time and a date with its own time are not.
    """
    moment, shared = wait_moment(wait, started, recipient, values=values, began=began)
    return _spread_on(moment, recipient, window) if moment is not None and shared else moment


def wait_moment(
    wait: WaitStep,
    started: datetime,
    recipient: Recipient,
    *,
    values: Known = NOTHING_KNOWN,
    began: datetime | None = None,
) -> tuple[datetime | None, bool]:
    """The instant a wait names, not spread, and whether it is one that many share and is to be spread."""
    if wait.after is not None:
        return started + wait.after, False
    if wait.until is not None:
        at_an_hour = wait.until.at is not None or is_day(values.get(wait.until.date))
        return date_of(wait.until, values, recipient.zone), at_an_hour
    if wait.weekday is not None:
        return _weekday_moment(wait.weekday, wait.at, began or started, recipient), True
    day = started.astimezone(ZoneInfo(recipient.zone)).date() + timedelta(days=wait.day or 0)
    return local_instant(day, wait.at, recipient.zone), True


def undated(wait: WaitStep | None, recipient: Recipient, values: Known) -> str | None:
    """The wait, by its id, if it is for a date that nobody knows."""
    if wait is None or wait.until is None:
        return None
    return wait.id if date_of(wait.until, values, recipient.zone) is None else None


def _weekday_moment(weekday: Weekday, clock: time, began: datetime, recipient: Recipient) -> datetime:
    today = began.astimezone(ZoneInfo(recipient.zone)).date()
    days_ahead = (list(Weekday).index(weekday) - today.weekday()) % 7
    instant = local_instant(today + timedelta(days=days_ahead), clock, recipient.zone)
    if instant > began:
        return instant
    return local_instant(today + timedelta(days=days_ahead + 7), clock, recipient.zone)


def _spread_on(at: datetime, recipient: Recipient, window: Window) -> datetime:
    """A clock time, spread before the window closes, or before the day ends if it is closed by then."""
    day = at.astimezone(ZoneInfo(recipient.zone)).date()
    hours = window.on(day)
    closes = at if hours is None else local_instant(day, hours[1], recipient.zone)
    if at >= closes:
        closes = local_instant(day + timedelta(days=1), time(0), recipient.zone)
    return _spread_inside(at, closes, recipient.contact_id)


def heeds_night(step: Step | None) -> bool:
    """Whether a step waits for the shop's waking hours."""
    return isinstance(step, (EmailStep, SmsStep)) and step.hours is Hours.WAKING


def due(
    step: Step | None,
    wait: WaitStep | None,
    *,
    started: datetime,
    now: datetime,
    last_mail_at: datetime | None,
    recipient: Recipient,
    window: Window,
    values: Known = NOTHING_KNOWN,
) -> datetime:
    """When `step`, preceded by `wait`, should happen, seen from `now`; never before its instant.

    A mail in waking hours is moved to the next opening. What has passed is due now, after a breather; what
    waits for a date that nobody knows is due now.
    """
    known = None if wait is None else wait_instant(wait, started, recipient, window, values=values, began=now)
    instant = now if known is None else known
    waking = wait is not None and heeds_night(step)
    planned = next_opening(instant, window, recipient) if waking else instant
    if planned >= now:
        return planned
    rested = now if last_mail_at is None else max(now, last_mail_at + BREATHER)
    return next_opening(rested, window, recipient) if waking else rested
