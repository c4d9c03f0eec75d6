"""Remembers whom we texted at a number, so that what comes back from it is their word."""

from homing.domain.contact import Contact
from homing.domain.suppression import address_key
from homing.services import ports


class NumberOwners:
    """An alias a number, kept under a hash of it; the number's newest reader is who answers."""

    def __init__(self, *, contacts: ports.Contacts, secret: bytes) -> None:
        self._contacts = contacts
        self._secret = secret

    def texted(self, contact_id: str, number: str) -> None:
        """Lead the number to the contact, whoever had it before. Called before a text leaves."""
        alias = self.alias(number)
        before = self._contacts.find([alias]).get(alias)
        if before is None:
            self._contacts.claim_aliases(contact_id, [alias])
        elif before != contact_id:
            self._contacts.move_aliases(before, contact_id, [alias])

    def of(self, number: str) -> Contact | None:
        """Who was last texted at the number, None if nobody was."""
        alias = self.alias(number)
        contact_id = self._contacts.find([alias]).get(alias)
        return self._contacts.get(contact_id) if contact_id is not None else None

    def alias(self, number: str) -> str:
        """What stands for the number wherever something is kept of it."""
        return f"phone#{address_key(number, self._secret)}"
