"""Which workflows an event starts, and with what."""

from collections.abc import Mapping
from typing import Any

from homing.domain.consent import ConsentState, ConsentStatement, is_first_grant, made_current
from homing.domain.contact import Contact
from homing.domain.events import FRESH, Event, EventName
from homing.domain.facts import holds
from homing.domain.reads import reads
from homing.domain.rules import Rules
from homing.domain.time import Stamp
from homing.domain.workflow import EventTrigger
from homing.services import ports
from homing.services.enroll import Enroll
from homing.services.knowledge import Knowledge
from homing.services.occurrence import Occurrence


class Triggers:
    """Starts what an event starts; a change of consent is an event of its own."""

    def __init__(
        self, *, workflows: ports.Workflows, enroll: Enroll, knowledge: Knowledge, rules: Rules
    ) -> None:
        self._workflows = workflows
        self._enroll = enroll
        self._knowledge = knowledge
        self._rules = rules

    def __call__(self, event: Event, contact: Contact) -> None:
        """Enroll the contact where the event says so, if it is fresh."""
        if not event.is_fresh(self._rules.live_from):
            return
        self._start(event.name, event, contact, event.time, event.properties)
        said = event.consent
        if said is None or said.state is not ConsentState.SUBSCRIBED or not _is_recent(said, event, contact):
            return
        first = is_first_grant(contact.consent, event.id)
        if first or (made_current(contact.consent, event.id) and contact.consent.granted):
            properties = {"source": said.source.value, "first": first}
            self._start(EventName.SUBSCRIBED, event, contact, said.time, properties)

    def _start(
        self,
        name: str,
        event: Event,
        contact: Contact,
        started: Stamp,
        properties: Mapping[str, Any],
    ) -> None:
        for workflow in self._workflows.live():
            trigger = workflow.trigger
            if not isinstance(trigger, EventTrigger) or name not in trigger.event:
                continue
            known = self._knowledge.facts(contact, reads(trigger.where), event.arrived_at, trigger=properties)
            if trigger.where is None or holds(trigger.where, known):
                occurrence = Occurrence(id=event.id, key=contact.id, started=started, trigger=properties)
                self._enroll(workflow, contact, occurrence, event.arrived_at)


def _is_recent(said: ConsentStatement, event: Event, contact: Contact) -> bool:
    """Whether the grant is new: an old customer whose undated record we first see now gave it long ago."""
    if event.arrived_at - said.time.at >= FRESH:
        return False
    if said.dated or said.known_since is None or event.arrived_at - said.known_since < FRESH:
        return True
    return contact.first_seen is not None and contact.first_seen < event.time
