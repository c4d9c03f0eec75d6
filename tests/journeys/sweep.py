"""Leaves every flow that ships at every boundary: which readers, and which ways where."""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import cycle

from local import lines
from local.lines import InputLine
from tests.journeys.boundaries import Boundary, Choose, Journey, Swept
from tests.journeys.leavers import WAYS
from tests.journeys.test_flow_files import FILES, FLOWS, stage

LIVE = ("welcome", "abandoned_cart")
MIXED = "lead_nurture"
"""Sends service mails and marketing, so that leaving does not end it."""

READERS: Mapping[str, Sequence[int]] = {flow: tuple(told.people) for flow, told in FLOWS.items()}


def sweep(flow: str, reader: int, choose: Choose) -> Swept:
    """One reader's journey through a flow, left wherever `choose` says."""
    return Journey(stage(flow), told_of(flow, reader), reader, flow, choose).sweep()


def told_of(flow: str, reader: int) -> Sequence[InputLine]:
    """What a flow's file tells of one of its people."""
    written = (FILES / f"{flow}.jsonl").read_text("utf-8").splitlines()
    return lines.parse([line for line in written if _about(line) <= {str(reader)}], flow)


def _about(line: str) -> set[str]:
    return set(re.findall(r"person(\d+)@", line))


def every_way(_: Boundary) -> Sequence[str]:
    """All ways, at every boundary."""
    return tuple(WAYS)


def in_turn() -> Choose:
    """One way after the other at the instants, and at each call of a function once."""
    return _sampled(lambda boundary, turn: (turn,))


def every_way_once() -> Choose:
    """One way after the other at the instants, and all of them at each call of the send function once."""
    return _sampled(lambda boundary, turn: tuple(WAYS) if boundary.function == "send" else (turn,))


def _sampled(ways: Callable[[Boundary, str], Sequence[str]]) -> Choose:
    turns = cycle(WAYS)
    met: set[str] = set()

    def choose(boundary: Boundary) -> Sequence[str]:
        if not boundary.mailed:
            return ("the shop",)  # the only door there is yet
        if boundary.function and boundary.site in met:
            return ()
        met.add(boundary.site)
        return ways(boundary, next(turns))

    return choose
