"""Suppresses mail addresses and takes causes back, counts who may be mailed, and ends what may not go on."""

from collections.abc import Iterable
from datetime import datetime

from homing.domain.contact import Contact
from homing.domain.enrollment import ExitReason
from homing.domain.figures import Count, Metric
from homing.domain.rules import Rules
from homing.domain.suppression import (
    STOPS_EVERYTHING,
    Lifter,
    Lifting,
    Suppression,
    SuppressionCause,
    can_lift,
)
from homing.services import counting, ports
from homing.services.exits import Exits

_EXITS = {
    SuppressionCause.BOUNCE: ExitReason.BOUNCED,
    SuppressionCause.COMPLAINT: ExitReason.COMPLAINED,
    SuppressionCause.UNSUBSCRIBE: ExitReason.UNSUBSCRIBED,
}


class Suppressing:
    """The one writer of causes against mail addresses; the same again ends the same and counts nothing."""

    def __init__(
        self,
        *,
        contacts: ports.Contacts,
        suppressions: ports.Suppressions,
        exits: Exits,
        rules: Rules,
    ) -> None:
        self._contacts = contacts
        self._suppressions = suppressions
        self._exits = exits
        self._rules = rules

    def suppress(
        self, email: str, suppression: Suppression, now: datetime, *, also: Iterable[str] = ()
    ) -> bool:
        """Put a cause, and end what it concerns of whoever has the address and of the contacts in `also`.

        False if the cause stood already.
        """
        contact = self._of(email)
        lost = self._lost(email, contact, suppression.cause, now)
        concerns = {*also, *([contact.id] if contact is not None else [])}
        added = self._suppressions.add(email, suppression, lost, concerns)
        self._end(suppression.cause, concerns, now)
        return added

    def keep(self, key: str, email: str | None, suppression: Suppression, now: datetime) -> bool:
        """The same by the address's key; the address is told where it is known."""
        contact = self._of(email) if email is not None else None
        lost = self._lost(email, contact, suppression.cause, now) if email is not None else ()
        concerns = {contact.id} if contact is not None else set()
        added = self._suppressions.keep(key, suppression, lost, concerns)
        self._end(suppression.cause, concerns, now)
        return added

    def lift(
        self,
        email: str,
        lifter: Lifter,
        at: datetime,
        now: datetime,
        *,
        cause: SuppressionCause | None = None,
        counted_as: str | None = None,
        by: str | None = None,
        because: str | None = None,
    ) -> list[SuppressionCause]:
        """Take back what this can take back, or of that `cause` alone; what was taken back.

        Who may be mailed again is counted as having come by `counted_as`, or by what lifted it.
        """
        stands = list(self._suppressions.of(email))
        lifted = []
        for each in [s for s in stands if cause in (None, s.cause) and can_lift(lifter, s, at)]:
            stands.remove(each)
            came = () if stands else self._came(email, counted_as or lifter.value, now)
            lifting = Lifting(
                cause=each.cause, since=each.since, at=at, lifter=lifter, by=by, because=because
            )
            if self._suppressions.lift(email, lifting, came):
                lifted.append(each.cause)
        return lifted

    def _end(self, cause: SuppressionCause, contact_ids: Iterable[str], now: datetime) -> None:
        reason = _EXITS.get(cause, ExitReason.SUPPRESSED)
        for each in sorted(contact_ids):
            if cause in STOPS_EVERYTHING:
                self._exits.everything(each, reason, now)
            else:
                for enrollment in self._exits.marketing(each):
                    self._exits.end(enrollment, reason.value, now)

    def _lost(
        self, email: str, contact: Contact | None, cause: SuppressionCause, now: datetime
    ) -> tuple[Count, ...]:
        if contact is None or not contact.consent.granted or self._suppressions.of(email):
            return ()
        return counting.for_list(Metric.LOST, cause.value, now, contact.id, self._rules)

    def _came(self, email: str, cause: str, now: datetime) -> tuple[Count, ...]:
        contact = self._of(email)
        if contact is None or not contact.consent.granted:
            return ()
        return counting.for_list(Metric.GAINED, cause, now, contact.id, self._rules)

    def _of(self, email: str) -> Contact | None:
        alias = f"email#{email}"
        contact_id = self._contacts.find([alias]).get(alias)
        return self._contacts.get(contact_id) if contact_id else None
