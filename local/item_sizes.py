"""How large a rehearsal's rows would be in DynamoDB, by kind: capacity units and storage follow from it.

The rules are DynamoDB's own: names and texts by their UTF-8 bytes, a number by half its digits, three bytes
for a list or map and one for each of its elements; a write takes a unit for each KB, a read for each 4 KB.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from math import ceil
from typing import Any

from homing.adapters.dynamodb.items import dump

from local.memory.tables import MemoryTables

KEY_BYTES = 72
"""A key of ours, names and all: some 30 characters in each part."""

STORED_OVERHEAD = 100
"""Bytes that DynamoDB adds to each item it stores."""

WRITE_UNIT, READ_UNIT = 1024, 4096
LOOKED_AT = 400
"""Rows of a kind that are measured, evenly spread; more would tell the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemSize:
    """The rows of one kind: how many, and the mean of each."""

    items: int = 0
    bytes: float = 200.0
    write_units: float = 1.0
    read_units: float = 1.0


SMALL = ItemSize()
"""A kind of which the rehearsal keeps no rows, or only keys and an instant: aliases, marks, counters."""


def sizes(tables: MemoryTables) -> Mapping[str, ItemSize]:
    """The kinds whose rows may be large."""
    kinds: Mapping[str, Mapping[Any, Any]] = {
        "contact": tables.contacts,
        "ledger": tables.ledgers,
        "cart": tables.carts,
        "enrollment": tables.enrollments,
        "message": tables.messages,
        "order": tables.orders,
        "memberships": tables.memberships,
        "product": tables.products,
        "date": tables.dates,
        "assignment": {
            (whose, place): row for whose, of in tables.assignments.items() for place, row in of.items()
        },
        "visit": {visit.id: visit for each in tables.visits.values() for visit in each.values()},
    }
    return {kind: _measured(list(rows.values())) for kind, rows in kinds.items() if rows}


def _measured(rows: Sequence[object]) -> ItemSize:
    looked_at = [KEY_BYTES + item_bytes(dump(row)) for row in _spread(rows)]
    return ItemSize(
        items=len(rows),
        bytes=_mean(looked_at),
        write_units=_mean([ceil(each / WRITE_UNIT) for each in looked_at]),
        read_units=_mean([ceil(each / READ_UNIT) for each in looked_at]),
    )


def _spread(rows: Sequence[object]) -> Iterable[object]:
    return islice(rows, 0, None, max(1, len(rows) // LOOKED_AT))


def _mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers)


def item_bytes(attributes: Mapping[str, Any]) -> int:
    """The size of an item's attributes."""
    return sum(len(str(name).encode()) + _bytes(value) for name, value in attributes.items())


def _bytes(value: Any) -> int:
    match value:
        case None | bool():
            return 1
        case int() | Decimal():
            return len(str(value).strip("-0.").replace(".", "")) // 2 + 2
        case Mapping():
            return 3 + len(value) + item_bytes(value)
        case list() | set() | tuple():
            return 3 + sum(1 + _bytes(each) for each in value)
        case _:
            return len(str(value).encode())
