"""How much longer a function takes to start than the SDK that it cannot do without."""

from collections.abc import Mapping, Sequence
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
        return [_row(handler, interpreter, environment, RUNS[size]) for handler in chosen]


def _row(handler: Handler, interpreter: str, environment: Mapping[str, str], runs: int) -> Row:
    told = {**environment, "PYTHONPATH": f"{handler.folder}:{environment['PYTHONPATH']}"}

    def probe(*words: str) -> Any:
        return lambda_process.run(interpreter, told, PROBE, *words)

    first = probe("function", handler.module)
    services, version = first["services"], first["python"]
    probe("floor", *services)  # both have compiled their modules now
    ours, floor = [], []
    for _ in range(runs):
        ours.append(probe("function", handler.module)["seconds"])
        floor.append(probe("floor", *services)["seconds"])
    return Row(
        name=f"`{handler.name}`",
        figure=times(median(ours) / median(floor)),
        over=f"boto3 with clients of {', '.join(services)}",
        how=f"{median(ours) * 1000:.0f} over {median(floor) * 1000:.0f} ms, medians of {runs}, {version}",
    )


MEASURE = Measure(
    title="Start-up of each function",
    says="Processor time in a fresh process from its first import to its use cases and clients, over "
    "importing boto3 and making the same clients. The layer is the deployed one with this machine's "
    "wheels. The goal for `send` is 1.3x.",
    run=run,
)
