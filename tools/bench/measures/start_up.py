"""How much longer a function takes to start than the SDK that it cannot do without."""

import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from tools.bench import lambda_process
from tools.bench.lambda_process import Handler
from tools.bench.measure import Measure, Row, Size, times

PROBE = str(Path(lambda_process.__file__).with_name("start_up_probe.py"))
RUNS = {Size.TINY: 1, Size.FULL: 15}


def run(size: Size) -> Sequence[Row]:
    """One row a function."""
    interpreter = lambda_process.python(like_lambda=size is Size.FULL)
    chosen = lambda_process.handlers()[: 1 if size is Size.TINY else None]
    with lambda_process.paths(interpreter) as path, lambda_process.environment(path) as environment:
        layer, sdk = path

        def probe(kind: str, *words: str, folders: Sequence[str]) -> Any:
            told = {**environment, "PYTHONPATH": os.pathsep.join(folders)}
            return lambda_process.run(interpreter, told, PROBE, kind, *words)

        def function(handler: Handler) -> Any:
            return probe("function", handler.module, folders=(str(handler.folder), layer))

        def floor(services: Sequence[str]) -> Any:
            return probe("floor", *services, folders=(sdk,))

        return [_row(handler, partial(function, handler), floor, RUNS[size]) for handler in chosen]


def _row(
    handler: Handler, function: Callable[[], Any], floor: Callable[[Sequence[str]], Any], runs: int
) -> Row:
    first = function()
    services, version = first["services"], first["python"]
    floor(services)  # both have compiled their modules now
    ours, floors = [], []
    for _ in range(runs):
        ours.append(function()["seconds"])
        floors.append(floor(services)["seconds"])
    return Row(
        name=f"`{handler.name}`",
        figure=times(median(ours) / median(floors)),
        over=f"boto3 with clients of {', '.join(services)}",
        how=f"{median(ours) * 1000:.0f} over {median(floors) * 1000:.0f} ms, medians of {runs}, {version}",
    )


MEASURE = Measure(
    title="Start-up of each function",
    says="Processor time in a fresh process from its first import to its use cases and clients, over "
    "importing boto3 and making the same clients. The layer is the deployed one with this machine's "
    "wheels and its own cut SDK; the floor has the whole SDK, as Lambda's runtime brings it. "
    "The goal for `send` is 1.3x.",
    run=run,
)
