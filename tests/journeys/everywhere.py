"""`make faults`: every reader of every flow leaves at every boundary, by every way; docs/faults.md tells."""

import sys
import time
from collections.abc import Iterable
from multiprocessing import get_context

from tests.faults.report import PAGE, PROCESSES
from tests.journeys.boundaries import Swept
from tests.journeys.sweep import READERS, every_way, sweep

BEGIN, END = "<!-- written by make faults: leaving -->\n", "<!-- end of leaving -->\n"
HEAD = "| Flow | Boundaries | Departures | Marketing mails that never came | That came, claimed before |"

Reader = tuple[str, int]


def leave(reader: Reader) -> tuple[Reader, Swept]:
    """One reader's journey, left everywhere."""
    return reader, sweep(*reader, every_way)


def row(flow: str, swept: Iterable[Swept]) -> str:
    """The table's line of one flow."""
    told = list(swept)
    numbers = (
        sum(each.boundaries for each in told),
        sum(each.tried.total() for each in told),
        sum(each.prevented for each in told),
        sum(each.claimed_before for each in told),
    )
    return f"| {flow} | " + " | ".join(str(number) for number in numbers) + " |"


def table(found: dict[Reader, Swept]) -> str:
    """What docs/faults.md says of a run."""
    boundaries = sum(each.boundaries for each in found.values())
    departures = sum(each.tried.total() for each in found.values())
    broken = sum(len(each.broken) for each in found.values())
    rows = [row(flow, (found[flow, reader] for reader in readers)) for flow, readers in READERS.items()]
    told = f"{departures} departures at {boundaries} boundaries of {len(found)} readers' journeys"
    return "\n".join([f"{told} ({broken} breaches):", "", HEAD, "|---|---|---|---|---|", *rows, ""])


def listed_flows() -> list[str]:
    """The flows that the page's table names."""
    written = PAGE.read_text("utf-8").partition(BEGIN)[2].partition(END)[0]
    return [line.split(" | ")[0].removeprefix("| ") for line in written.splitlines()[4:]]


def main() -> int:
    """Play, print, write; how many breaches there were."""
    began = time.monotonic()
    readers = [(flow, reader) for flow, each in READERS.items() for reader in each]
    found: dict[Reader, Swept] = {}
    with get_context("fork").Pool(PROCESSES) as pool:
        for reader, swept in pool.imap_unordered(leave, readers):
            found[reader] = swept
            print("\n".join([f"{reader}: {swept.tried.total()} departures", *swept.broken]), flush=True)  # noqa: T201
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    PAGE.write_text(before + BEGIN + table(found) + END + rest.partition(END)[2], encoding="utf-8")
    print(f"{time.monotonic() - began:.0f} s: {PAGE}")  # noqa: T201
    return sum(len(each.broken) for each in found.values())


if __name__ == "__main__":
    sys.exit(bool(main()))
