"""In-memory ports of orders, clicks, events, due entries, products and figures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from homing.adapters.dynamodb.history import MOST_DEEDS
from homing.domain.due import DueEntry
from homing.domain.facts import Deed
from homing.domain.figures import Count, Totals
from homing.domain.order import OrderRow
from homing.domain.touch import Touch, TouchKind
from homing.domain.visit import MOST, Visit

from local.memory.tables import MemoryTables, Store


class MemoryOrders(Store):
    """Orders by id."""

    def get(self, order_id: str) -> OrderRow | None:
        return self._tables.orders.get(order_id)

    def of(self, contact_ids: Sequence[str]) -> Sequence[OrderRow]:
        ids = {
            each: None for contact_id in contact_ids for each in self._tables.orders_of.get(contact_id, ())
        }
        rows = (self._tables.orders.get(each) for each in sorted(ids))
        return [row for row in rows if row is not None and not set(contact_ids).isdisjoint(row.contacts)]

    def put(
        self, known: OrderRow | None, row: OrderRow, counts: Sequence[Count], new_for: Sequence[str] = ()
    ) -> bool:
        if self._tables.orders.get(row.id) != known:
            return False
        self._tables.orders[row.id] = row
        for contact_id in row.contacts:
            self._tables.orders_of.setdefault(contact_id, {})[row.id] = None
        self._tables.count(tuple(counts))
        for contact_id in new_for:
            contact = self._tables.contacts[contact_id]
            self._tables.contacts[contact_id] = replace(contact, orders_seen=contact.orders_seen + 1)
        return True


class MemoryHistory(Store):
    """What contacts did, clicked and opened."""

    def touched(self, contact_id: str, touch: Touch) -> None:
        self._tables.touches.setdefault(contact_id, set()).add(touch)

    def untouched(self, contact_id: str, touches: Sequence[Touch]) -> None:
        self._tables.touches.get(contact_id, set()).difference_update(touches)

    def touches(self, contact_id: str, kind: TouchKind, since: datetime, until: datetime) -> Sequence[Touch]:
        kept = self._tables.touches.get(contact_id, ())
        found = (each for each in kept if each.kind is kind and since <= each.at <= until)
        return sorted(found, key=lambda each: (each.at, str(each.message)))

    def note(self, contact_id: str, deed: Deed, deed_id: str) -> None:
        kept = self._tables.deeds.setdefault((contact_id, deed.name), {})
        kept[deed.at, deed_id] = deed

    def hand_on(self, younger_id: str, elder_id: str) -> None:
        touches = self._tables.touches.get(younger_id, set())
        self._tables.touches.setdefault(elder_id, set()).update(touches)
        for (contact_id, name), deeds in list(self._tables.deeds.items()):
            if contact_id == younger_id:
                self._tables.deeds.setdefault((elder_id, name), {}).update(deeds)

    def deeds(self, contact_id: str, name: str, since: datetime) -> Sequence[Deed]:
        kept = self._tables.deeds.get((contact_id, name), {})
        return [kept[at, deed_id] for at, deed_id in sorted(kept) if at >= since][-MOST_DEEDS:]


class MemoryVisits(Store):
    """Visits by visitor."""

    def keep(self, visitor: str, visit: Visit) -> None:
        self._tables.visits.setdefault(visitor, {})[visit.id] = visit

    def of(self, visitor: str, since: datetime) -> Sequence[Visit]:
        found = self._tables.visits.get(visitor, {}).values()
        recent = sorted((v for v in found if v.time.at >= since), key=lambda v: (v.time.at, v.id))
        return recent[-MOST:]


class MemorySeen(Store):
    """Finished events."""

    def done(self, event_ids: Sequence[str]) -> frozenset[str]:
        return frozenset(each for each in event_ids if each in self._tables.seen)

    def finish(self, event_id: str, at: datetime) -> None:
        self._tables.seen.setdefault(event_id, at)


class MemoryDueIndex:
    """The due entries of one round; the laptop's clock asks `next_at` when to wake the sweep."""

    def __init__(self, tables: MemoryTables, *, hourly: bool = False) -> None:
        self._entries = tables.entries(hourly)

    def put(self, entry: DueEntry) -> None:
        self._entries.put(entry)

    def remove(self, entry: DueEntry) -> None:
        self._entries.remove(entry)

    def until(self, now: datetime) -> Iterable[DueEntry]:
        return self._entries.until(now)

    def move(self, entries: Mapping[DueEntry, datetime | None]) -> None:
        for entry, at in entries.items():
            self.remove(entry)
            if at is not None:
                self.put(replace(entry, at=at))

    def next_at(self) -> datetime | None:
        """The earliest instant at which anything is due."""
        return self._entries.next_at()


class MemoryFigures(Store):
    """Counters by cell."""

    def totals(self, workflow: str, first: date, last: date) -> Totals:
        days = (first.isoformat(), last.isoformat())
        return {
            cell: dict(metrics)
            for cell, metrics in self._tables.figures.items()
            if cell.workflow == workflow and days[0] <= cell.day <= days[1]
        }

    def add(self, counts: Sequence[Count]) -> None:
        self._tables.count(tuple(counts))


class MemoryPace:
    """The account's send rate; a laptop's clock lets no time pass inside a handler."""

    def __init__(self, per_second: Decimal = Decimal(1000)) -> None:
        self._gap = timedelta(seconds=float(1 / per_second))
        self._kept_gap = 4 * self._gap  # a fifth of the rate, beside four fifths
        self._next: datetime | None = None
        self._kept_next: datetime | None = None
        self.paused = False

    def reserve(self, count: int, now: datetime, *, first: bool = False) -> Sequence[datetime]:
        if count == 0:
            return []
        begin, kept = max(now, self._next or now), max(now, self._kept_next or now)
        if first and kept + count * self._kept_gap < begin + count * self._gap:
            self._kept_next = kept + count * self._kept_gap
            return [kept + n * self._kept_gap for n in range(count)]
        self._next = begin + count * self._gap
        return [begin + n * self._gap for n in range(count)]

    def throttled(self, now: datetime) -> None:
        self._next = max(self._next or now, now) + timedelta(seconds=1)
        self._kept_next = max(self._kept_next or now, now) + timedelta(seconds=1)

    def last_slot(self) -> datetime | None:
        newest = [
            free - gap
            for free, gap in ((self._next, self._gap), (self._kept_next, self._kept_gap))
            if free is not None
        ]
        return max(newest, default=None)

    def may_send(self) -> bool:
        return not self.paused

    def wait_until(self, instant: datetime) -> None:
        """Nothing sleeps here."""
