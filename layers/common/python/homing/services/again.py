"""Ends a pass of a repeat: puts the date of the next one down, unless it was the last."""

from dataclasses import replace
from datetime import datetime

from homing.domain.contact import Contact
from homing.domain.due import DueEntry, DueKind
from homing.domain.enrollment import Enrollment, EnrollmentState
from homing.domain.facts import holds
from homing.domain.passes import is_last, next_pass
from homing.domain.reads import reads
from homing.domain.rules import Rules
from homing.domain.steps import RepeatStep
from homing.domain.timeline import Kind, about
from homing.domain.walk import first_acting
from homing.services import facts, ports
from homing.services.knowledge import Knowledge
from homing.services.passages import Passage


class Again:
    """What functions/step does at the end of a pass."""

    def __init__(
        self,
        *,
        enrollments: ports.Enrollments,
        due: ports.DueIndex,
        timeline: ports.Timeline,
        knowledge: Knowledge,
        rules: Rules,
    ) -> None:
        self._enrollments = enrollments
        self._due = due
        self._timeline = timeline
        self._knowledge = knowledge
        self._rules = rules

    def __call__(self, passage: Passage, step: RepeatStep, number: int, now: datetime) -> bool:
        """Whether the execution ends here, because another pass comes or has been put down before."""
        contact, workflow = passage.contact, passage.workflow
        row: Enrollment | None = passage.enrollment
        while row is not None and row.running and not row.sleeping and row.number == number:
            at = self._next(row, contact, step, now)
            if at is None:
                return False
            # The entry first: it is a hint, and one too many wakes nobody.
            self._due.put(DueEntry(at=at, kind=DueKind.PASS, workflow=row.workflow, key=row.id))
            waiting = first_acting(workflow.steps)
            planned = replace(
                row,
                state=EnrollmentState.ACTIVE,
                next_pass_at=at,
                moved_to=None,
                waits_for=waiting.id if waiting is not None else None,
            )
            if self._enrollments.replan(row, planned):
                line = about(planned, Kind.WAITING, now, step=planned.waits_for, until=at)
                self._timeline.write(line)
                return True
            row = self._enrollments.get(row.id)
        return True

    def _next(self, row: Enrollment, contact: Contact, step: RepeatStep, now: datetime) -> datetime | None:
        if is_last(step, row.number) or self._over(row, contact, step, now):
            return None
        if row.moved_to is not None:
            return max(row.moved_to, now)
        values = facts.told(contact, row.trigger)
        return next_pass(step, row.counts_from, values, self._rules.recipient(contact), now)

    def _over(self, row: Enrollment, contact: Contact, step: RepeatStep, now: datetime) -> bool:
        if step.until is None:
            return False
        known = self._knowledge.facts(contact, reads(step.until), now, trigger=row.trigger, enrollment=row)
        return holds(step.until, known)
