"""`make faults`: every reader of every flow leaves at every boundary, by every way; it takes an hour."""

import sys
import time
from multiprocessing import get_context

from tests.faults.report import PROCESSES
from tests.journeys.boundaries import Swept
from tests.journeys.sweep import READERS, every_way, sweep

Reader = tuple[str, int]


def leave(reader: Reader) -> tuple[Reader, Swept]:
    """One reader's journey, left everywhere."""
    return reader, sweep(*reader, every_way)


def told(name: str, *found: Swept) -> str:
    """How often somebody left where, and what that came to."""
    boundaries = sum(each.boundaries for each in found)
    departures = sum(each.tried.total() for each in found)
    prevented = sum(each.prevented for each in found)
    claimed = sum(each.claimed_before for each in found)
    broken = [line for each in found for line in each.broken]
    numbers = f"{departures} departures at {boundaries} boundaries, {prevented} marketing mails never came"
    return f"{name}: {numbers}, {claimed} had been claimed before, {len(broken)} breaches"


def main() -> int:
    """Play and print; how many breaches there were."""
    began = time.monotonic()
    readers = [(flow, reader) for flow, each in READERS.items() for reader in each]
    found: list[Swept] = []
    with get_context("fork").Pool(PROCESSES) as pool:
        for (flow, reader), swept in pool.imap_unordered(leave, readers):
            found.append(swept)
            print("\n".join([told(f"{flow}, person {reader}", swept), *swept.broken]), flush=True)  # noqa: T201
    print(told(f"all, in {time.monotonic() - began:.0f} s", *found))  # noqa: T201
    return sum(len(each.broken) for each in found)


if __name__ == "__main__":
    sys.exit(bool(main()))
