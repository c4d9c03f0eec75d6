"""Counters, as reports add them up."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from homing.domain.figures import Count, Totals


class Figures(Protocol):
    """Counters, added up."""

    def totals(self, workflow: str, first: date, last: date) -> Totals:
        """The cells of one workflow (or `list`) from one shop day to another, both included."""

    def add(self, counts: Sequence[Count]) -> None:
        """Count what needs no transaction."""
