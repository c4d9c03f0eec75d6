"""Judges a contact's segments when time alone may have changed them."""

from collections.abc import Callable
from datetime import datetime

from homing.domain.contact import Contact
from homing.domain.due import DueEntry
from homing.domain.events import Event
from homing.services import ports
from homing.services.memberships import Memberships


class Looks:
    """The sweep's worker for looks at contacts; who entered or left a segment tells so."""

    def __init__(
        self,
        *,
        memberships: Memberships,
        contacts: ports.Contacts,
        consequences: Callable[[Event, Contact, datetime], None],
    ) -> None:
        self._memberships = memberships
        self._contacts = contacts
        self._consequences = consequences

    def __call__(self, entry: DueEntry, now: datetime) -> None:
        """Judge, and work off what comes of it."""
        for event in self._memberships.look(entry, now):
            contact = self._contacts.get(entry.key)
            if contact is not None:
                self._consequences(event, contact, now)
