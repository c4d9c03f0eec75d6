"""Begins the next pass of a repeat when its day has come."""

from dataclasses import replace
from datetime import datetime, timedelta

from homing.domain.due import DueEntry
from homing.domain.enrollment import Enrollment, EnrollmentState
from homing.domain.passes import recounted_pass
from homing.domain.rules import Rules
from homing.domain.steps import RepeatStep
from homing.domain.walk import first_acting
from homing.services import facts, ports
from homing.services.beginning import Beginning
from homing.services.enroll import Enroll

ANOTHER_LOOK = timedelta(days=1)
"""How soon a pass is looked at again whose workflow is not deployed now."""


class Wake:
    """The sweep's worker for enrollments that sleep between passes.

    An entry is a hint and no more: when the next pass begins stands on the row, and may have been moved.
    """

    def __init__(
        self,
        *,
        due: ports.DueIndex,
        contacts: ports.Contacts,
        enrollments: ports.Enrollments,
        workflows: ports.Workflows,
        beginning: Beginning,
        enroll: Enroll,
        rules: Rules,
    ) -> None:
        self._due = due
        self._contacts = contacts
        self._enrollments = enrollments
        self._workflows = workflows
        self._beginning = beginning
        self._enroll = enroll
        self._rules = rules

    def __call__(self, entry: DueEntry, now: datetime) -> None:
        """Begin the pass if it is due; a pass that was missed begins once."""
        row = self._enrollments.get(entry.key)
        if row is None or not row.running:
            return
        if not row.sleeping:
            self._enroll.start(row)  # a crash may have come between the row and its execution
            return
        assert row.next_pass_at is not None
        if row.next_pass_at > now:
            self._due.put(replace(entry, at=row.next_pass_at))
            return
        at = self._by_the_rules_of_now(row)
        if at is not None and at > now:
            self._due.put(replace(entry, at=at))
            self._enrollments.replan(row, replace(row, next_pass_at=at))
            return
        begun = self._begun(row, now)
        if begun is None:
            self._due.put(replace(entry, at=now + ANOTHER_LOOK))
        elif self._enrollments.replan(row, begun):
            self._enroll.start(begun)
        else:
            self(entry, now)  # it was moved, or ended, since it was read

    def _by_the_rules_of_now(self, row: Enrollment) -> datetime | None:
        workflow, contact = self._workflows.get(row.workflow), self._contacts.get(row.contact_id)
        if workflow is None or contact is None or row.next_pass_at is None:
            return None
        step, values = workflow.steps[0], facts.told(contact, row.trigger)
        if not isinstance(step, RepeatStep):
            return None
        return recounted_pass(step, row.next_pass_at, values, self._rules.recipient(contact))

    def _begun(self, row: Enrollment, now: datetime) -> Enrollment | None:
        """The row with its next pass begun, by the workflow as it is now."""
        workflow, contact = self._workflows.get(row.workflow), self._contacts.get(row.contact_id)
        if workflow is None or contact is None or row.next_pass_at is None:
            return None
        waiting = first_acting(workflow.steps)
        return replace(
            row,
            version=workflow.version,
            state=EnrollmentState.STARTING,
            # The first pass of one that slept first is the first all the same.
            number=row.number if row.pass_started is None else row.number + 1,
            attempt=row.attempt if row.pass_started is None else row.attempt + 1,
            pass_started=row.next_pass_at,
            next_pass_at=None,
            first_wait_until=self._beginning.first_instant(
                workflow, contact, row.trigger, row.next_pass_at, now
            ),
            waits_for=waiting.id if waiting is not None else None,
        )
