"""Changes a contact's consent, counts who came and went, and ends what a withdrawal ends."""

from collections.abc import Sequence
from datetime import datetime

from homing.domain.consent import WITHDRAWN, Consent, ConsentStatement, apply, made_current
from homing.domain.contact import Contact
from homing.domain.enrollment import ExitReason
from homing.domain.figures import Count, Metric
from homing.domain.rules import Rules
from homing.services import counting, ports
from homing.services.exits import Exits


class Consents:
    """The one writer of consent."""

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

    def change(self, contact: Contact, said: ConsentStatement, event_id: str, now: datetime) -> Contact:
        """The contact after a statement; what a withdrawal ends has ended.

        A redelivered event finds itself named in the consent it made, and ends the same again.
        """
        while True:
            consent = apply(contact.consent, said, event_id)
            changed = consent != contact.consent
            counts = self._counts(contact, consent, now) if changed else ()
            if not changed or self._contacts.set_consent(contact.id, contact.consent, consent, counts):
                break
            contact = self._contacts.get(contact.id) or contact
        if consent.state in WITHDRAWN and made_current(consent, event_id):
            self._exits.all_marketing(contact.id, ExitReason.UNSUBSCRIBED, now)
        return self._contacts.get(contact.id) or contact

    def _counts(self, contact: Contact, consent: Consent, now: datetime) -> Sequence[Count]:
        if consent.granted == contact.consent.granted or contact.email is None:
            return ()
        if self._suppressions.of(contact.email):
            return ()
        metric = Metric.GAINED if consent.granted else Metric.LOST
        cause = consent.source.value if consent.source and consent.granted else consent.state.value
        return counting.for_list(metric, cause, now, contact.id, self._rules.zone)
