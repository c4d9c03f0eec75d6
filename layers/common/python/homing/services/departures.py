"""Carries over who left, from a table that was replaced to the one that took its place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from homing.domain.consent import ConsentStatement
from homing.domain.suppression import Suppression
from homing.services import ports
from homing.services.consents import Consents
from homing.services.suppressing import Suppressing


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """A contact who left or was unsubscribed."""

    contact_id: str
    said: Sequence[ConsentStatement]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppressed:
    """An address that must not be mailed, by its key; `email` is None where it leads to no contact."""

    key: str
    email: str | None
    suppression: Suppression


class CarryOver:
    """Says again what the restored table forgot; what it knows changes nothing."""

    def __init__(
        self,
        *,
        contacts: ports.Contacts,
        suppressing: Suppressing,
        consents: Consents,
    ) -> None:
        self._contacts = contacts
        self._suppressing = suppressing
        self._consents = consents

    def __call__(self, gone: Departure | Suppressed, now: datetime) -> bool:
        """Whether the restored table knew less."""
        if isinstance(gone, Departure):
            return self._leave(gone, now)
        return self._suppressing.keep(gone.key, gone.email, gone.suppression, now)

    def _leave(self, gone: Departure, now: datetime) -> bool:
        before = self._contacts.get(gone.contact_id)
        if before is None:
            return False  # nobody to mail; who comes back says anew whether they want to hear
        after = before
        for said in gone.said:
            event_id = f"restore/{gone.contact_id}/{said.time.at.isoformat()}"
            after = self._consents.change(after, said, event_id, now)
        return after != before
