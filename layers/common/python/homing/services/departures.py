"""Carries over who left, from a table that was replaced to the one that took its place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from homing.domain.consent import ConsentStatement
from homing.domain.contact import Contact
from homing.domain.enrollment import ExitReason
from homing.domain.figures import Count, Metric
from homing.domain.rules import Rules
from homing.domain.suppression import STOPS_EVERYTHING, Suppression
from homing.services import counting, ports
from homing.services.consents import Consents
from homing.services.exits import Exits


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
        suppressions: ports.Suppressions,
        consents: Consents,
        exits: Exits,
        rules: Rules,
    ) -> None:
        self._contacts = contacts
        self._suppressions = suppressions
        self._consents = consents
        self._exits = exits
        self._rules = rules

    def __call__(self, gone: Departure | Suppressed, now: datetime) -> bool:
        """Whether the restored table knew less."""
        return self._leave(gone, now) if isinstance(gone, Departure) else self._suppress(gone, now)

    def _leave(self, gone: Departure, now: datetime) -> bool:
        before = self._contacts.get(gone.contact_id)
        if before is None:
            return False  # nobody to mail; who comes back says anew whether they want to hear
        after = before
        for said in gone.said:
            event_id = f"restore/{gone.contact_id}/{said.time.at.isoformat()}"
            after = self._consents.change(after, said, event_id, now)
        return after.consent != before.consent

    def _suppress(self, gone: Suppressed, now: datetime) -> bool:
        contact = self._whose(gone.email)
        added = self._suppressions.keep(gone.key, gone.suppression, self._lost(gone, contact, now))
        if contact is not None and gone.suppression.cause in STOPS_EVERYTHING:
            self._exits.everything(contact.id, _reason(gone), now)
        return added

    def _whose(self, email: str | None) -> Contact | None:
        alias = f"email#{email}"
        contact_id = self._contacts.find([alias]).get(alias) if email is not None else None
        return self._contacts.get(contact_id) if contact_id is not None else None

    def _lost(self, gone: Suppressed, contact: Contact | None, now: datetime) -> Sequence[Count]:
        if gone.email is None or contact is None or not contact.consent.granted:
            return ()
        if self._suppressions.of(gone.email):
            return ()
        cause = gone.suppression.cause.value
        return counting.for_list(Metric.LOST, cause, now, contact.id, self._rules)


def _reason(gone: Suppressed) -> ExitReason:
    causes = {"bounce": ExitReason.BOUNCED, "complaint": ExitReason.COMPLAINED}
    return causes.get(gone.suppression.cause.value, ExitReason.UNSUBSCRIBED)
