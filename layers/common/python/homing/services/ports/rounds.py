"""What is looked at again and again: the due entries of the sweep and of the reconciler."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol

from homing.domain.due import DueEntry


class DueIndex(Protocol):
    """What has to be looked at when, by day and shard, never a table scan: one for each round."""

    def put(self, entry: DueEntry) -> None:
        """Write an entry."""

    def remove(self, entry: DueEntry) -> None:
        """Take an entry out."""

    def until(self, now: datetime) -> Iterable[DueEntry]:
        """Every entry due by `now`, oldest first."""

    def move(self, entries: Mapping[DueEntry, datetime | None]) -> None:
        """Put each entry at its next instant, then take it out where it was; None: only take it out."""
