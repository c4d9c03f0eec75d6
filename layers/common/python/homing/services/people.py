"""Finds the person behind an event, and learns what the event says of them."""

from collections.abc import Mapping, Sequence
from dataclasses import fields

from homing.domain.contact import Contact, Trait
from homing.domain.enrollment import contact_id
from homing.domain.errors import Erased
from homing.domain.events import Event, EventName
from homing.domain.privacy import name_key, names_of, stays_away
from homing.domain.time import LONG_AGO
from homing.services import ports

SAYS_WHO = frozenset(
    {
        EventName.CUSTOMER_CREATED,
        EventName.CUSTOMER_UPDATED,
        EventName.CONSENT_UPDATED,
        EventName.IDENTIFIED,
    }
)
"""Events of the customer's own record; an address typed into a checkout never outweighs theirs."""


MAKES_NOBODY = frozenset({EventName.CUSTOMER_DELETED})
"""Events that tell of somebody, and are no reason to know them from now on."""


class People:
    """The one who makes contacts and writes their traits."""

    def __init__(
        self, *, contacts: ports.Contacts, erased_names: ports.ErasedNames, id_secret: bytes
    ) -> None:
        self._contacts = contacts
        self._erased_names = erased_names
        self._id_secret = id_secret

    def get(self, known_id: str | None) -> Contact | None:
        """A contact by id."""
        return self._contacts.get(known_id) if known_id else None

    def present(self, known_id: str) -> Contact:
        """A contact by id, who was there a moment ago.

        Raises:
            Erased: they were erased since.
        """
        found = self._contacts.get(known_id)
        if found is None:
            raise Erased("The contact was erased while the event was worked off.")
        return found

    def find(self, event: Event) -> Contact | None:
        """The event's contact, made if it is new; None if the event names no person whom we know.

        A visitor who was recognised before is that contact; one who names somebody else is not.

        Raises:
            Erased: they were erased, and this event makes nobody of them again.
        """
        if event.identity.contact_id is not None:
            return self._contacts.get(event.identity.contact_id)
        aliases = event.identity.person_aliases()
        visitor = event.identity.visitor_aliases()
        while aliases or visitor:
            found = self._contacts.find([*aliases, *visitor])
            named = next((found[alias] for alias in aliases if alias in found), None)
            known = self._contacts.get(named) if named else self._visitor(event, found, visitor)
            if known is not None:
                self._contacts.claim_aliases(known.id, [each for each in aliases if each not in found])
                return known
            if not aliases or event.name in MAKES_NOBODY:
                return None
            self._refuse_the_erased(event)
            # The address gives the id where there is one, so that the order of arrival does not matter.
            new = Contact(id=contact_id(aliases[-1], self._id_secret), first_seen=event.time)
            if self._contacts.create(new, aliases):
                return new
        return None

    def _refuse_the_erased(self, event: Event) -> None:
        """Asked only where nobody is known, as nobody is who was erased."""
        keys = [name_key(each, self._id_secret) for each in names_of(event)]
        erased_at = self._erased_names.newest(keys)
        if erased_at is not None and stays_away(event, erased_at):
            raise Erased("The event tells of somebody who was erased.")

    def unknown(self, aliases: Sequence[str]) -> Sequence[str]:
        """Those of the aliases that lead to nobody."""
        found = self._contacts.find(aliases) if aliases else {}
        return [alias for alias in aliases if alias not in found]

    def lead(self, alias: str, contact: Contact) -> None:
        """Let an alias lead to a contact, unless it leads somewhere already."""
        self._contacts.claim_aliases(contact.id, [alias])

    def _visitor(self, event: Event, found: Mapping[str, str], visitor: Sequence[str]) -> Contact | None:
        """Who was recognised in this browser, unless the event names another: browsers are shared."""
        known = self.get(next((found[alias] for alias in visitor if alias in found), None))
        if known is None:
            return None
        said = {"user_id": event.identity.user_id, "email": event.identity.email}
        told = {name: (known.get(name), value) for name, value in said.items() if value is not None}
        return known if all(own in (None, other) for own, other in told.values()) else None

    def foresee(self, contact: Contact, event: Event) -> Contact:
        """The contact as they will be once what the event says is learned."""
        return contact.with_traits(_news(contact, event))

    def learn(self, contact: Contact, event: Event) -> Contact:
        """The contact with what the event says, each trait only if it is newer."""
        while True:
            changes = _news(contact, event)
            if not changes or self._contacts.set_traits(contact.id, changes):
                return contact.with_traits(changes)
            contact = self.present(contact.id)


def _news(contact: Contact, event: Event) -> Mapping[str, Trait]:
    told = {each.name: getattr(event.traits, each.name) for each in fields(event.traits)}
    said = {**told.pop("others"), **told}
    address = {"email": said.pop("email")}
    heard_at = event.time if event.name in SAYS_WHO else LONG_AGO
    return {**contact.newer(said, event.time), **contact.newer(address, heard_at)}
