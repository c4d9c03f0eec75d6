"""The date that a reader may move from a page: the next pass of a repeat, or what a wait is for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from homing.domain.answers import Moved, date_told
from homing.domain.dates import when
from homing.domain.enrollment import Enrollment
from homing.domain.steps import RepeatStep, WaitStep
from homing.domain.time import iso, local_instant
from homing.domain.walk import flatten, preceding_wait
from homing.domain.workflow import Key, Workflow

A_YEAR = timedelta(days=366)
"""How far ahead a date may be put."""

_TRIGGER = "trigger."


@dataclass(frozen=True, slots=True, kw_only=True)
class Movable:
    """A date by the event that tells where it is now: its name, the property, what else it says of itself.

    `at` is where it is as far as we know.
    """

    event: str
    to: str
    subject: Mapping[str, Any] = field(default_factory=dict)
    at: datetime | None = None

    def told(self, moved: Moved, clock: time, zone: str) -> tuple[str, dict[str, Any]]:
        """The event that moves it, and its properties; a day alone means `clock` there."""
        at = local_instant(moved.day, moved.clock or clock, zone)
        return self.event, {**self.subject, self.to: iso(at)}


def pass_of(workflow: Workflow, row: Enrollment) -> Movable | None:
    """The pass to come of a repeat that an event may move; None where there is none."""
    step = workflow.steps[0]
    if not isinstance(step, RepeatStep) or step.moved_by is None:
        return None
    at = row.moved_to or row.next_pass_at or date_told(row.trigger.get(step.moved_by.to))
    return Movable(event=step.moved_by.event[0], to=step.moved_by.to, subject=_subject(workflow, row), at=at)


def movable_waits(workflow: Workflow) -> tuple[WaitStep, ...]:
    """The waits for a date that an event may move."""
    waits = (step for step in flatten(workflow.steps) if isinstance(step, WaitStep))
    return tuple(each for each in waits if each.until is not None and each.moved_by is not None)


def date_ahead(workflow: Workflow, row: Enrollment, zone: str) -> Movable | None:
    """The date that a wait still ahead is for and that an event may move; None where there is none.

    Of several names of that event the first one counts: it is what the flow itself waits for, if it does.
    """
    order = [step.id for step in flatten(workflow.steps)]
    if not row.running or row.waits_for not in order:
        return None
    under_way = preceding_wait(workflow.steps, row.waits_for)
    for step in movable_waits(workflow):
        assert step.until is not None
        assert step.moved_by is not None
        if step == under_way or order.index(step.id) > order.index(row.waits_for):
            at = when(row.trigger.get(step.until.date.removeprefix(_TRIGGER)), zone)
            return Movable(
                event=step.moved_by.event[0], to=step.moved_by.to, subject=_subject(workflow, row), at=at
            )
    return None


def new_date(form: Mapping[str, str], known: datetime | None, now: datetime, zone: str) -> Moved | None:
    """What a form says of a date: a day and a time of it, or so many days later than the date it showed.

    None if that has passed, is further off than a year, or is no date.
    """
    shown = date_told(form.get("since"))
    try:
        if "later" in form and shown is not None:
            local = shown.astimezone(ZoneInfo(zone))
            moved = Moved(day=local.date() + timedelta(days=int(form["later"])), clock=local.time())
        else:
            moved = Moved(day=date.fromisoformat(form.get("day", "")), clock=_clock(form, known, zone))
        at = local_instant(moved.day, moved.clock or time(0), zone)
    except (ValueError, OverflowError):
        return None
    return moved if moved.clock is not None and now < at <= now + A_YEAR else None


def _clock(form: Mapping[str, str], known: datetime | None, zone: str) -> time | None:
    if form.get("time"):
        clock = time.fromisoformat(form["time"])
        return clock if clock.tzinfo is None else None
    return None if known is None else known.astimezone(ZoneInfo(zone)).time()


def _subject(workflow: Workflow, row: Enrollment) -> Mapping[str, Any]:
    names = () if isinstance(workflow.key, Key) else workflow.key
    return {name: row.trigger[name] for name in names if name in row.trigger}
