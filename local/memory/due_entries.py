"""Due entries in the order of their instants, so that a sweep looks at what is due and at nothing else."""

from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import takewhile

from homing.domain.due import DueEntry


class DueEntries:
    """Each entry once."""

    def __init__(self) -> None:
        self._entries: list[DueEntry] = []

    def __iter__(self) -> Iterator[DueEntry]:
        return iter(self._entries)

    def put(self, entry: DueEntry) -> None:
        """Write an entry."""
        if not self._stands(entry, self._place(entry)):
            insort(self._entries, entry, key=_order)

    def remove(self, entry: DueEntry) -> None:
        """Take an entry out; one that is not there is a success."""
        place = self._place(entry)
        if self._stands(entry, place):
            del self._entries[place]

    def until(self, now: datetime) -> Sequence[DueEntry]:
        """What is due by `now`, oldest first."""
        return list(takewhile(lambda entry: entry.at <= now, self._entries))

    def next_at(self) -> datetime | None:
        """The earliest instant at which anything is due."""
        return self._entries[0].at if self._entries else None

    def _place(self, entry: DueEntry) -> int:
        return bisect_left(self._entries, _order(entry), key=_order)

    def _stands(self, entry: DueEntry, place: int) -> bool:
        return place < len(self._entries) and self._entries[place] == entry


def _order(entry: DueEntry) -> tuple[datetime, str, str, str]:
    return entry.at, entry.kind, entry.workflow, entry.key
