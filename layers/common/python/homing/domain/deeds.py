"""What is remembered of an event: its name, its time, and as many of its plain properties as fit."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from homing.domain.events import Event
from homing.domain.facts import Deed

MOST_BYTES = 800
"""Of a deed's properties; with its key and time an item stays below the 1 KB that one write unit pays for."""

LONGEST_TEXT = 200
MOST_DIGITS = 38  # of a number in DynamoDB
MOST_MAGNITUDE = 100


def deed_of(event: Event) -> Deed:
    """The event as history keeps it."""
    return Deed(name=event.name, at=event.time.at, properties=plain({**_of_order(event), **event.properties}))


def plain(
    properties: Mapping[str, Any], *, room: int = MOST_BYTES, longest: int = LONGEST_TEXT
) -> Mapping[str, Any]:
    """Those that are one text, number or yes-or-no, in their order, for as long as there is room."""
    kept: dict[str, Any] = {}
    for name, told in properties.items():
        value = _plain(told, longest)
        size = None if value is None or not name else _size(f"{name}{value}")
        if size is not None and size <= room:
            kept[name] = value
            room -= size
    return kept


def _plain(value: Any, longest: int) -> Any:
    """The value as every engine keeps it; None for what is no plain value."""
    match value:
        case bool():
            return value
        case str():
            return value if len(value) <= longest else None
        case int() | float() | Decimal():
            number = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
            fits = number.is_finite() and len(number.as_tuple().digits) <= MOST_DIGITS
            return number if fits and abs(number.adjusted()) <= MOST_MAGNITUDE else None
        case _:
            return None


def _size(text: str) -> int | None:
    try:
        return len(text.encode())
    except UnicodeEncodeError:  # half a surrogate pair, which no table takes
        return None


def _of_order(event: Event) -> Mapping[str, Any]:
    """What an order comes to, which the shop tells in a shape of its own."""
    order = event.order
    return {} if order is None else {"order_id": order.id, "total": order.total, "currency": order.currency}
