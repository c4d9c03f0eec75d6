"""Starts what a count starts: the same product, looked at three times in a week."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from homing.domain.contact import Contact
from homing.domain.counts import reached
from homing.domain.events import Event
from homing.domain.facts import Deed, Facts, holds
from homing.domain.places import fitting
from homing.domain.reads import reads
from homing.domain.time import Stamp, iso
from homing.domain.told_event import told
from homing.domain.trigger import CountTrigger
from homing.domain.workflow import ReEntry, Workflow
from homing.services import ports
from homing.services.enroll import Enroll
from homing.services.knowledge import Knowledge
from homing.services.occurrence import Occurrence, occurrence_key


class Counts:
    """Counts what history has kept, the event itself included.

    Each further event tries again, quietly, because a contact may have come to be allowed in; not where every
    count is an entry of its own.
    """

    def __init__(self, *, history: ports.History, knowledge: Knowledge, enroll: Enroll) -> None:
        self._history = history
        self._knowledge = knowledge
        self._enroll = enroll

    def heard(self, workflow: Workflow, event: Event, contact: Contact, now: datetime) -> None:
        """Enroll the contact if this event belongs to a count."""
        trigger = workflow.trigger
        if not isinstance(trigger, CountTrigger):
            return
        own = event.time.at
        said = told(event.name, own, event.properties)
        known = self._knowledge.facts(contact, reads(trigger.where), now, trigger=said)
        if not _counts(trigger, said, said, known):
            return
        deeds = self._history.deeds(contact.id, event.name, own - trigger.within)
        alike = [deed.at for deed in deeds if _counts(trigger, _said(deed), said, known)]
        count = reached([*alike, *([] if own in alike else [own])], own, trigger.within, trigger.at_least)
        if count is None or (workflow.re_entry is ReEntry.EVERY and not count.fresh):
            return
        at = max(event.time, Stamp(count.at, count.at))
        key = occurrence_key(workflow, contact, said)
        occurrence = Occurrence(
            id=f"count/{fitting(key)}/{iso(count.at)}",
            key=key,
            started=at,
            trigger=said,
            quiet=not count.fresh,
        )
        self._enroll(workflow, contact, occurrence, now)


def _said(deed: Deed) -> Mapping[str, Any]:
    return told(deed.name, deed.at, deed.properties)


def _counts(trigger: CountTrigger, each: Mapping[str, Any], own: Mapping[str, Any], known: Facts) -> bool:
    """Whether one event counts with another: alike where the trigger says, and as it wants."""
    if trigger.by and all(own.get(name) is None for name in trigger.by):
        return False
    if any(str(each.get(name)) != str(own.get(name)) for name in trigger.by):
        return False
    if trigger.where is None:
        return True
    values = {name: value for name, value in known.values.items() if not name.startswith("trigger.")}
    about = {f"trigger.{name}": value for name, value in each.items()}
    return holds(trigger.where, known.model_copy(update={"values": {**values, **about}}))
