"""Hands out turns: moto runs each execution in threads of its own, and here one runs at a time.

A thread keeps its turn until its execution rests (a wait, a task, a retry) or ends; only then does the agenda
go on. So the order is that of the agenda, the same in every run.
"""

import threading
from collections.abc import Callable
from datetime import datetime

from local.clock import Agenda


class Seat:
    """One execution's place: where its thread rests."""

    def __init__(self) -> None:
        self.stopped = False
        self.rests = 0
        self.resting = False
        self.woken = threading.Semaphore(0)


class Turns:
    """The agenda on one side, executions on the other."""

    def __init__(self, agenda: Agenda) -> None:
        self._agenda = agenda
        self._over = threading.Semaphore(0)

    def begin(self, seat: Seat, run: Callable[[], None]) -> None:
        """Give an execution its first turn, at the present instant, unless it is stopped before."""

        def first() -> None:
            if not seat.stopped:
                threading.Thread(target=self._run, args=(run,), daemon=True).start()
                self._over.acquire()

        self._agenda.after(0, first)

    def rest(self, seat: Seat, until: datetime | None) -> None:
        """Give the turn back until an instant, or until woken; a thread calls this of itself."""
        seat.rests += 1
        seat.resting = True
        if until is not None:
            self._at(until, seat)
        self._over.release()
        seat.woken.acquire()

    def wake(self, seat: Seat) -> None:
        """Let an execution that rests go on at the present instant."""
        self._at(self._agenda.clock.now(), seat)

    def wake_now(self, seat: Seat) -> None:
        """Let it go on at once, when the agenda runs no more."""
        self._give(seat, seat.rests)

    def _at(self, instant: datetime, seat: Seat) -> None:
        rest = seat.rests
        self._agenda.at(instant, lambda: self._give(seat, rest))

    def _give(self, seat: Seat, rest: int) -> None:
        if seat.resting and seat.rests == rest:
            seat.resting = False
            seat.woken.release()
            self._over.acquire()

    def _run(self, run: Callable[[], None]) -> None:
        try:
            run()
        finally:
            self._over.release()
