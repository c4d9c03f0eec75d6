"""Dataclasses to DynamoDB items and back.

Instants are RFC 3339 text in UTC with microseconds, so that texts sort as instants do; money is a number, as
`Decimal`; a field that is None is left out. Inside a value of any type (an enrollment's trigger) every number
comes back as `Decimal`.
"""

from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from pydantic import TypeAdapter

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

Attributes = dict[str, Any]
"""An item in plain values: text, numbers, booleans, lists, maps and sets of text."""

EXPIRES_AT = "expires_at"

T = TypeVar("T")

_to_wire = TypeSerializer().serialize
_from_wire = TypeDeserializer().deserialize


def instant(at: datetime) -> str:
    """The text of an instant that sorts as instants do."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def expiry(since: datetime, lifetime: timedelta) -> Attributes:
    """The attribute that lets DynamoDB drop an item, some day after its lifetime."""
    return {EXPIRES_AT: int((since + lifetime).timestamp())}


def is_expired(attributes: Mapping[str, Any], now: datetime) -> bool:
    """Whether an item's time is over, though DynamoDB still holds it (it may for two days)."""
    return EXPIRES_AT in attributes and int(attributes[EXPIRES_AT]) <= now.timestamp()


@cache
def adapter(kind: Any) -> TypeAdapter[Any]:
    """Pydantic's reader and writer of a type, made once."""
    return TypeAdapter(kind)


def dump(record: object) -> Attributes:
    """The attributes of a dataclass."""
    kind: Any = type(record)
    attributes: Attributes = plain(adapter(kind).dump_python(record, exclude_none=True))
    return attributes


def load(kind: type[T], attributes: Mapping[str, Any]) -> T:
    """The dataclass that an item's attributes hold; keys and expiry are passed over."""
    of_kind: Any = kind
    record: T = adapter(of_kind).validate_python(attributes)
    return record


def plain(value: Any) -> Any:
    """A value as DynamoDB's serialiser takes it."""
    match value:
        case Enum():
            return value.value
        case datetime():
            return instant(value)
        case float():
            return Decimal(str(value))
        case Mapping():
            return {plain(name): plain(each) for name, each in value.items()}
        case list() | tuple():
            return [plain(each) for each in value]
        case _ if is_dataclass(value):
            return dump(value)
        case _:
            return value


def wire(attributes: Mapping[str, Any]) -> "dict[str, AttributeValueTypeDef]":
    """Attributes as the low-level client sends them."""
    return {name: _to_wire(plain(value)) for name, value in attributes.items()}


def unwire(item: "Mapping[str, AttributeValueTypeDef]") -> Attributes:
    """Attributes as the low-level client received them."""
    return {name: _from_wire(value) for name, value in item.items()}
