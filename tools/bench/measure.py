"""What a measure is: a module of `tools.bench.measures` that answers with rows.

Each has a `MEASURE`. A figure is a ratio of two things measured in the same run, so that another machine can
repeat it; what holds of one machine only stands beside it, in the column that says how it was measured.
"""

import importlib
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tools.bench import measures


class Size(StrEnum):
    """How much is measured: enough to print, or only enough to see that the measure runs."""

    TINY = "tiny"
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure."""

    name: str
    figure: str
    over: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One section of docs/benchmarks.md."""

    title: str
    says: str
    run: Callable[[Size], Sequence[Row]]


def all_measures() -> Mapping[str, Measure]:
    """Every measure by the name of its module, which is what `python -m tools.bench NAME` takes."""
    names = sorted(module.name for module in pkgutil.iter_modules(measures.__path__))
    return {name: importlib.import_module(f"{measures.__name__}.{name}").MEASURE for name in names}


def times(ratio: float) -> str:
    """A ratio as the tables write it."""
    return f"{ratio:.2f}x" if ratio < 10 else f"{ratio:,.0f}x"
