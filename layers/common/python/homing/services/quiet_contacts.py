"""Looks at contacts whose quiet time may be over: who has not been back for a while."""

from dataclasses import replace
from datetime import datetime

from homing.domain.condition import HISTORY, Happened
from homing.domain.contact import Contact
from homing.domain.due import DueEntry, DueKind
from homing.domain.events import Event, EventName
from homing.domain.facts import Deed, Facts, opens_unseen
from homing.domain.rules import Rules
from homing.domain.time import Stamp
from homing.domain.trigger import QuietTrigger
from homing.domain.workflow import Key, Workflow
from homing.services import ports
from homing.services.enroll import Enroll
from homing.services.occurrence import Occurrence, occurrence_key


class QuietContacts:
    """One entry a contact, from the first event of a busy time; it is moved on when it is looked at.

    Whoever was busy shortly before has an entry already. Of two events that come in the wrong order both
    put one, and at its time each looks at the newest of all.
    """

    def __init__(
        self,
        *,
        due: ports.DueIndex,
        contacts: ports.Contacts,
        history: ports.History,
        workflows: ports.Workflows,
        enroll: Enroll,
        rules: Rules,
    ) -> None:
        self._due = due
        self._contacts = contacts
        self._history = history
        self._workflows = workflows
        self._enroll = enroll
        self._rules = rules

    def heard(self, workflow: Workflow, event: Event, contact: Contact) -> None:
        """Let somebody look when the quiet time is over that begins with this event, which history holds."""
        trigger = workflow.trigger
        if not isinstance(trigger, QuietTrigger) or workflow.key is Key.CART:
            return
        since = event.time.at - trigger.for_
        if any(deed.at < event.time.at for deed in self._deeds(trigger, contact.id, since)):
            return
        at = event.time.at + trigger.for_
        self._due.put(DueEntry(at=at, kind=DueKind.QUIET_CONTACT, workflow=workflow.name, key=contact.id))

    def __call__(self, entry: DueEntry, now: datetime) -> None:
        """Enroll the contact if nothing more has happened, and look again later if something has."""
        workflow = self._workflows.get(entry.workflow)
        contact = self._contacts.get(entry.key)
        if workflow is None or contact is None or not isinstance(workflow.trigger, QuietTrigger):
            return
        trigger = workflow.trigger
        deeds = self._deeds(trigger, contact.id, entry.at - trigger.for_)
        if not deeds:
            return
        newest = max(deeds, key=lambda deed: (deed.at, deed.name))
        over_at = newest.at + trigger.for_
        if over_at > now:
            self._due.put(replace(entry, at=over_at))
            return
        live_from = self._rules.live_from
        if workflow not in self._workflows.live() or (live_from is not None and newest.at < live_from):
            return
        if self._may_have_opened(trigger, contact.id, newest.at, over_at):
            return
        occurrence = Occurrence(
            id=f"quiet/{contact.id}/{newest.at.isoformat()}",
            key=occurrence_key(workflow, contact, newest.properties),
            started=Stamp(newest.at, newest.at),
            trigger=newest.properties,
        )
        self._enroll(workflow, contact, occurrence, now)

    def _may_have_opened(
        self, trigger: QuietTrigger, contact_id: str, since: datetime, until: datetime
    ) -> bool:
        """Whether the quiet is only that mails without a pixel tell of no open."""
        if EventName.EMAIL_OPENED not in trigger.events:
            return False
        delivered = EventName.EMAIL_DELIVERED.value
        deeds = tuple(self._history.deeds(contact_id, delivered, until - HISTORY))
        opened = Happened(event=EventName.EMAIL_OPENED.value, within=until - since)
        return opens_unseen(opened, Facts(now=until, values={}, deeds={delivered: deeds}))

    def _deeds(self, trigger: QuietTrigger, contact_id: str, since: datetime) -> list[Deed]:
        return [deed for name in trigger.events for deed in self._history.deeds(contact_id, name, since)]
