"""docs/benchmarks.md: a section for each measure, with the command, the day and the machine that made it.

A measure that is run alone replaces its own section and leaves the others as they were.
"""

import platform
import re
from collections.abc import Mapping, Sequence
from datetime import date
from os import cpu_count
from pathlib import Path
from textwrap import fill

from tools.bench.measure import Measure, Row

PLACE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
OPENING = """# Benchmarks

Written by `make bench`; `python -m tools.bench NAME` measures one section anew. A figure is a ratio of two
things measured in the same run on the same machine, so that it can be repeated elsewhere; seconds and bytes
are of the machine that is named. No test asserts any of it.
"""
HEAD = "| What | Figure | Over | How |\n|---|---|---|---|\n"
MADE = re.compile(r"`python -m tools\.bench (?P<name>\w+)`, (?P<day>\d{4}-\d\d-\d\d), (?P<machine>.+)\.")
_SECTION = re.compile(r"^## .+?(?=^## |\Z)", re.MULTILINE | re.DOTALL)


def machine() -> str:
    """Processor, cores and Python of this machine, in one line."""
    return f"{cpu_count()} x {_processor()}, Python {platform.python_version()}"


def section(name: str, measure: Measure, rows: Sequence[Row], day: date, made_on: str) -> str:
    """One measure's section."""
    table = "".join(f"| {row.name} | {row.figure} | {row.over} | {row.how} |\n" for row in rows)
    made = f"`python -m tools.bench {name}`, {day.isoformat()}, {made_on}."
    return f"## {measure.title}\n\n{fill(measure.says, 120)}\n\n{made}\n\n{HEAD}{table}"


def sections(text: str) -> dict[str, str]:
    """The sections of a document by the name of their measure."""
    found = {}
    for match in _SECTION.finditer(text):
        made = MADE.search(match[0])
        if made is not None:
            found[made["name"]] = match[0].rstrip() + "\n"
    return found


def compose(parts: Mapping[str, str]) -> str:
    """The document of some sections, in the order of their names."""
    return "\n".join([OPENING, *(parts[name] for name in sorted(parts))])


def _processor() -> str:
    try:
        told = Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    model = re.search(r"^model name\s*:\s*(.+)$", told, re.MULTILINE)
    return model[1].strip() if model else platform.machine()
