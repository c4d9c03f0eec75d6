"""Lets everything that is planned by somebody's clock follow them into another zone."""

from dataclasses import replace
from datetime import datetime

from homing.domain.contact import Contact
from homing.domain.enrollment import Enrollment
from homing.domain.passes import followed_pass
from homing.domain.rules import Rules
from homing.domain.steps import RepeatStep
from homing.services import facts, ports
from homing.services.brought_dates import BroughtDates
from homing.services.contact_dates import ContactDates
from homing.services.next_attempt import NextAttempt
from homing.services.rescheduling import Rescheduling


class Relocation:
    """Waits, passes to come and dates to come, each at its own hour over there.

    It comes before the new zone is written down: what a crash leaves undone is seen again.
    """

    def __init__(
        self,
        *,
        enrollments: ports.Enrollments,
        workflows: ports.Workflows,
        rescheduling: Rescheduling,
        contact_dates: ContactDates,
        brought_dates: BroughtDates,
        next_attempt: NextAttempt,
        rules: Rules,
    ) -> None:
        self._enrollments = enrollments
        self._workflows = workflows
        self._rescheduling = rescheduling
        self._contact_dates = contact_dates
        self._brought_dates = brought_dates
        self._next_attempt = next_attempt
        self._rules = rules

    def __call__(self, known: Contact, contact: Contact, now: datetime) -> None:
        """Follow a contact from how they are known to how an event tells of them."""
        moved = bool(known.traits) and self._rules.recipient(known) != self._rules.recipient(contact)
        self._rescheduling.follow(known, contact, now, moved=moved)
        if not moved:
            return
        self._contact_dates.follow(contact, now)
        self._brought_dates.follow(contact, now)
        for row in self._enrollments.of_contact(contact.id):
            workflow = self._workflows.get(row.workflow)
            if workflow is not None and isinstance(workflow.steps[0], RepeatStep):
                self._follow_pass(row, workflow.steps[0], known, contact, now)

    def _follow_pass(
        self, row: Enrollment, step: RepeatStep, known: Contact, contact: Contact, now: datetime
    ) -> None:
        """Move the pass to come; the one under way is its gate's."""
        found: Enrollment | None = row
        while found is not None and found.running:
            planned = self._planned(found, step, known, contact)
            if planned == found or self._next_attempt.plan(found, planned, planned.next_pass_at, now):
                return
            found = self._enrollments.get(found.id)

    def _planned(self, row: Enrollment, step: RepeatStep, known: Contact, contact: Contact) -> Enrollment:
        values = facts.told(contact, row.trigger)
        before, after = self._rules.recipient(known), self._rules.recipient(contact)

        def there(at: datetime | None) -> datetime | None:
            return None if at is None else followed_pass(step, at, values, before, after)

        return replace(row, next_pass_at=there(row.next_pass_at), moved_to=there(row.moved_to))
