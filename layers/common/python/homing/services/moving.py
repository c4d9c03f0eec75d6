"""Moves the next pass of a repeat to the date that an event asks for."""

from dataclasses import replace
from datetime import datetime

from homing.domain.contact import Contact
from homing.domain.enrollment import Enrollment, EnrollmentState
from homing.domain.events import Event
from homing.domain.message import MessageState
from homing.domain.passes import moved_pass
from homing.domain.rules import Rules
from homing.domain.steps import RepeatStep
from homing.domain.workflow import Workflow
from homing.services import ports
from homing.services.beginning import Beginning
from homing.services.next_attempt import NextAttempt
from homing.services.occurrence import is_about


class Moving:
    """Effective at once: an earlier date wakes whoever sleeps, a later one parks what is on its way."""

    def __init__(
        self,
        *,
        enrollments: ports.Enrollments,
        messages: ports.Messages,
        workflows: ports.Workflows,
        beginning: Beginning,
        next_attempt: NextAttempt,
        rules: Rules,
    ) -> None:
        self._enrollments = enrollments
        self._messages = messages
        self._workflows = workflows
        self._beginning = beginning
        self._next_attempt = next_attempt
        self._rules = rules

    def __call__(self, event: Event, contact: Contact, now: datetime) -> None:
        """Move what the event is about; of two events the later counts, in whatever order they come."""
        for workflow in self._workflows.all():
            step = workflow.steps[0]
            if (
                not isinstance(step, RepeatStep)
                or step.moved_by is None
                or event.name not in step.moved_by.event
            ):
                continue
            told = event.properties.get(step.moved_by.to)
            at = moved_pass(step, told, self._rules.recipient(contact))
            if at is None:
                continue
            for row in self._enrollments.of_contact(contact.id):
                if row.workflow == workflow.name and is_about(workflow, event, row.trigger):
                    self._move(row, workflow, contact, event, at, now)

    def _move(
        self,
        row: Enrollment,
        workflow: Workflow,
        contact: Contact,
        event: Event,
        at: datetime,
        now: datetime,
    ) -> None:
        known: Enrollment | None = row
        while known is not None and known.running:
            if known.moved_by is not None and known.moved_by >= event.time:
                return
            planned = replace(self._planned(known, workflow, contact, at, now), moved_by=event.time)
            if self._next_attempt.plan(known, planned, at, now):
                self._next_attempt.start(known, planned)
                return
            known = self._enrollments.get(known.id)

    def _planned(
        self, row: Enrollment, workflow: Workflow, contact: Contact, at: datetime, now: datetime
    ) -> Enrollment:
        """The row with the date moved: of the pass to come, of the one under way, or of the one after it."""
        if row.sleeping:
            return replace(row, next_pass_at=max(at, now))
        if self._has_mailed(row):
            return replace(row, moved_to=at)
        first = self._beginning.first_instant(workflow, contact, row.trigger, at, now)
        if at >= row.counts_from:  # its execution wakes too early, and the gate parks its mail
            return replace(row, pass_started=at)
        return replace(
            row,
            pass_started=at,
            first_wait_until=first,
            attempt=row.attempt + 1,
            state=EnrollmentState.STARTING,
        )

    def _has_mailed(self, row: Enrollment) -> bool:
        unsent = (MessageState.SKIPPED, MessageState.REJECTED)
        return any(
            each.id.number == row.number and each.state not in unsent
            for each in self._messages.of_enrollment(row.id)
        )
