"""`python -m tools.ab_simulation`: plays A/B/n tests by the thousand, and writes docs/experiments.md.

Each test is played look by look through the code that looks at real ones, on contacts drawn by chance.
"""

import math
import random
import sys
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path
from typing import Any

from homing.domain.ab_test import ABTest
from homing.domain.experiment import ArmCount, DecisionKind, Experiment
from homing.domain.look import look, verdict
from homing.domain.sample_size import needed

PAGE = Path(__file__).parents[1] / "docs" / "experiments.md"
NOW = datetime(2026, 3, 2, tzinfo=UTC)
RUNS = 20_000
SEED = 7
ARMS = ("first", "second", "third", "fourth")

BEGIN, END = "<!-- measured: begin -->\n", "<!-- measured: end -->\n"


class Draws:
    """Successes among so many contacts, drawn from a table of the binomial distribution."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._tables: dict[tuple[int, float], list[float]] = {}

    def of(self, contacts: int, rate: float) -> int:
        """How many of so many contacts do what each does at that rate."""
        table = self._tables.get((contacts, rate))
        if table is None:
            table = list(accumulate(_chance(contacts, k, rate) for k in range(contacts + 1)))
            self._tables[contacts, rate] = table
        return min(contacts, bisect_left(table, self._rng.random()))


def played(test: ABTest, rates: Mapping[str, float], each: int, draws: Draws) -> str | None:
    """The winner of one test whose arms get `each` contacts before every look, None if none was found."""
    known = Experiment(workflow="w", step="s", plan="p", arms=tuple(rates), started=NOW)
    totals = dict.fromkeys(rates, (0, 0))
    for place in range(test.looks.most):
        for arm, rate in rates.items():
            contacts, successes = totals[arm]
            totals[arm] = contacts + each, successes + draws.of(each, rate)
        arms = [ArmCount(name=arm, contacts=n, successes=x) for arm, (n, x) in totals.items()]
        seen = look(test, known, arms, place, NOW)
        decision = verdict(test, known, seen)
        if decision is not None:
            return decision.arm if decision.kind is DecisionKind.FOUND else None
        known = known.looked(seen)
    return None


def planned(**plan: Any) -> ABTest:
    """A test of a click rate with what is told of its plan."""
    usual = {"metric": "click_rate", "owner": "sales", "goal": "-", "base": "10%", "change": "5 points"}
    looks = {"first": "14d", "every": "7d", "most": plan.pop("looks", 4)}
    return ABTest.model_validate({**usual, "looks": looks, **plan})


def measured(runs: int) -> Sequence[str]:
    """A row of the page's table for each kind of test."""
    rows = [
        "| Arms | Looks | Base | Change | Contacts | Nothing to find: found all the same | declared "
        "| The change is there: found | declared |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for arms, looks, base, change in (
        (2, 1, "10%", "5 points"),
        (2, 4, "10%", "5 points"),
        (2, 10, "10%", "5 points"),
        (2, 4, "2%", "50%"),
        (2, 4, "40%", "6 points"),
        (3, 4, "10%", "5 points"),
        (4, 4, "10%", "5 points"),
    ):
        test = planned(looks=looks, base=base, change=change)
        names = ARMS[:arms]
        whole = needed(test, dict.fromkeys(names, 100 // arms))
        each = math.ceil(whole / arms / looks)
        same = dict.fromkeys(names, test.rate)
        draws = Draws(random.Random(SEED))
        wrong = sum(played(test, same, each, draws) is not None for _ in range(runs)) / runs
        better = same | {"second": test.expected}
        right = sum(played(test, better, each, draws) == "second" for _ in range(runs)) / runs
        rows.append(
            f"| {arms} | {looks} | {base} | {change} | {each * looks * arms:,} "
            f"| {_share(wrong, runs)} | at most 5% | {_share(right, runs)} | 80% |"
        )
        print(rows[-1], flush=True)
    return rows


def main(arguments: Sequence[str]) -> int:
    """Play, and put the table into the page."""
    runs = int(arguments[0]) if arguments else RUNS
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    table = "\n".join(measured(runs))
    told = (
        f"Of {runs:,} tests each, seed {SEED}; behind each share three of its standard errors.\n\n{table}\n"
    )
    PAGE.write_text(before + BEGIN + told + END + after, encoding="utf-8")
    return 0


def _chance(contacts: int, k: int, rate: float) -> float:
    ways = math.lgamma(contacts + 1) - math.lgamma(k + 1) - math.lgamma(contacts - k + 1)
    return math.exp(ways + k * math.log(rate) + (contacts - k) * math.log1p(-rate))


def _share(rate: float, runs: int) -> str:
    return f"{rate:.2%} ± {3 * math.sqrt(rate * (1 - rate) / runs):.2%}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
