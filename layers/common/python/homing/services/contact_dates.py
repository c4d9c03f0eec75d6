"""Starts what a date of a contact starts: a birthday every year, the end of a subscription once."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from homing.domain.anniversary import Coming, next_coming, planned
from homing.domain.contact import Contact
from homing.domain.due import SOON, DueEntry, DueKind
from homing.domain.events import FRESH, Event
from homing.domain.facts import holds
from homing.domain.reads import Reads, reads
from homing.domain.rules import Rules
from homing.domain.time import Stamp
from homing.domain.trigger import DateTrigger
from homing.domain.workflow import Workflow
from homing.services import ports
from homing.services.enroll import Enroll
from homing.services.knowledge import Knowledge
from homing.services.occurrence import Occurrence, occurrence_key


class ContactDates:
    """Arms the next date when a contact's is told, and once more each time that one has come.

    An entry knows the day it stands for. If the contact's date is another by then, or comes later because
    the contact has moved, the entry is the wrong one, and the right one was or is written.
    """

    def __init__(
        self,
        *,
        due: ports.DueIndex,
        contacts: ports.Contacts,
        workflows: ports.Workflows,
        knowledge: Knowledge,
        enroll: Enroll,
        rules: Rules,
    ) -> None:
        self._due = due
        self._contacts = contacts
        self._workflows = workflows
        self._knowledge = knowledge
        self._enroll = enroll
        self._rules = rules

    def told(self, event: Event, contact: Contact, now: datetime) -> None:
        """Arm what an event has just told of its contact; what came longer ago than a day starts nothing."""
        for workflow in self._workflows.live():
            trigger = workflow.trigger
            if not isinstance(trigger, DateTrigger) or trigger.event:
                continue
            trait = contact.traits.get(trigger.on.date.removeprefix("contact."))
            if trait is not None and trait.time == event.time:
                self._arm(workflow, trigger, contact, now - FRESH, now)

    def follow(self, contact: Contact, now: datetime) -> None:
        """Look ahead anew for who has moved; an hour that has just passed there is looked at in a minute."""
        for workflow in self._workflows.live():
            if isinstance(workflow.trigger, DateTrigger) and not workflow.trigger.event:
                self._arm(workflow, workflow.trigger, contact, now - FRESH, now, soonest=now + SOON)

    def __call__(self, entry: DueEntry, now: datetime) -> None:
        """Start what has come, and look ahead to its next time."""
        workflow = self._workflows.get(entry.workflow)
        contact = self._contacts.get(entry.key)
        if workflow is None or contact is None or not isinstance(workflow.trigger, DateTrigger):
            return
        zone = self._rules.recipient(contact).zone
        day = date.fromisoformat(entry.note["day"])
        came = planned(workflow.trigger, self._values(contact, now), contact.id, zone, day)
        if came is not None and came.at > now:
            self._put(workflow, contact, came)
            return
        if came is not None:
            # Who moved east on the day hears it then, and fresh; an outage's is late, and the gate judges it.
            came = replace(came, at=max(came.at, entry.at))
            if self._starts(workflow, came):
                self._start(workflow, workflow.trigger, contact, came, now)
        self._arm(workflow, workflow.trigger, contact, now, now)

    def _starts(self, workflow: Workflow, came: Coming) -> bool:
        live_from = self._rules.live_from
        return (live_from is None or came.at >= live_from) and workflow in self._workflows.live()

    def _start(
        self, workflow: Workflow, trigger: DateTrigger, contact: Contact, came: Coming, now: datetime
    ) -> None:
        properties = {"date": came.day.isoformat(), "year": came.day.year}
        known = self._knowledge.facts(contact, reads(trigger.where), now, trigger=properties)
        if trigger.where is not None and not holds(trigger.where, known):
            return
        occurrence = Occurrence(
            id=f"date/{contact.id}/{came.day.isoformat()}",
            key=occurrence_key(workflow, contact, properties),
            started=Stamp(came.at, came.at),
            trigger=properties,
        )
        self._enroll(workflow, contact, occurrence, now)

    def _arm(
        self,
        workflow: Workflow,
        trigger: DateTrigger,
        contact: Contact,
        after: datetime,
        now: datetime,
        soonest: datetime | None = None,
    ) -> None:
        zone = self._rules.recipient(contact).zone
        coming = next_coming(trigger, self._values(contact, now), contact.id, zone, after=after)
        if coming is not None:
            self._put(workflow, contact, replace(coming, at=max(coming.at, soonest or coming.at)))

    def _values(self, contact: Contact, now: datetime) -> Mapping[str, Any]:
        return self._knowledge.facts(contact, Reads(), now, trigger={}).values

    def _put(self, workflow: Workflow, contact: Contact, coming: Coming) -> None:
        self._due.put(
            DueEntry(
                at=coming.at,
                kind=DueKind.CONTACT_DATE,
                workflow=workflow.name,
                key=contact.id,
                note={"day": coming.day.isoformat()},
                of=contact.id,
            )
        )
