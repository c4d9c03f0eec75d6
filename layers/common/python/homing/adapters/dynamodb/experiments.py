"""A/B/n tests in the figures table: one item a test, all in one partition, for there are few."""

from collections.abc import Sequence
from dataclasses import replace

from boto3.dynamodb.conditions import Attr

from homing.adapters.dynamodb.conditions import ABSENT
from homing.adapters.dynamodb.items import dump, load
from homing.adapters.dynamodb.table import LAST, Key, Table
from homing.adapters.dynamodb.transactions import alone
from homing.domain.experiment import Experiment

_PARTITION = "experiment"


class Experiments:
    """ports.Experiments over the figures table."""

    def __init__(self, *, figures: Table) -> None:
        self._table = figures

    def of(self, workflow: str) -> Sequence[Experiment]:
        """Every test of a workflow, those of former plans too, by step and plan."""
        found = self._table.query(_PARTITION, f"{workflow}#", f"{workflow}#{LAST}")
        return [load(Experiment, item) for item in found]

    def put(self, known: Experiment | None, experiment: Experiment) -> bool:
        """Write one, with the next revision, if nobody has written since `known`; None: if there is none."""
        revision = 0 if known is None else known.revision
        same = ABSENT if known is None else Attr("revision").eq(revision)
        key = Key(_PARTITION, f"{experiment.workflow}#{experiment.step}#{experiment.plan}")
        item = dump(replace(experiment, revision=revision + 1))
        return alone(self._table.client, self._table.put(key, item, same))
