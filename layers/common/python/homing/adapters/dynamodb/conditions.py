"""The few conditions that the adapters write under."""

from dataclasses import MISSING, Field, fields
from datetime import datetime
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.conditions import Attr, ConditionBase

from homing.adapters.dynamodb.items import EXPIRES_AT, dump, instant, plain
from homing.domain.time import Stamp

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

EXISTS = Attr("pk").exists()
ABSENT = Attr("pk").not_exists()


def absent(now: datetime) -> ConditionBase:
    """There is no such item, or one whose time is over and that no reader is shown any more."""
    return ABSENT | Attr(EXPIRES_AT).lte(int(now.timestamp()))


def older(path: str, stamp: Stamp) -> ConditionBase:
    """What stands at the path is older than the stamp, or nothing stands there."""
    at, claimed = instant(stamp.at), instant(stamp.claimed)
    tie = Attr(f"{path}.at").eq(at) & Attr(f"{path}.claimed").lt(claimed)
    return Attr(path).not_exists() | Attr(f"{path}.at").lt(at) | tie


def unchanged(known: "DataclassInstance | None") -> ConditionBase:
    """The item is still what was read; absent for None.

    Compared field by field, not by a revision, so that callers pass on what they read; a field that was
    added to the class since the item was written counts as its default.
    """
    if known is None:
        return ABSENT
    stored = dump(known)
    return all_of(*(_is_still(field, stored) for field in fields(known)))


def all_of(*conditions: ConditionBase) -> ConditionBase:
    """Every one of at least one condition."""
    return reduce(and_, conditions)


def _is_still(field: "Field[Any]", stored: dict[str, Any]) -> ConditionBase:
    attribute = Attr(field.name)
    if field.name not in stored:
        return attribute.not_exists()
    value = stored[field.name]
    default = field.default_factory() if field.default_factory is not MISSING else field.default
    same = attribute.eq(value)
    return same | attribute.not_exists() if plain(default) == value else same
