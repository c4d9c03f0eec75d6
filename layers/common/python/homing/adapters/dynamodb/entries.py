"""When each key last entered a workflow: one item a key, which of two at once only one can write."""

from typing import TYPE_CHECKING

from boto3.dynamodb.conditions import Attr

from homing.adapters.dynamodb.conditions import ABSENT
from homing.adapters.dynamodb.items import dump, load
from homing.adapters.dynamodb.table import Key, Table
from homing.domain.enrollment import Entry
from homing.services.ports import Guard

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef


def entry_actions(table: Table, guard: Guard) -> "list[TransactWriteItemTypeDef]":
    """What the enrolling transaction does: one put, or none where a key enters once."""
    if guard.entry is None:
        return []
    known = guard.entered
    still = ABSENT if known is None else Attr("enrollment").eq(known.enrollment)
    return [table.put(_key(guard.entry.id), dump(guard.entry), still)]


def last_entry(table: Table, entry_id: str) -> Entry | None:
    """When a key last entered, None if never."""
    item = table.get(_key(entry_id))
    return None if item is None else load(Entry, item)


def _key(entry_id: str) -> Key:
    return Key(entry_id, "ENTRY")
