"""How the instant of a message comes about, in words: its wait, where its reader lives, hours and spread."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from homing.domain.dates import when
from homing.domain.schedule import (
    BREATHER,
    LATE,
    Known,
    Recipient,
    heeds_night,
    next_opening,
    wait_instant,
    wait_moment,
)
from homing.domain.step_parts import DatePlus
from homing.domain.steps import EmailStep, RepeatStep, SmsStep, Step, WaitForStep, WaitStep
from homing.domain.time import length_text, local_instant
from homing.domain.window import Window
from homing.domain.zones import ResolvedZone

_SOURCES = {
    "explicit": "told",
    "shipping": "by the shipping address",
    "billing": "by the billing address",
    "default_address": "by the default address",
    "country_guess": "by the country",
    "shop": "the shop's own, as nothing tells theirs",
}
"""What each source of a zone means to a reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """What the instant of one message depends on; days and hours count from `started`.

    `began` is when the wait before it began, `number` the pass of `repeat` that it belongs to; a `first` step
    comes at its start, or after `quiet`, in which nothing more had to happen. `rests_after` is a mail on
    whose heels it must not come.
    """

    step: Step | None
    wait: WaitStep | None
    started: datetime
    began: datetime
    recipient: Recipient
    zone: ResolvedZone
    window: Window
    values: Known
    repeat: RepeatStep | None = None
    number: int = 0
    rests_after: datetime | None = None
    first: bool = False
    quiet: timedelta | None = None


def sentence(timing: Timing, instant: datetime) -> str:
    """Why `instant` is when the step is due, from its wait to what put it off."""
    chain = f"{_wait(timing)}, {timing.zone.name} ({known_by(timing.zone)}){_spread(timing)}"
    return "; ".join([chain, *_put_off(timing, instant)])


def lateness(timing: Timing, due_at: datetime, at: datetime) -> str:
    """How long after its instant something happened; empty if on time."""
    if at - due_at <= LATE:
        return ""
    return f"{_rough(at - due_at)} after its instant, {_there(due_at, timing)}"


def known_by(zone: ResolvedZone) -> str:
    """How somebody's zone is known."""
    told = _SOURCES.get(zone.source, zone.source)
    return f"a guess {told}" if zone.guess and zone.source != "shop" else told


def _wait(timing: Timing) -> str:
    wait, repeat, step = timing.wait, timing.repeat, timing.step
    if wait is not None:
        return _named(wait, timing)
    if isinstance(step, WaitForStep):
        return f"waits up to {length_text(step.timeout)} for {step.event}"
    if repeat is not None:
        every = repeat.every if isinstance(repeat.every, str) else length_text(repeat.every)
        return f"pass {timing.number + 1} of {repeat.id}, every {every}"
    if not timing.first:
        return "at once after the step before it"
    return f"{'at once' if timing.quiet is None else length_text(timing.quiet)} {_after_start(timing)}"


def _after_start(timing: Timing) -> str:
    start = "its start" if timing.quiet is None else "the last change"
    return f"after {start} ({_there(timing.started, timing)})"


def _named(wait: WaitStep, timing: Timing) -> str:
    if wait.after is not None:
        return f"{length_text(wait.after)} {_after_start(timing)}"
    if wait.until is not None:
        return _of_date(wait.until, timing)
    if wait.weekday is not None:
        return f"the next {wait.weekday.value.capitalize()} at {wait.at:%H:%M}"
    return f"day {wait.day} at {wait.at:%H:%M} (day 0 is {_there(timing.started, timing, '%a %d %b')})"


def _of_date(until: DatePlus, timing: Timing) -> str:
    date = when(timing.values.get(until.date), timing.recipient.zone)
    name = until.date.partition(".")[2]
    if date is None:
        return f"{name} is not known, so it is due now"
    side = "before" if until.plus < timedelta(0) else "after"
    away = f"{length_text(abs(until.plus))} {side} " if until.plus else ""
    share = f" and {until.share}% of {until.days.partition('.')[2]}" if until.days is not None else ""
    at = f" at {until.at:%H:%M}" if until.at is not None else ""
    return f"{away}{name} ({_there(date, timing)}){share}{at}"


def _spread(timing: Timing) -> str:
    if timing.wait is None:
        return ""
    moment, shared = wait_moment(
        timing.wait, timing.started, timing.recipient, values=timing.values, began=timing.began
    )
    instant = _instant(timing)
    if moment is None or instant is None or not shared:
        return ""
    return f", spread by {_rough(instant - moment)}"


def _put_off(timing: Timing, instant: datetime) -> Iterator[str]:
    named = _instant(timing)
    if named is None:
        return
    planned = next_opening(named, timing.window, timing.recipient) if _waking(timing) else named
    zone = ZoneInfo(timing.zone.name)
    hours = timing.window.told(named.astimezone(zone).date())
    if planned != named:
        opened = planned.astimezone(zone).date()
        opens = timing.window.hours_of(opened.weekday())[0]
        later = planned - local_instant(opened, opens, timing.zone.name)
        closed = timing.window.on(named.astimezone(zone).date()) is None
        outside = (
            "that is a day on which nothing leaves there" if closed else f"that is outside {hours} there"
        )
        yield f"{outside}: the next opening, spread by {_rough(later)}"
    elif _waking(timing):
        yield f"inside {hours}"
    elif isinstance(timing.step, (EmailStep, SmsStep)):
        yield "at any hour"
    if abs(instant - planned) < timedelta(seconds=1):
        return
    if instant < planned:
        yield f"what is known since says {_there(planned, timing)}"
        return
    yield f"that had passed ({_there(planned, timing)}): {_at_once(timing, instant)}"


def _at_once(timing: Timing, instant: datetime) -> str:
    if timing.rests_after is None or instant < timing.rests_after + BREATHER:
        return "at once"
    return f"{length_text(BREATHER)} after the last mail at the earliest"


def _instant(timing: Timing) -> datetime | None:
    if timing.wait is None:
        return None
    return wait_instant(
        timing.wait,
        timing.started,
        timing.recipient,
        timing.window,
        values=timing.values,
        began=timing.began,
    )


def _waking(timing: Timing) -> bool:
    return timing.wait is not None and heeds_night(timing.step)


def _there(instant: datetime, timing: Timing, form: str = "%a %d %b %H:%M") -> str:
    return instant.astimezone(ZoneInfo(timing.recipient.zone)).strftime(form)


def _rough(length: timedelta) -> str:
    """To the minute, or to the hour where it is long; never more than it was."""
    minutes = int(length.total_seconds()) // 60
    if minutes < 1:
        return f"{int(length.total_seconds())} s"
    days, hours = divmod(minutes // 60, 24)
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"
