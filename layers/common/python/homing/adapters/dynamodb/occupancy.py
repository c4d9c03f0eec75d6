"""Who waits where, kept in the writes that move an enrollment: one update more in their transaction.

One item a workflow, version and shard, with one number a step, so that leaving one step for the next is one
update. The shard is of the enrollment's id, so that two that move at once seldom meet.
"""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from homing.adapters.dynamodb.figures import SHARDS, shard_of
from homing.adapters.dynamodb.table import Key, Table
from homing.domain.enrollment import Enrollment
from homing.domain.occupancy import Occupancy, Place, moves

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

_STEP = "at_"
"""Before a step's name, which may be that of a key."""


def move_actions(
    table: Table, before: Enrollment | None, after: Enrollment
) -> "list[TransactWriteItemTypeDef]":
    """What a transaction does to make `after` of `before`: one update a version, none if nobody moved."""
    return all_move_actions(table, [(before, after)])


def all_move_actions(
    table: Table, changed: Iterable[tuple[Enrollment | None, Enrollment]]
) -> "list[TransactWriteItemTypeDef]":
    """The same of several enrollments: one update an item, for no item may appear in a transaction twice."""
    changes: dict[Key, Counter[str]] = {}
    for before, after in changed:
        partition = _partition(shard_of(after.id, SHARDS))
        for place, change in moves(before, after).items():
            steps = changes.setdefault(Key(partition, f"{place.workflow}#{place.version}"), Counter())
            steps[f"{_STEP}{place.step}"] += change
    return [table.update(key, add=dict(steps)) for key, steps in changes.items()]


def occupancy(table: Table) -> Occupancy:
    """The shards added up: sixteen queries, eventually consistent, which halves their price."""
    counts: Counter[Place] = Counter()
    for shard in range(SHARDS):
        for item in table.query(_partition(shard), consistent=False):
            workflow, version = item["sk"].split("#")
            for name in item:
                if name.startswith(_STEP):
                    counts[Place(workflow, version, name.removeprefix(_STEP))] += int(item[name])
    return {place: count for place, count in counts.items() if count}


def _partition(shard: int) -> str:
    return f"occupancy#{shard}"
