"""Lets an event of our own wait for the sweep, which works off what comes of it."""

from collections.abc import Callable
from datetime import datetime

from homing.domain.contact import Contact
from homing.domain.due import DueEntry, DueKind
from homing.domain.events import Event
from homing.domain.time import Stamp, parse_iso
from homing.domain.told_event import told
from homing.services import ports

DERIVED = ""
"""The workflow of an entry that belongs to none."""


class Later:
    """Puts events into the due index, each with what it says of itself."""

    def __init__(self, *, due: ports.DueIndex) -> None:
        self._due = due

    def put(self, event: Event, contact_id: str) -> None:
        """Let the next sweep work off an event of a contact."""
        self._due.put(entry_of(event, contact_id))


def entry_of(event: Event, contact_id: str) -> DueEntry:
    """The entry by which the sweep works off an event of a contact."""
    note = {
        "contact": contact_id,
        "name": event.name,
        "time": event.time.at.isoformat(),
        "arrived_at": event.arrived_at.isoformat(),
        "properties": told(event.name, event.time.at, event.properties),
    }
    return DueEntry(
        at=event.arrived_at,
        kind=DueKind.DERIVED,
        workflow=DERIVED,
        key=event.id,
        note=note,
        of=contact_id,
    )


class Derived:
    """The sweep's worker for such events."""

    def __init__(
        self, *, contacts: ports.Contacts, consequences: Callable[[Event, Contact, datetime], None]
    ) -> None:
        self._contacts = contacts
        self._consequences = consequences

    def __call__(self, entry: DueEntry, now: datetime) -> None:
        """Work off what comes of the event."""
        contact = self._contacts.get(entry.note["contact"])
        if contact is None:
            return
        time = parse_iso(entry.note["time"])
        event = Event(
            id=entry.key,
            name=entry.note["name"],
            time=Stamp(time, time),
            arrived_at=parse_iso(entry.note["arrived_at"]),
            properties=entry.note["properties"],
        )
        self._consequences(event, contact, now)
