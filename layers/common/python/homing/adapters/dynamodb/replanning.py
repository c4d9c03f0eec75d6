"""The plan of an enrollment's passes, changed in one write under the condition that nobody else has."""

from typing import TYPE_CHECKING

from boto3.dynamodb.conditions import Attr, ConditionBase

from homing.adapters.dynamodb.conditions import all_of
from homing.adapters.dynamodb.items import dump
from homing.adapters.dynamodb.table import Key, Table
from homing.domain.enrollment import PLAN, Enrollment

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

_ADDED_SINCE = {"number": 0}
"""What a row from before there were passes does not say."""


def replan_action(
    table: Table, key: Key, running: ConditionBase, known: Enrollment, planned: Enrollment
) -> "TransactWriteItemTypeDef":
    """One update; a field that is None is not there."""
    before, after = dump(known), dump(planned)
    same = [_is_still(name, before.get(name)) for name in PLAN if name != "state"]
    changed = (name for name in PLAN if name == "state" or after.get(name) != before.get(name))
    assign = {name: after[name] for name in changed if name in after}
    remove = [name for name in PLAN if name in before and name not in after]
    return table.update(key, all_of(running, *same), assign=assign, remove=remove)


def _is_still(name: str, value: object) -> ConditionBase:
    attribute = Attr(name)
    if value is None:
        return attribute.not_exists()
    same = attribute.eq(value)
    return same | attribute.not_exists() if _ADDED_SINCE.get(name) == value else same
