"""`make faults`: every call of every story struck in every way, and the table of it in docs/faults.md."""

import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from multiprocessing import get_context

from tests.faults.campaign import Campaign, strike_everything
from tests.faults.crashes import EVERY_WAY, Blow, Place
from tests.faults.invariants import INVARIANTS
from tests.faults.plays import untroubled
from tests.faults.stage import ROOT, stage
from tests.faults.stories import STORIES

PAGE = ROOT / "docs" / "faults.md"
BEGIN, END = "<!-- written by make faults -->\n", "<!-- end of what make faults writes -->\n"
PROCESSES = 2

HEAD = "| Story | Call | " + " | ".join(f"{kind} {moment}" for moment, kind in EVERY_WAY) + " |"


def strike(name: str) -> tuple[str, Campaign]:
    """One story's campaign at the calls that no earlier story makes from the same lines."""
    return name, strike_everything(name, met_before(name))


def met_before(name: str) -> set[Place]:
    """The calls that an earlier story makes, from the same lines of the same functions."""
    earlier = list(STORIES)[: list(STORIES).index(name)]
    return {place for each in earlier for place in untroubled(each).met}


def rows(name: str, struck: Iterable[Blow]) -> Iterator[str]:
    """The table's lines of one story."""
    counted = Counter((f"{b.place.function}: {b.place.call}", b.moment, b.kind) for b in struck)
    for call in sorted({call for call, _, _ in counted}):
        cells = " | ".join(str(counted[call, moment, kind]) for moment, kind in EVERY_WAY)
        yield f"| {name} | {call} | {cells} |"


def page(campaigns: dict[str, Campaign]) -> str:
    """What docs/faults.md says of a run."""
    blows = sum(len(each.struck) for each in campaigns.values())
    plays = sum(each.plays for each in campaigns.values())
    found = sum(len(each.broken) for each in campaigns.values())
    claims = "\n".join(f"- {claim.__name__.replace('_', ' ')}" for claim in INVARIANTS)
    table = "\n".join(line for name, each in campaigns.items() for line in rows(name, each.struck))
    return (
        f"{blows} crashes in {plays} plays; after each play all of these held ({found} breaches):\n\n"
        f"{claims}\n\n{HEAD}\n|---|---|" + "---|" * len(EVERY_WAY) + f"\n{table}\n"
    )


def listed_calls() -> set[str]:
    """The calls that the page's table names."""
    lines = PAGE.read_text("utf-8").splitlines()
    return {line.split(" | ")[1] for line in lines if line.startswith("| ") and ": " in line}


def main() -> int:
    """Play, print, write; how many breaches there were."""
    began = time.monotonic()
    stage()
    for name in STORIES:
        untroubled(name)
    campaigns: dict[str, Campaign] = {}
    with get_context("fork").Pool(PROCESSES) as pool:
        for name, campaign in pool.imap(strike, STORIES):
            campaigns[name] = campaign
            told = [*rows(name, campaign.struck), *campaign.broken]
            print("\n".join(told), flush=True)  # noqa: T201 - a command
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    PAGE.write_text(before + BEGIN + page(campaigns) + END + rest.partition(END)[2], encoding="utf-8")
    spared = sum(len(each.spared) for each in campaigns.values())
    broken = sum(len(each.broken) for each in campaigns.values())
    took = f"{time.monotonic() - began:.0f} s"
    print(f"{spared} calls spared, {broken} breaches, {took}: {PAGE}")  # noqa: T201
    return broken + spared


if __name__ == "__main__":
    sys.exit(bool(main()))
