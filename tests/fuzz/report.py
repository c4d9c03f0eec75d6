"""`make fuzz`: a hundred thousand inputs at the public routes, and the table of them in docs/fuzz.md."""

import argparse
import sys
import time
from multiprocessing import get_context

from tests.conventions.tree import ROOT
from tests.fuzz.campaign import Campaign, fuzz, targets
from tests.fuzz.contract import contract
from tests.fuzz.invariants import CLAIMS

PAGE = ROOT / "docs" / "fuzz.md"
INPUTS = 100_000
BY_THE_DOCUMENT = "by docs/openapi.json"
SHARE_BY_THE_DOCUMENT = 0.02
"""Beside the rest: schemathesis takes ten times as long to draw a request."""
PROCESSES = 2
CLASSES = (2, 3, 4, 5)


def run(job: tuple[str, int, int]) -> tuple[str, Campaign]:
    """One target's campaign."""
    name, inputs, seed = job
    return name, contract(inputs, seed) if name == BY_THE_DOCUMENT else fuzz(name, inputs, seed)


def jobs(inputs: int, seed: int) -> list[tuple[str, int, int]]:
    """Who tries what, and how often."""
    names = list(targets())
    by_document = (BY_THE_DOCUMENT, int(inputs * SHARE_BY_THE_DOCUMENT), seed)
    return [by_document, *((name, -(-inputs // len(names)), seed) for name in names)]


def page(found: dict[str, Campaign], seed: int) -> str:
    """What docs/fuzz.md says of a run."""
    tried = sum(each.tried.total() for each in found.values())
    broken = sum(len(each.broken) for each in found.values())
    claims = "\n".join(f"- {claim}" for claim in CLAIMS)
    rows = "\n".join(_row(name, each) for name, each in found.items())
    return f"""\
# Fuzzing

<!-- Written by `make fuzz`. -->

`make fuzz` sends what nobody of ours would send to every public route, through the real handlers over the
engine in memory (`tests/fuzz/`), and feeds the consumer what was let in. Hypothesis draws the requests: real
webhooks, calls and forms with values that do not belong there; bodies that are cut, flipped, zipped, deep or
none at all; tokens and signatures that are forged, spoiled, old or another's; odd methods, paths and headers.
Schemathesis draws more from [openapi.json](openapi.json), allowed by it and not, and holds each answer to it.
`make test` does a small part of the same.

The last run: {tried} inputs with seed {seed}, {broken} findings. `make fuzz SEED=2` draws others. What holds:

{claims}

| Route | Inputs | 2xx | 3xx | 4xx | 5xx | Findings |
|---|---|---|---|---|---|---|
{rows}
"""


def _row(name: str, found: Campaign) -> str:
    answered = [sum(n for (_, kind), n in found.reached.items() if kind == each) for each in CLASSES]
    shown = f"`{name}`" if name.startswith("/") else name
    return f"| {shown} | {found.tried.total()} | {' | '.join(map(str, answered))} | {len(found.broken)} |"


def main() -> None:
    """Run, print, and write the page; 1 if anything broke."""
    parser = argparse.ArgumentParser(prog="make fuzz")
    parser.add_argument("--inputs", type=int, default=INPUTS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=PROCESSES)
    asked = parser.parse_args()
    began, found = time.monotonic(), dict[str, Campaign]()
    with get_context("spawn").Pool(asked.processes, maxtasksperchild=1) as pool:
        for name, campaign in pool.imap(run, jobs(asked.inputs, asked.seed), chunksize=1):
            found[name] = campaign
            print(_row(name, campaign), *campaign.broken, sep="\n", flush=True)  # noqa: T201 - a command
    inputs = sum(each.tried.total() for each in found.values())
    print(f"{inputs} inputs, {time.monotonic() - began:.0f} s")  # noqa: T201
    if asked.inputs >= INPUTS:
        PAGE.write_text(page(found, asked.seed), encoding="utf-8")
    sys.exit(any(each.broken for each in found.values()))


if __name__ == "__main__":
    main()
