"""Lets who waits for a date wait for the one that holds now: the event moved it, or the contact moved."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from homing.domain.contact import Contact
from homing.domain.dates import when
from homing.domain.enrollment import Enrollment, EnrollmentState
from homing.domain.events import Event
from homing.domain.message import Message
from homing.domain.rules import Rules
from homing.domain.schedule import due
from homing.domain.steps import QueuedStep, Step, WaitStep
from homing.domain.time import Stamp
from homing.domain.walk import find, first_acting, flatten, following, preceding_wait
from homing.domain.workflow import Workflow
from homing.services import facts, ports
from homing.services.next_attempt import NextAttempt
from homing.services.occurrence import is_about

_DAY = timedelta(days=1)


class Rescheduling:
    """Effective at once: an earlier date wakes whoever waits; to a later one the gate parks what wakes.

    What stands is compared with what was told to the execution, so that an event that comes again, or after
    a crash, finds what is left to do.
    """

    def __init__(
        self,
        *,
        enrollments: ports.Enrollments,
        messages: ports.Messages,
        workflows: ports.Workflows,
        next_attempt: NextAttempt,
        rules: Rules,
    ) -> None:
        self._enrollments = enrollments
        self._messages = messages
        self._workflows = workflows
        self._next_attempt = next_attempt
        self._rules = rules

    def __call__(self, event: Event, contact: Contact, now: datetime) -> None:
        """Move what the event moves; of two events the later counts, in whatever order they come."""
        if event.name not in self._movers:
            return
        told = {each.name: self._told(each, event, contact) for each in self._workflows.all()}
        for row, workflow in self._waiting(contact):
            moved = told.get(row.workflow)
            if moved and is_about(workflow, event, row.trigger):
                self._look(row, workflow, contact, now, moved, event.time)

    def follow(self, known: Contact, contact: Contact, now: datetime, *, moved: bool) -> None:
        """Let the hours follow who has moved, and the dates of their own that have changed."""
        for row, workflow in self._waiting(contact) if moved or self._has_new_dates(known, contact) else ():
            self._look(row, workflow, contact, now, {}, None)

    def _waiting(self, contact: Contact) -> Iterator[tuple[Enrollment, Workflow]]:
        for row in self._enrollments.of_contact(contact.id):
            workflow = self._workflows.get(row.workflow)
            if workflow is not None and row.running and not row.sleeping:
                yield row, workflow

    def _has_new_dates(self, known: Contact, contact: Contact) -> bool:
        return any(known.get(name) != contact.get(name) for name in self._dates)

    @cached_property
    def _movers(self) -> frozenset[str]:
        """The events that move a date of any workflow."""
        waits = [step for each in self._workflows.all() for step in flatten(each.steps)]
        moved = [step.moved_by for step in waits if isinstance(step, WaitStep) and step.moved_by is not None]
        return frozenset(name for each in moved for name in each.event)

    @cached_property
    def _dates(self) -> frozenset[str]:
        """The traits that any workflow waits by."""
        waits = [step for each in self._workflows.all() for step in flatten(each.steps)]
        named = [step.until.date for step in waits if isinstance(step, WaitStep) and step.until is not None]
        return frozenset(each.removeprefix("contact.") for each in named if each.startswith("contact."))

    def _told(self, workflow: Workflow, event: Event, contact: Contact) -> Mapping[str, Any]:
        """The dates that an event moves, by the property that they were told by."""
        zone = self._rules.recipient(contact).zone
        found = {}
        for step in flatten(workflow.steps):
            if not isinstance(step, WaitStep) or step.until is None or step.moved_by is None:
                continue
            told = event.properties.get(step.moved_by.to)
            if event.name in step.moved_by.event and when(told, zone) is not None:
                found[step.until.date.removeprefix("trigger.")] = told
        return found

    def _look(
        self,
        row: Enrollment,
        workflow: Workflow,
        contact: Contact,
        now: datetime,
        moved: Mapping[str, Any],
        time: Stamp | None,
    ) -> None:
        known: Enrollment | None = row
        while known is not None and known.running:
            step = find(workflow.steps, known.waits_for or "")
            is_news = time is not None and (known.moved_by is None or known.moved_by < time)
            planned = known
            if is_news:
                news = {name: told for name, told in moved.items() if name in known.trigger}
                planned = replace(known, trigger={**known.trigger, **news}, moved_by=time) if news else known
            before = self._before(known, workflow)
            at = self._instant(planned, workflow, contact, before)
            wakes = self._wakes(known, workflow, before, parked=is_news)
            news_of = at if at != self._instant(known, workflow, contact, before) else None
            if at is not None and wakes is not None and wakes > now and _is_wrong(step, at, wakes):
                news_of = at
                planned = replace(planned, attempt=known.attempt + 1, state=EnrollmentState.STARTING)
                if before is None:
                    planned = _waiting_until(planned, workflow, at)
            if planned == known:
                return
            if self._next_attempt.plan(known, planned, news_of, now):
                if before is not None and planned.attempt != known.attempt:
                    self._tell(before, at or now)
                self._next_attempt.start(known, planned)
                return
            known = self._enrollments.get(known.id)

    def _before(self, row: Enrollment, workflow: Workflow) -> Message | None:
        """The settled message whose answer leads to where it waits."""
        settled = [each for each in self._messages.of_enrollment(row.id) if each.wait_until is not None]
        leading = [each for each in settled if _leads_to(workflow, each, row.waits_for)]
        return max(leading, key=lambda each: each.decided_at, default=None)

    def _wakes(
        self, row: Enrollment, workflow: Workflow, before: Message | None, *, parked: bool
    ) -> datetime | None:
        """Until when its execution was told to wait; None where no record says."""
        if parked and row.parked is not None and row.parked.step == row.waits_for:
            return row.parked.until
        if before is not None:
            return before.wait_until
        return row.first_wait_until if _is_first(row, workflow) else row.waits_until

    def _instant(
        self, row: Enrollment, workflow: Workflow, contact: Contact, before: Message | None
    ) -> datetime | None:
        """When its next step is due by what is known now; None if it waits for no clock and no date."""
        wait = preceding_wait(workflow.steps, row.waits_for) if row.waits_for else None
        if wait is None or wait.after is not None:
            return None
        began = row.enrolled_at if before is None else before.sent_at or before.decided_at
        if wait.weekday is not None and before is None and row.waits_until and not _is_first(row, workflow):
            began = row.waits_until - _DAY  # the same weekday elsewhere is less than a day away
        step = find(workflow.steps, row.waits_for or "")
        return due(
            step,
            wait,
            started=row.counts_from,
            now=began,
            last_mail_at=row.last_mail_at,
            recipient=self._rules.recipient(contact),
            window=self._rules.window(contact, step),
            values=facts.told(contact, row.trigger),
        )

    def _tell(self, before: Message, at: datetime) -> None:
        """Let the message before answer the next execution with the instant that holds now."""
        known: Message | None = before
        while known is not None and known.wait_until != at:
            if self._messages.observe(known, replace(known, wait_until=at), ()):
                return
            known = self._messages.get([known.id]).get(known.id)


def _is_first(row: Enrollment, workflow: Workflow) -> bool:
    first = first_acting(workflow.steps)
    return first is not None and first.id == row.waits_for


def _waiting_until(row: Enrollment, workflow: Workflow, at: datetime) -> Enrollment:
    """A row whose next execution waits until `at` where no message before it says so."""
    return replace(row, first_wait_until=at) if _is_first(row, workflow) else replace(row, waits_until=at)


def _is_wrong(step: Step | None, at: datetime, wakes: datetime) -> bool:
    """Whether an execution waits too long for a step, or too short for one that no gate parks."""
    return at < wakes if isinstance(step, QueuedStep) else at != wakes


def _leads_to(workflow: Workflow, message: Message, waits_for: str | None) -> bool:
    step = following(workflow.steps, message.id.step, arm=message.branch)
    step = following(workflow.steps, step.id) if isinstance(step, WaitStep) else step
    return step is not None and step.id == waits_for
