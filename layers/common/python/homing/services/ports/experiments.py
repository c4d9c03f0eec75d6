"""A/B/n tests as they stand."""

from collections.abc import Sequence
from typing import Protocol

from homing.domain.experiment import Experiment


class Experiments(Protocol):
    """Tests by workflow, step and plan."""

    def of(self, workflow: str) -> Sequence[Experiment]:
        """Every test of a workflow, those of former plans too, by step and plan."""

    def put(self, known: Experiment | None, experiment: Experiment) -> bool:
        """Write one, with the next revision, if nobody has written since `known`; None: if there is none."""
