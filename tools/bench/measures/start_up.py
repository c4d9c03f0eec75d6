"""How much longer a function takes to start than the SDK that it cannot do without."""

import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from tools.bench import lambda_process
from tools.bench.lambda_process import Handler
from tools.bench.measure import Measure, Row, Size, times

PROBE = str(Path(lambda_process.__file__).with_name("start_up_probe.py"))
MB = 1024 * 1024
LARGEST_LAYER = 250 * MB
RUNS = {Size.TINY: 1, Size.FULL: 15}


def run(size: Size) -> Sequence[Row]:
    """One row a function, and one for what they load."""
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

        rows = [_row(handler, partial(function, handler), floor, RUNS[size]) for handler in chosen]
    return [*rows, _layer(Path(layer))]


def _row(
    handler: Handler, function: Callable[[], Any], floor: Callable[[Sequence[str]], Any], runs: int
) -> Row:
    first = function()
    services, version = first["services"], first["python"]
    floor(services)  # both have compiled their modules now
    ours, floors = [], []  # of which the quickest count: neighbours on the machine only ever add
    for _ in range(runs):
        ours.append(function()["seconds"])
        floors.append(floor(services)["seconds"])
    return Row(
        name=f"`{handler.name}`",
        figure=times(min(ours) / min(floors)),
        over=f"boto3 with clients of {', '.join(services)}",
        how=f"{min(ours) * 1000:.0f} over {min(floors) * 1000:.0f} ms, best of {runs}, {version}",
    )


def _layer(python: Path) -> Row:
    with tempfile.TemporaryDirectory() as folder:
        zipped = Path(shutil.make_archive(str(Path(folder, "layer")), "zip", python)).stat().st_size
    unpacked = sum(path.stat().st_size for path in python.rglob("*") if path.is_file())
    return Row(
        name="the layer",
        figure=f"{unpacked / LARGEST_LAYER:.0%}",
        over="the 250 MB that Lambda unpacks",
        how=f"{unpacked / MB:.1f} MB unpacked, {zipped / MB:.1f} MB zipped",
    )


MEASURE = Measure(
    title="Start-up of each function",
    says="Processor time in a fresh process from its first import to its use cases and clients, over "
    "importing boto3 and making the same clients. The layer is the deployed one with this machine's "
    "wheels and its own cut SDK; the floor has the whole SDK, as Lambda's runtime brings it. "
    "The goal for `send` is 1.3x; what stands between is in decision 30.",
    run=run,
)
