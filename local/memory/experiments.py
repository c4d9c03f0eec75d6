"""In-memory port of A/B/n tests."""

from collections.abc import Sequence
from dataclasses import replace

from homing.domain.experiment import Experiment

from local.memory.tables import Store


class MemoryExperiments(Store):
    """Tests by workflow, step and plan."""

    def of(self, workflow: str) -> Sequence[Experiment]:
        kept = self._tables.experiments
        return [kept[place] for place in sorted(kept) if place[0] == workflow]

    def put(self, known: Experiment | None, experiment: Experiment) -> bool:
        place = experiment.workflow, experiment.step, experiment.plan
        stands = self._tables.experiments.get(place)
        revision = 0 if known is None else known.revision
        if (0 if stands is None else stands.revision) != revision:
            return False
        self._tables.experiments[place] = replace(experiment, revision=revision + 1)
        return True
