"""Every boundary of a journey's timeline, and what becomes of it when its reader leaves there.

One play goes from boundary to boundary; at each, forked copies of it let the reader leave, to the end.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from local.lines import InputLine
from local.play import schedule
from local.rehearse import Stage, open_account
from tests.faults.forks import Child, apart, fork
from tests.journeys.departures import Departure, Left, Watch
from tests.journeys.leavers import WAYS, Reader

INSTANT = timedelta(milliseconds=1)
AFTERWARDS = timedelta(days=2)
"""How long is looked on after a flow's file ends: whoever comes back has come back by then."""


@dataclass(frozen=True, slots=True)
class Boundary:
    """Just before, at or just after an instant; or within a function, before one of its calls."""

    at: datetime
    where: str
    function: str = ""
    mailed: bool = False
    """Whether the reader has a mail to leave by."""

    @property
    def site(self) -> str:
        """Which kind of boundary it is."""
        return f"{self.function} {self.where}".strip()

    def __str__(self) -> str:
        return f"{self.at:%d %b %H:%M:%S} {self.where} {self.function}".rstrip()


@dataclass(slots=True)
class Swept:
    """A journey whose reader left everywhere: how often, and what that came to."""

    boundaries: int = 0
    tried: Counter[str] = field(default_factory=Counter)
    """How often each way was gone."""
    prevented: int = 0
    claimed_before: int = 0
    broken: list[str] = field(default_factory=list)
    sites: set[str] = field(default_factory=set)
    """The calls within a function before which the reader left."""


Choose = Callable[[Boundary], Sequence[str]]
"""The ways that are tried at a boundary."""


class Journey:
    """One reader's play."""

    def __init__(
        self, stage: Stage, told: Sequence[InputLine], number: int, flow: str, choose: Choose
    ) -> None:
        self._ends = stage.end
        self._end = stage.end + AFTERWARDS
        self._flow = flow
        self._choose = choose
        self._quiet = False
        self._account = open_account(stage, told, self._hear)
        self._watch = Watch(Reader(self._account, number))
        self._untroubled: Sequence[str] = ()
        self._swept = Swept()
        self._child: Child | None = None
        self._departure: Departure | None = None
        schedule(self._account, told)

    def sweep(self) -> Swept:
        """Let the reader leave at every boundary that `choose` takes."""
        self._untroubled = apart(self._stay)
        try:
            self._walk()
        except BaseException as error:
            if self._child is not None:
                self._child.answer(partial(_fail, error))
            raise
        return self._swept

    def _walk(self) -> None:
        agenda = self._account.agenda
        while (instant := agenda.next()) is not None and instant <= self._ends:
            if self._begun and instant - INSTANT > agenda.clock.now():
                agenda.run(instant - INSTANT)
                self._try(self._boundary("just before", at=instant))
            agenda.clock.move(instant)
            if self._begun:
                self._try(self._boundary("at"))
            agenda.run(instant)
            if self._child is not None:
                self._child.answer(self._outcome)
            if self._begun:
                self._try(self._boundary("just after"))

    def _stay(self) -> list[str]:
        self._quiet = True
        self._account.agenda.run(self._end)
        return [mail.tag("message") for mail in self._watch.reader.mails()]

    @property
    def _begun(self) -> bool:
        """Whether the reader has entered the flow."""
        rows = self._account.tables.enrollments.values()
        return self._child is None and any(each.workflow == self._flow for each in rows)

    def _hear(self, call: str) -> None:
        if self._quiet:
            return
        if call == "after messages.claim":
            self._watch.claimed()
        if self._departure is not None and call.startswith("after "):
            self._departure.written()
        elif call.startswith("before ") and self._begun:
            self._try(self._boundary(call, self._account.tally._function), within=True)

    def _boundary(self, where: str, function: str = "", at: datetime | None = None) -> Boundary:
        mailed = self._watch.reader.last_mail() is not None
        return Boundary(at or self._account.clock.now(), where, function, mailed)

    def _try(self, boundary: Boundary, *, within: bool = False) -> None:
        self._swept.boundaries += 1
        for way in self._choose(boundary):
            forked = fork()
            if isinstance(forked, Child):
                self._child = forked
                self._departure = Departure(self._watch, WAYS[way], self._untroubled)
                if not self._departure.go(within=within):
                    forked.answer(_no_such_door)
                if not within:
                    forked.answer(self._outcome)
                return  # what was interrupted goes on
            if forked.value is not None:
                self._add(boundary, way, forked.value)

    def _outcome(self) -> Left:
        assert self._departure is not None
        self._account.agenda.run(self._end)
        return self._departure.outcome()

    def _add(self, boundary: Boundary, way: str, left: Left) -> None:
        self._swept.tried[way] += 1
        self._swept.sites.add(boundary.site)
        self._swept.prevented += left.prevented
        self._swept.claimed_before += left.claimed_before
        self._swept.broken += [f"{boundary}: {way}: {each}" for each in left.broken]


def _fail(error: BaseException) -> None:
    raise error


def _no_such_door() -> None:
    """There is no such door for them yet."""
