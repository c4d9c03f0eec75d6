"""Looks every minute at what is due, and lets each kind of entry be worked off by its worker."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from homing.domain.due import DueEntry, DueKind
from homing.services import ports

MOST_FAILURES = 10
"""So many in one run are no odd entries: something that all of them need is down."""

Worker = Callable[[DueEntry, datetime], None]
"""Works one entry off; called again with the same entry, it changes nothing."""


class Sweep:
    """Works the due index off; an entry is taken out last, so that a crash before means it again."""

    def __init__(
        self,
        *,
        clock: ports.Clock,
        due: ports.DueIndex,
        workers: Mapping[DueKind, Worker],
        begins: Iterable[Callable[[datetime], None]],
    ) -> None:
        self._clock = clock
        self._due = due
        self._workers = workers
        self._begins = tuple(begins)

    def __call__(self) -> int:
        """Work off everything due by now; how many entries there were.

        Raises:
            ExceptionGroup: entries that failed; they stay and are tried again, and those behind them were
                worked off all the same.
        """
        now = self._clock.now()
        worked_off = 0
        failures: list[Exception] = []
        for begin in self._begins:
            try:
                begin(now)
            except Exception as error:
                failures.append(error)
        for entry in self._due.until(now):
            if entry.kind not in self._workers:
                continue  # another's, such as the reconciler's
            try:
                self._workers[entry.kind](entry, now)
                self._due.remove(entry)
            except Exception as error:
                failures.append(error)
                if len(failures) == MOST_FAILURES:
                    break
            else:
                worked_off += 1
        if failures:
            raise ExceptionGroup(f"{len(failures)} due entries failed", failures)
        return worked_off
