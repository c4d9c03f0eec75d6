"""Crashes at the AWS calls of the functions: hooks of botocore find each, its place in the code names it."""

import sys
from collections import Counter
from collections.abc import Collection, Iterator
from itertools import cycle, product
from pathlib import Path
from types import FrameType
from typing import Literal, NamedTuple

from local.functions import Killed
from local.moto_engine.calls import Call, Moment
from tests.faults.stage import ROOT, Stage

Kind = Literal["exception", "kill"]

MOMENTS: tuple[Moment, ...] = ("before", "after")
KINDS: tuple[Kind, ...] = ("exception", "kill")

MOST_BLOWS = 3
"""On one piece of work in one play: it must not become a dead letter, nor a recipient wait for hours."""

OURS = (str(ROOT / "functions"), str(ROOT / "layers"))


class Crash(Exception):
    """The function dies here, and is still there to say so."""


class Place(NamedTuple):
    """A call: what is asked of AWS, and who calls whom in our code from the handler on, line by line.

    `work` is what the function was called for, empty if that does not matter.
    """

    function: str
    call: str
    way: tuple[tuple[str, int], ...]
    work: str = ""

    @property
    def of_a_claim(self) -> bool:
        """Whether a mail is between claim and outcome: a second doubt stays, as it should."""
        return any(module == "dispatch.py" for module, _ in self.way)


class Blow(NamedTuple):
    """A crash before or after a call."""

    place: Place
    moment: Moment
    kind: Kind

    def __str__(self) -> str:
        way = " > ".join(f"{module}:{line}" for module, line in reversed(self.place.way))
        return (
            f"{self.kind} {self.moment} {self.place.call} in {self.place.work or self.place.function}: {way}"
        )


class Crashes:
    """Hears every call of the functions, and strikes those that it is asked to, one in an invocation."""

    def __init__(self, stage: Stage, wanted: Collection[Blow] = (), *, each_work: bool = False) -> None:
        self.met: list[Place] = []
        self.struck: list[Blow] = []
        self.last_words: list[Place] = []
        """Calls that a killed function tried to make all the same, as in a `finally`."""
        self._stage = stage
        self._wanted = set(wanted)
        self._each_work = each_work
        self._struck_at = 0
        self._dead_at = 0
        self._blows: Counter[str] = Counter()
        self._claims: set[str] = set()
        stage.on_call(self)

    def __call__(self, call: Call) -> None:
        work = self._stage.work if self._each_work else ""
        place = Place(call.function, f"{call.service}.{call.operation}", tuple(_way(sys._getframe(1))), work)
        if self._stage.life == self._dead_at:
            self.last_words.append(place)
            raise Killed
        if call.moment == "before":
            self.met.append(place)
        for kind in KINDS:
            blow = Blow(place, call.moment, kind)
            if blow in self._wanted and self._may_strike(place):
                self._strike(blow)

    def _may_strike(self, place: Place) -> bool:
        work = self._stage.work
        doubted = place.of_a_claim and work in self._claims
        return self._stage.life != self._struck_at and self._blows[work] < MOST_BLOWS and not doubted

    def _strike(self, blow: Blow) -> None:
        self.struck.append(blow)
        self._wanted.remove(blow)
        self._blows[self._stage.work] += 1
        self._struck_at = self._stage.life
        if blow.place.of_a_claim:
            self._claims.add(self._stage.work)
        if blow.kind == "kill":
            self._dead_at = self._stage.life
            raise Killed
        raise Crash(str(blow))


EVERY_WAY = tuple(product(MOMENTS, KINDS))
EACH_KIND_ONCE: tuple[tuple[Moment, Kind], ...] = (("before", "exception"), ("after", "kill"))
"""A process that is killed after a call leaves what one leaves that is killed before its next."""


def in_every_way(places: Collection[Place]) -> list[Blow]:
    """Each place struck in each way."""
    return [Blow(place, moment, kind) for place in dict.fromkeys(places) for moment, kind in EVERY_WAY]


def in_turn(places: Collection[Place]) -> list[Blow]:
    """Each place struck once, one way after the other."""
    struck = zip(dict.fromkeys(places), cycle(EACH_KIND_ONCE), strict=False)
    return [Blow(place, moment, kind) for place, (moment, kind) in struck]


def _way(frame: FrameType | None) -> Iterator[tuple[str, int]]:
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith(OURS):
            yield Path(name).name, frame.f_lineno
        frame = frame.f_back
