"""In-memory ports of people and carts; one thread, so every method is a transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from homing.domain.cart import Cart
from homing.domain.consent_ledger import ConsentChange, ConsentEntry
from homing.domain.contact import Contact, Trait
from homing.domain.figures import Count
from homing.domain.merged import ledgers
from homing.domain.policy import Ledger
from homing.domain.time import Stamp
from homing.services.ports import Parting

from local.memory.dates import MemoryCampaigns, MemoryDates
from local.memory.goods import MemoryCatalogue, MemoryStockRequests
from local.memory.messages import MemoryMessages
from local.memory.partings import agree, leave
from local.memory.passages import MemoryEnrollments
from local.memory.records import (
    MemoryDueIndex,
    MemoryFigures,
    MemoryHistory,
    MemoryOrders,
    MemoryPace,
    MemorySeen,
    MemoryVisits,
)
from local.memory.suppressions import MemorySoftBounces, MemorySuppressions
from local.memory.tables import MemoryTables, Store
from local.memory.waits import MemoryWaits

__all__ = [
    "MemoryCampaigns",
    "MemoryCarts",
    "MemoryCatalogue",
    "MemoryConsentLedger",
    "MemoryContacts",
    "MemoryDates",
    "MemoryDueIndex",
    "MemoryEnrollments",
    "MemoryFigures",
    "MemoryHistory",
    "MemoryMarks",
    "MemoryMessages",
    "MemoryOrders",
    "MemoryPace",
    "MemorySeen",
    "MemorySoftBounces",
    "MemoryStockRequests",
    "MemorySuppressions",
    "MemoryTables",
    "MemoryVisits",
    "MemoryWaits",
]


class MemoryContacts(Store):
    """Contacts in dictionaries."""

    def find(self, aliases: Sequence[str]) -> Mapping[str, str]:
        known = self._tables.aliases
        return {alias: known[alias] for alias in aliases if alias in known}

    def get(self, contact_id: str) -> Contact | None:
        found = self._tables.contacts.get(contact_id)
        while found is not None and found.moved_to is not None:
            found = self._tables.contacts.get(found.moved_to)
        return found

    def row(self, contact_id: str) -> Contact | None:
        return self._tables.contacts.get(contact_id)

    def create(self, contact: Contact, aliases: Sequence[str]) -> bool:
        if contact.id in self._tables.contacts or self.find(aliases):
            return False
        self._tables.contacts[contact.id] = contact
        self.claim_aliases(contact.id, aliases)
        return True

    def claim_aliases(self, contact_id: str, aliases: Sequence[str]) -> None:
        for alias in aliases:
            self._tables.aliases.setdefault(alias, contact_id)

    def set_traits(self, contact_id: str, changes: Mapping[str, Trait]) -> bool:
        contact = self._tables.contacts.get(contact_id)
        if contact is None or contact.moved_to is not None:
            return False
        for name, trait in changes.items():
            known = contact.traits.get(name)
            if known is not None and not known.time < trait.time:
                return False
        self._tables.contacts[contact_id] = contact.with_traits(changes)
        return True

    def restrain(self, contact_id: str, wishes: Mapping[str, Trait]) -> bool:
        if not self.set_traits(contact_id, wishes):
            return False
        ledger = self.ledger(contact_id)
        self._tables.ledgers[contact_id] = replace(ledger, revision=ledger.revision + 1)
        return True

    def set_consent(self, contact_id: str, change: ConsentChange, counts: Sequence[Count] = ()) -> bool:
        return agree(self._tables, contact_id, change, counts)

    def leave(self, contact_id: str, parting: Parting) -> bool:
        return leave(self._tables, contact_id, parting)

    def ledger(self, contact_id: str) -> Ledger:
        return self._tables.ledgers.get(contact_id, Ledger())

    def join(self, elder: Contact, younger: Contact, counts: Sequence[Count]) -> None:
        contacts = self._tables.contacts
        if contacts[younger.id].moved_to is not None or contacts[elder.id].moved_to is not None:
            return
        contacts[younger.id] = replace(contacts[younger.id], moved_to=elder.id)
        known = contacts[elder.id]
        contacts[elder.id] = replace(
            known,
            orders_seen=known.orders_seen + younger.orders_seen,
            formerly=known.formerly | set(younger.ids),
        )
        before = self.ledger(elder.id)
        both = ledgers(before, self.ledger(younger.id))
        self._tables.ledgers[elder.id] = replace(both, revision=before.revision + 1)
        self._tables.count(tuple(counts))

    def move_aliases(self, younger_id: str, elder_id: str, aliases: Sequence[str]) -> None:
        for alias in aliases:
            if self._tables.aliases.get(alias) == younger_id:
                self._tables.aliases[alias] = elder_id


class MemoryConsentLedger(Store):
    """Entries in a list a contact."""

    def of(self, contact_id: str) -> Sequence[ConsentEntry]:
        contact = MemoryContacts(self._tables).get(contact_id)
        ids = (contact_id,) if contact is None else contact.ids
        found = (entry for each in ids for entry in self._tables.consent_entries.get(each, ()))
        return sorted(found, key=lambda entry: (entry.recorded_at, entry.event_id))


class MemoryCarts(Store):
    """Carts by key, found by token."""

    def find(self, tokens: Sequence[str]) -> Cart | None:
        keys = (self._tables.cart_aliases.get(token) for token in tokens)
        return next((self._tables.carts[key] for key in keys if key is not None), None)

    def get(self, key: str) -> Cart | None:
        return self._tables.carts.get(key)

    def put(self, known: Cart | None, cart: Cart) -> bool:
        if self._tables.carts.get(cart.key) != known:
            return False
        if known is None and any(token in self._tables.cart_aliases for token in cart.tokens()):
            return False
        self._tables.carts[cart.key] = cart
        for token in cart.tokens():
            self._tables.cart_aliases.setdefault(token, cart.key)
        return True


class MemoryMarks(Store):
    """Exit marks by key."""

    def add(self, keys: Sequence[str], event: str, time: Stamp) -> None:
        for key in keys:
            marks = self._tables.marks.setdefault(key, {})
            marks[event] = max(marks.get(event, time), time)

    def of(self, keys: Sequence[str]) -> Mapping[str, Mapping[str, Stamp]]:
        return {key: dict(self._tables.marks.get(key, {})) for key in keys}
