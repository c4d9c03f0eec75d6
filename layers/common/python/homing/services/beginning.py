"""The row that an enrollment begins with: what it is about, where it waits first, and until when."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from homing.domain.contact import Contact
from homing.domain.enrollment import Enrollment, EnrollmentState, enrollment_id
from homing.domain.passes import first_pass
from homing.domain.rules import Rules
from homing.domain.schedule import due, undated
from homing.domain.steps import RepeatStep, WaitStep
from homing.domain.walk import entry, first_acting, following
from homing.domain.workflow import Key, QuietTrigger, ReEntry, Workflow
from homing.services import facts
from homing.services.occurrence import Occurrence


class Beginning:
    """Makes new rows; the same occurrence makes the same id."""

    def __init__(self, *, rules: Rules, id_secret: bytes) -> None:
        self._rules = rules
        self._id_secret = id_secret

    def id(self, workflow: Workflow, occurrence: Occurrence) -> str:
        """The enrollment's id: of the key alone where a key enters once, else of the occurrence, too."""
        about = occurrence.key
        if workflow.re_entry is not ReEntry.ONCE and workflow.key is not Key.CART:
            about = f"{about}\n{occurrence.id}"
        return enrollment_id(workflow.name, about, self._id_secret)

    def entry_id(self, workflow: Workflow, occurrence: Occurrence) -> str:
        """Where the last entry of the key is kept."""
        return enrollment_id(workflow.name, occurrence.key, self._id_secret)

    def __call__(
        self, workflow: Workflow, contact: Contact, occurrence: Occurrence, now: datetime
    ) -> Enrollment:
        """The row, not written yet; one whose first pass lies ahead has no execution until then."""
        repeat = workflow.steps[0] if isinstance(workflow.steps[0], RepeatStep) else None
        values = facts.told(contact, occurrence.trigger)
        sleeps_until = None
        if repeat is not None:
            sleeps_until = first_pass(repeat, values, self._rules.recipient(contact), now)
        counts_from = occurrence.started.at
        waiting = first_acting(workflow.steps)
        return Enrollment(
            id=self.id(workflow, occurrence),
            workflow=workflow.name,
            version=workflow.version,
            contact_id=contact.id,
            key=occurrence.key,
            started=occurrence.started,
            enrolled_at=now,
            first_wait_until=sleeps_until
            or self.first_instant(workflow, contact, occurrence.trigger, counts_from, now),
            state=EnrollmentState.STARTING if sleeps_until is None else EnrollmentState.ACTIVE,
            waits_for=waiting.id if waiting is not None else None,
            trigger={**occurrence.trigger, "occurrence": occurrence.id},
            pass_started=counts_from if repeat is not None and sleeps_until is None else None,
            next_pass_at=sleeps_until,
        )

    def first_instant(
        self,
        workflow: Workflow,
        contact: Contact,
        trigger: Mapping[str, Any],
        started: datetime,
        now: datetime,
    ) -> datetime:
        """Until when an execution waits first, of an enrollment or a pass that began then."""
        first = entry(workflow.steps[0])
        if not isinstance(first, WaitStep):
            quiet = workflow.trigger.for_ if isinstance(workflow.trigger, QuietTrigger) else None
            return started if quiet is None else started + quiet
        step = following(workflow.steps, first.id)
        return due(
            step,
            first,
            started=started,
            now=now,
            last_mail_at=None,
            recipient=self._rules.recipient(contact),
            window=self._rules.window(contact, step),
            values=facts.told(contact, trigger),
        )

    def undated(self, workflow: Workflow, contact: Contact, trigger: Mapping[str, Any]) -> str | None:
        """The first wait, if it is for a date that nobody knows."""
        first = entry(workflow.steps[0])
        wait = first if isinstance(first, WaitStep) else None
        return undated(wait, self._rules.recipient(contact), facts.told(contact, trigger))
