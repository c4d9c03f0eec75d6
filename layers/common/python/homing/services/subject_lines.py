"""Gives each subject line a short key to count by, and writes the line out once for the reports."""

import hashlib
from base64 import urlsafe_b64encode
from datetime import date

from homing.domain.figures import Cell, Count, Metric, subjects_of
from homing.services import ports

ALWAYS = date.min
"""The day under which lines are written out: they belong to none."""

LONGEST = 120
_KEPT_APART = str.maketrans({"#": "\uff03"})  # the sign between the parts of a counter's key


class SubjectLines:
    """Each process writes each line out once, at the price of one count."""

    def __init__(self, *, figures: ports.Figures) -> None:
        self._figures = figures
        self._written: set[Cell] = set()

    def key(self, workflow: str, step: str, locale: str, line: str) -> str | None:
        """The key of a line, None where there is none to count by."""
        text = line.translate(_KEPT_APART)[:LONGEST]
        if not text:
            return None
        cell = Cell(
            workflow=subjects_of(workflow), day=ALWAYS.isoformat(), step=step, variant=text, locale=locale
        )
        if cell not in self._written:
            self._figures.add([Count(cell=cell, metric=Metric.SENT, shard_key=text)])
            self._written.add(cell)
        return key_of(text)


def key_of(text: str) -> str:
    """Four signs: of a step's few lines no two will share them."""
    return urlsafe_b64encode(hashlib.sha256(text.encode()).digest()[:3]).decode()
