"""Starts what a date starts that an event brought: 44 weeks after an appointment, say."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from homing.domain.anniversary import instant_of
from homing.domain.brought import BroughtDate
from homing.domain.contact import Contact
from homing.domain.due import SOON, DueEntry, DueKind
from homing.domain.events import FRESH, Event
from homing.domain.exit_marks import concerning, ends
from homing.domain.message import Reason
from homing.domain.places import fitting
from homing.domain.reads import Reads
from homing.domain.rules import Rules
from homing.domain.time import Stamp
from homing.domain.trigger import DateTrigger
from homing.domain.workflow import Workflow
from homing.services import ports
from homing.services.enroll import Enroll
from homing.services.knowledge import Knowledge
from homing.services.occurrence import Occurrence, occurrence_key


class BroughtDates:
    """Keeps the newest date of each key, and judges it anew when it has come.

    It is the date that starts the workflow and not the event: an event of long ago may bring one that is to
    come.
    """

    def __init__(
        self,
        *,
        dates: ports.Dates,
        due: ports.DueIndex,
        contacts: ports.Contacts,
        history: ports.History,
        workflows: ports.Workflows,
        knowledge: Knowledge,
        enroll: Enroll,
        rules: Rules,
    ) -> None:
        self._dates = dates
        self._due = due
        self._contacts = contacts
        self._history = history
        self._workflows = workflows
        self._knowledge = knowledge
        self._enroll = enroll
        self._rules = rules

    def bring(
        self, workflow: Workflow, event: Event, contact: Contact, trigger: Mapping[str, Any], now: datetime
    ) -> None:
        """Keep the date of an event that starts this workflow; one that passed a day ago starts nothing."""
        at = self._instant(workflow, contact, trigger, now)
        if at is None or now - at > FRESH:
            return
        brought = BroughtDate(
            contact_id=contact.id,
            workflow=workflow.name,
            key=fitting(occurrence_key(workflow, contact, trigger)),
            event_id=event.id,
            time=event.time,
            at=at,
            trigger=trigger,
        )
        self._keep(brought)

    def follow(self, contact: Contact, now: datetime) -> None:
        """Move what is to come of who has moved; where the hour has passed there, it comes in a minute."""
        for brought in self._dates.of(contact.id):
            workflow = self._workflows.get(brought.workflow)
            at = None if workflow is None else self._instant(workflow, contact, brought.trigger, now)
            if at is not None and now < brought.at != at:
                self._keep(replace(brought, at=max(at, now + SOON)))

    def __call__(self, entry: DueEntry, now: datetime) -> None:
        """Start what has come, unless it was moved, or something has ended it since the event."""
        workflow = self._workflows.get(entry.workflow)
        contact_id = entry.note["contact"]
        brought = self._dates.get(contact_id, entry.workflow, entry.key)
        contact = self._contacts.get(contact_id)
        if workflow is None or brought is None or contact is None or brought.at != entry.at:
            return
        at = self._instant(workflow, contact, brought.trigger, now) or brought.at
        if at > now:  # the contact has moved, or the workflow's own words have changed
            self._keep(replace(brought, at=at))
            return
        live_from = self._rules.live_from
        if workflow not in self._workflows.live() or (live_from is not None and brought.at < live_from):
            return
        occurrence = Occurrence(
            id=brought.event_id,
            key=occurrence_key(workflow, contact, brought.trigger),
            started=Stamp(brought.at, brought.at),
            trigger=brought.trigger,
        )
        if self._is_over(workflow, brought):
            self._enroll.refuse(workflow, contact, occurrence, Reason.EXITED, now)
        else:
            self._enroll(workflow, contact, occurrence, now)

    def _keep(self, brought: BroughtDate) -> None:
        # The entry first: without its date it is passed over, a date without its entry never comes.
        self._due.put(_entry(brought))
        self._dates.bring(brought)

    def _instant(
        self, workflow: Workflow, contact: Contact, trigger: Mapping[str, Any], now: datetime
    ) -> datetime | None:
        if not isinstance(workflow.trigger, DateTrigger):
            return None
        values = self._knowledge.facts(contact, Reads(), now, trigger=trigger).values
        zone = self._rules.recipient(contact).zone
        return instant_of(workflow.trigger.on, values, contact.id, zone)

    def _is_over(self, workflow: Workflow, brought: BroughtDate) -> bool:
        """Whether an exit has come since the event; marks last a month, and a date may be further off."""
        return any(
            deed.at > brought.time.at
            and ends(concerning(workflow, deed.name, deed.properties), deed.properties, brought.trigger)
            for name in sorted({each.event for each in workflow.exit if each.event is not None})
            for deed in self._history.deeds(brought.contact_id, name, brought.time.at)
        )


def _entry(brought: BroughtDate) -> DueEntry:
    return DueEntry(
        at=brought.at,
        kind=DueKind.EVENT_DATE,
        workflow=brought.workflow,
        key=brought.key,
        note={"contact": brought.contact_id},
        of=brought.contact_id,
    )
