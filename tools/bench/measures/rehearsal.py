"""How long a season of a whole shop takes on one machine, and how much memory."""

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from os import wait4
from pathlib import Path
from time import perf_counter

from tools.bench.measure import Measure, Row, Size, times

GOAL = 60  # seconds
SHOPS = {Size.TINY: (2, 4, 1), Size.FULL: (1_000, 10_000, 90)}  # contacts of a small and a large shop, days
UNIT = 1024 if sys.platform == "linux" else 1  # bytes that getrusage counts memory in


@dataclass(frozen=True, slots=True)
class Run:
    """One rehearsal in a process of its own."""

    seconds: float
    processor: float
    peak: float
    mails: int

    def told(self) -> str:
        """In words."""
        seconds = f"{self.seconds:.1f} s, {self.processor:.1f} s of processors"
        return f"{seconds}, {self.peak / 2**20:,.0f} MiB, {self.mails:,} mails"


def run(size: Size) -> Sequence[Row]:
    """How long, and how both time and memory grow with the shop."""
    few, many, days = SHOPS[size]
    small, large = _demo(few, days), _demo(many, days)
    a_mail = (large.processor / large.mails) / (small.processor / small.mails)
    return [
        Row(
            name=f"{many:,} contacts, {days} days",
            figure=times(large.seconds / GOAL),
            over=f"the goal of {GOAL} s",
            how=large.told(),
        ),
        Row(
            name="processor time a mail",
            figure=times(a_mail),
            over=f"that of {few:,} contacts",
            how=small.told(),
        ),
        Row(
            name="memory at its peak",
            figure=times(large.peak / small.peak),
            over=f"that of {few:,} contacts",
            how=f"{large.peak / 2**20:,.0f} over {small.peak / 2**20:,.0f} MiB",
        ),
    ]


def _demo(contacts: int, days: int) -> Run:
    with tempfile.TemporaryDirectory() as out:
        code = "from local.cli import main; main()"
        words = ["demo", "--contacts", str(contacts), "--days", str(days), "--out", out]
        before = perf_counter()
        process = subprocess.Popen([sys.executable, "-c", code, *words], stdout=subprocess.DEVNULL)
        _, status, used = wait4(process.pid, 0)
        seconds = perf_counter() - before
        process.returncode = status
        if status:
            raise RuntimeError(
                f"the rehearsal of {contacts} contacts failed; run: homing {' '.join(words[:5])}"
            )
        return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * UNIT, _mails(Path(out)))


def _mails(out: Path) -> int:
    return max(1, len(list((out / "outbox").glob("*.eml"))))


MEASURE = Measure(
    title="Rehearsal",
    says="`homing demo` from its first import to its last file: every webhook, wait, mail and reaction of a "
    "shop, through the real handlers, with the outbox and the report written. A second process writes the "
    "mails; processor time is of both, memory of the larger. Fewer seconds of processors than of the clock "
    "mean that the machine was busy with something else.",
    run=run,
)
