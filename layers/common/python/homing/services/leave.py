"""Lets a recipient leave by the link of a mail."""

from datetime import datetime

from homing.domain.consent import ConsentSource, ConsentState, ConsentStatement
from homing.domain.contact import Contact
from homing.domain.feedback import unsubscribed
from homing.domain.message import MessageId
from homing.domain.rules import Rules
from homing.domain.time import Stamp
from homing.domain.timeline import Kind, Line
from homing.services import counting, ports
from homing.services.consents import Consents


class Leave:
    """What the unsubscribe page does when it is posted."""

    def __init__(
        self,
        *,
        contacts: ports.Contacts,
        messages: ports.Messages,
        timeline: ports.Timeline,
        consents: Consents,
        rules: Rules,
    ) -> None:
        self._contacts = contacts
        self._messages = messages
        self._timeline = timeline
        self._consents = consents
        self._rules = rules

    def locale(self, contact_id: str) -> str:
        """The language of the page for this contact; the shop's for one we do not know."""
        return self._rules.locale(self._contacts.get(contact_id) or Contact(id=contact_id))

    def __call__(self, message_id: MessageId, contact_id: str, now: datetime) -> bool:
        """Withdraw consent to marketing now; False for a contact we do not know."""
        contact = self._contacts.get(contact_id)
        if contact is None:
            return False
        self._timeline.write(Line(at=now, kind=Kind.RECEIVED, contact_id=contact.id, event="Unsubscribed"))
        self._note(message_id, now)
        said = ConsentStatement(
            state=ConsentState.UNSUBSCRIBED, source=ConsentSource.RECIPIENT, time=Stamp.of(now, now)
        )
        self._consents.change(contact, said, f"leave/{message_id}", now)
        return True

    def _note(self, message_id: MessageId, now: datetime) -> None:
        while True:
            known = self._messages.get([message_id]).get(message_id)
            if known is None:
                return
            changed, counts = unsubscribed(known, now)
            counted = counting.for_message(changed, dict(counts), self._rules.zone)
            if changed == known or self._messages.observe(known, changed, counted):
                return
