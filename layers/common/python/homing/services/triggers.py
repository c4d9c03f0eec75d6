"""Which workflows an event starts, counts towards or brings a date to."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from homing.domain.condition import Condition
from homing.domain.contact import Contact
from homing.domain.events import Event
from homing.domain.facts import holds
from homing.domain.reads import reads
from homing.domain.rules import Rules
from homing.domain.starts import concerns
from homing.domain.told_event import told
from homing.domain.trigger import CountTrigger, DateTrigger, EventTrigger, QuietTrigger
from homing.domain.workflow import Workflow
from homing.services import ports
from homing.services.brought_dates import BroughtDates
from homing.services.contact_dates import ContactDates
from homing.services.counts import Counts
from homing.services.enroll import Enroll
from homing.services.knowledge import Knowledge
from homing.services.occurrence import Occurrence, occurrence_key
from homing.services.quiet_contacts import QuietContacts


class Triggers:
    """Hands an event to every live workflow that it may begin."""

    def __init__(
        self,
        *,
        workflows: ports.Workflows,
        knowledge: Knowledge,
        enroll: Enroll,
        counts: Counts,
        quiet: QuietContacts,
        contact_dates: ContactDates,
        brought_dates: BroughtDates,
        rules: Rules,
    ) -> None:
        self._workflows = workflows
        self._knowledge = knowledge
        self._enroll = enroll
        self._counts = counts
        self._quiet = quiet
        self._contact_dates = contact_dates
        self._brought_dates = brought_dates
        self._rules = rules

    def __call__(self, event: Event, contact: Contact, now: datetime) -> None:
        """Start what the event starts, if it is fresh; a date that it tells of may still be to come."""
        self._contact_dates.told(event, contact, now)
        fresh = event.is_fresh(self._rules.live_from)
        for workflow in self._workflows.live():
            if not concerns(workflow, event):
                continue
            match workflow.trigger:
                case DateTrigger() as trigger:
                    said = self._said(event, contact, trigger.where, now)
                    if said is not None:
                        self._brought_dates.bring(workflow, event, contact, said, now)
                case _ if not fresh:
                    continue
                case CountTrigger():
                    self._counts.heard(workflow, event, contact, now)
                case QuietTrigger():
                    self._quiet.heard(workflow, event, contact)
                case trigger:
                    where = trigger.where if isinstance(trigger, EventTrigger) else None
                    self._start(workflow, event, contact, where, now)

    def _start(
        self, workflow: Workflow, event: Event, contact: Contact, where: Condition | None, now: datetime
    ) -> None:
        said = self._said(event, contact, where, now)
        if said is None:
            return
        key = occurrence_key(workflow, contact, said)
        occurrence = Occurrence(id=event.id, key=key, started=event.time, trigger=said)
        self._enroll(workflow, contact, occurrence, now)

    def _said(
        self, event: Event, contact: Contact, where: Condition | None, now: datetime
    ) -> Mapping[str, Any] | None:
        """What the event says of itself, if the trigger's condition holds of it."""
        said = told(event.name, event.time.at, event.properties)
        if where is None:
            return said
        known = self._knowledge.facts(contact, reads(where), now, trigger=said)
        return said if holds(where, known) else None
