"""Changes a contact's consent to be texted, which is kept beside that to be mailed and counts apart."""

from dataclasses import replace

from homing.domain.consent import ConsentStatement, apply
from homing.domain.contact import Contact
from homing.services import ports


class TextConsents:
    """The one writer of it. A withdrawal ends nothing: the flow goes on, and its texts are skipped."""

    def __init__(self, *, contacts: ports.Contacts) -> None:
        self._contacts = contacts

    def change(self, contact: Contact, said: ConsentStatement, event_id: str) -> Contact:
        """The contact after a statement."""
        while True:
            consent = apply(contact.texts, said, event_id)
            if consent == contact.texts:
                return contact
            if self._contacts.set_text_consent(contact.id, contact.texts, consent):
                return replace(contact, texts=consent)
            contact = self._contacts.get(contact.id) or contact
