"""In-memory ports of addresses that must not be mailed, under their keys."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from homing.domain.figures import Count
from homing.domain.ledger import Ledger
from homing.domain.suppression import Lifting, Suppression, address_key

from local.memory.tables import MemoryTables, Store


class MemorySuppressions(Store):
    """Suppressions in a dictionary of an address's key and cause."""

    def __init__(self, tables: MemoryTables, secret: bytes) -> None:
        super().__init__(tables)
        self._secret = secret

    def of(self, email: str) -> Sequence[Suppression]:
        return tuple(self._tables.suppressions.get(address_key(email, self._secret), {}).values())

    def add(
        self,
        email: str,
        suppression: Suppression,
        counts: Sequence[Count],
        concerns: Collection[str] = (),
    ) -> bool:
        return self.keep(address_key(email, self._secret), suppression, counts, concerns)

    def keep(
        self, key: str, suppression: Suppression, counts: Sequence[Count], concerns: Collection[str] = ()
    ) -> bool:
        causes = self._tables.suppressions.setdefault(key, {})
        stands = causes.get(suppression.cause.value)
        if stands is not None:
            causes[suppression.cause.value] = max(stands, suppression, key=lambda each: each.since)
            return False
        causes[suppression.cause.value] = suppression
        for each in concerns:
            ledger = self._tables.ledgers.get(each, Ledger())
            self._tables.ledgers[each] = replace(ledger, revision=ledger.revision + 1)
        self._tables.count(tuple(counts))
        return True

    def lift(self, email: str, lifting: Lifting, counts: Sequence[Count]) -> bool:
        key = address_key(email, self._secret)
        stands = self._tables.suppressions.get(key, {}).get(lifting.cause.value)
        if stands is None or stands.since != lifting.since:
            return False
        del self._tables.suppressions[key][lifting.cause.value]
        if not self._tables.suppressions[key]:
            del self._tables.suppressions[key]
        self._tables.lifted.setdefault(key, []).append(lifting)
        self._tables.count(tuple(counts))
        return True

    def lifted(self, email: str) -> Sequence[Lifting]:
        known = self._tables.lifted.get(address_key(email, self._secret), ())
        return tuple(sorted(known, key=lambda each: (each.at, each.cause)))


class MemorySoftBounces(Store):
    """Days on which an address bounced, by its key."""

    def __init__(self, tables: MemoryTables, secret: bytes) -> None:
        super().__init__(tables)
        self._secret = secret

    def note(self, email: str, day: date) -> frozenset[date]:
        days = self._tables.soft_bounces.setdefault(address_key(email, self._secret), set())
        days.add(day)
        return frozenset(days)

    def known(self, email: str) -> bool:
        return address_key(email, self._secret) in self._tables.soft_bounces

    def clear(self, email: str) -> None:
        self._tables.soft_bounces.pop(address_key(email, self._secret), None)
