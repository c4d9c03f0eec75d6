"""What leads from a contact to the rows about them that are kept under other keys: one small row each.

Nothing else could find those rows from the person without reading a whole table.
"""

import hashlib
from enum import StrEnum
from typing import TYPE_CHECKING

from homing.adapters.dynamodb.table import LAST, Key, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef


class Traced(StrEnum):
    """What a trace leads to."""

    ALIAS = "alias"
    CART = "cart"
    ORDER = "order"
    GOODS = "goods"


def trace(contacts: Table, contact_id: str, kind: Traced, leads_to: str) -> "TransactWriteItemTypeDef":
    """Note what is theirs; noting it twice leaves one."""
    # A hash, for an alias may be longer than a sort key.
    digest = hashlib.sha256(leads_to.encode()).hexdigest()[:32]
    key = Key(f"contact#{contact_id}", f"TRACE#{kind.value}#{digest}")
    return contacts.put(key, {"leads_to": leads_to})


def traces(contacts: Table, contact_id: str, kind: Traced) -> "Iterator[str]":
    """What was noted of a kind, read consistently."""
    low = f"TRACE#{kind.value}#"
    for item in contacts.query(f"contact#{contact_id}", low, f"{low}{LAST}"):
        yield item["leads_to"]
