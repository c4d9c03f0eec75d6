"""Values of events as parts of keys, and whether two events share them."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any


def text_of(value: Any) -> str:
    """A value as it stands in a key; what is missing is empty, and no bar is left alone."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() | Decimal() if value == value // 1:  # to JSON, 7 and 7.0 are one number
            text = str(int(value))
        case _:
            text = str(value)
    return text.replace("\\", "\\\\").replace("|", "\\|")


def shared(names: Iterable[str], one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two events have the same values of these properties."""
    return all(text_of(one.get(name)) == text_of(other.get(name)) for name in names)
