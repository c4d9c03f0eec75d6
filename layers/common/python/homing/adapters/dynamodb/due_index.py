"""What is due, by day and shard, and how far the sweep has come.

A sweep reads each shard from the day after the last completed one. A day is completed when it is over for a
day and was found empty. An entry of an earlier day than today (an event that was long on its way) reopens its
day in the write that puts it; the version lets a sweep notice that while it was reading.
"""

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from boto3.dynamodb.conditions import Attr

from homing.adapters.dynamodb.batches import write_all
from homing.adapters.dynamodb.figures import shard_of
from homing.adapters.dynamodb.items import Attributes, expiry, instant
from homing.adapters.dynamodb.table import LAST, Key, Table
from homing.adapters.dynamodb.transactions import alone, changed, together
from homing.domain.due import DueEntry, DueKind
from homing.domain.kept_beside import DUE_OF
from homing.domain.time import parse_iso, utc

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

SHARDS = 4
_LEASE = timedelta(minutes=5)  # no sweep and no reconciler runs longer
_FIRST_LOOK = 15  # days back, when no sweep ever ran
_DAY = timedelta(days=1)


class DueIndex:
    """ports.DueIndex over the schedule table, of the sweep's round or of the reconciler's."""

    def __init__(self, *, schedule: Table, hourly: bool = False) -> None:
        self._table = schedule
        self._hourly = hourly

    def put(self, entry: DueEntry) -> None:
        """Write an entry; writing it twice leaves one."""
        together(self._table.client, due_actions(self._table, entry))

    def remove(self, entry: DueEntry) -> None:
        """Take an entry out."""
        alone(self._table.client, self._table.delete(due_key(entry)))

    def move(self, entries: Mapping[DueEntry, datetime | None]) -> None:
        """Put each entry at its next instant, from today on, then take it out; None: only take it out."""
        again = [due_key(replace(entry, at=at)) for entry, at in entries.items() if at is not None]
        written = set(again)
        write_all(self._table, puts=again)
        write_all(self._table, deletes=[key for key in map(due_key, entries) if key not in written])

    def until(self, now: datetime) -> Iterator[DueEntry]:
        """Every entry due by `now`, oldest first.

        The shards are leased until the last entry was taken or the iterator is closed, so that of two sweeps
        at once the second finds nothing; the lease of one that died ends after five minutes.
        """
        taken = (self._take(shard, now) for shard in range(SHARDS))
        leases = [lease for lease in taken if lease is not None]
        streams = [self._due(lease, now) for lease in leases]
        try:
            yield from heapq.merge(*streams, key=lambda e: (e.at, e.kind, e.workflow, e.key))
        finally:
            for lease in leases:
                self._give_back(lease, now)

    def _take(self, shard: int, now: datetime) -> "_Lease | None":
        until = instant(now + _LEASE)
        free = Attr("lease_until").not_exists() | Attr("lease_until").lte(instant(now))
        key = _round(self._hourly, shard)
        row = changed(self._table.client, self._table.update(key, free, assign={"lease_until": until}))
        return None if row is None else _Lease(self._hourly, shard, until, row)

    def _due(self, lease: "_Lease", now: datetime) -> Iterator[DueEntry]:
        today = utc(now).date()
        for day in lease.days(today):
            high = f"{instant(now)}#{LAST}"
            empty = True
            for item in self._table.query(_partition(self._hourly, day, lease.shard), high=high):
                empty = False
                yield replace(due_of(item["sk"]), note=item.get("note", {}), of=item.get("of"))
            if empty and day < today - _DAY:
                lease.empty.add(day)

    def _give_back(self, lease: "_Lease", now: datetime) -> None:
        mine = Attr("lease_until").eq(lease.until)
        progress = lease.progress(utc(now).date())
        if progress:
            version = lease.row.get("version")
            same = Attr("version").not_exists() if version is None else Attr("version").eq(version)
            shut = lease.reopened & lease.empty
            update = self._table.update(
                lease.key,
                mine & same,
                assign=progress,
                remove=["lease_until"],
                delete={"reopened": {each.isoformat() for each in shut}} if shut else {},
            )
            if alone(self._table.client, update):
                return
        alone(self._table.client, self._table.update(lease.key, mine, remove=["lease_until"]))


@dataclass(slots=True)
class _Lease:
    """One shard, held by one sweep: what stood of its progress, and which days proved empty."""

    hourly: bool
    shard: int
    until: str
    row: Attributes
    empty: set[date] = field(default_factory=set)

    @property
    def key(self) -> Key:
        return _round(self.hourly, self.shard)

    @property
    def reopened(self) -> set[date]:
        return {date.fromisoformat(each) for each in self.row.get("reopened", ())}

    def completed(self, today: date) -> date:
        known = self.row.get("completed")
        return date.fromisoformat(known) if known else today - _FIRST_LOOK * _DAY

    def days(self, today: date) -> list[date]:
        first = self.completed(today) + _DAY
        following = {first + n * _DAY for n in range((today - first).days + 1)}
        return sorted(following | {day for day in self.reopened if day <= today})

    def progress(self, today: date) -> Attributes:
        """The last day that is completed now, empty if nothing changed."""
        last = self.completed(today)
        while last + _DAY in self.empty:
            last += _DAY
        moved = self.row.get("completed") != last.isoformat()
        return {"completed": last.isoformat()} if moved or self.reopened & self.empty else {}


def due_actions(schedule: Table, entry: DueEntry) -> "list[TransactWriteItemTypeDef]":
    """What a transaction does to put an entry where the sweep finds it."""
    return all_due_actions(schedule, [entry])


def all_due_actions(schedule: Table, entries: Sequence[DueEntry]) -> "list[TransactWriteItemTypeDef]":
    """The same of several: a shard is reopened once, for no item may appear in a transaction twice."""
    puts: dict[Key, Attributes] = {}
    for entry in entries:
        key = due_key(entry)
        puts[key] = {name: told for name, told in (("note", entry.note), ("of", entry.of)) if told}
        if entry.of is not None:
            puts[Key(f"of#{entry.of}", f"{key.pk} {key.sk}")] = expiry(entry.at, DUE_OF.lifetime)
    actions = [schedule.put(key, item) for key, item in puts.items()]
    today = utc(schedule.now()).date()
    days: dict[Key, set[str]] = {}
    for entry in entries:
        day = utc(entry.at).date()
        if day < today:
            shard = _round(entry.kind.hourly, shard_of(entry.key, SHARDS))
            days.setdefault(shard, set()).add(day.isoformat())
    reopened = days.items()
    return [*actions, *(schedule.update(key, add={"reopened": each, "version": 1}) for key, each in reopened)]


def due_key(entry: DueEntry) -> Key:
    """Where an entry is."""
    return Key(
        _partition(entry.kind.hourly, utc(entry.at).date(), shard_of(entry.key, SHARDS)),
        f"{instant(entry.at)}#{entry.kind.value}#{entry.workflow}#{entry.key}",
    )


def due_of(sort_key: str) -> DueEntry:
    """The entry that a sort key is."""
    at, kind, workflow, key = sort_key.split("#", 3)
    return DueEntry(at=parse_iso(at), kind=DueKind(kind), workflow=workflow, key=key)


def _partition(hourly: bool, day: date, shard: int) -> str:
    return f"{'watch' if hourly else 'due'}#{day.isoformat()}#{shard}"


def _round(hourly: bool, shard: int) -> Key:
    """How far a round has come with its shard."""
    return Key("reconcile" if hourly else "sweep", str(shard))
