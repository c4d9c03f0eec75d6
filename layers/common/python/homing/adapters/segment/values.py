"""Traits and properties as anybody may send them, made safe to keep: bounded, and of plain kinds."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from homing.adapters.payload import LONGEST_ID, amount, text
from homing.domain.birthday import birthday

LONGEST_NAME = 60
LONGEST_LIST = 50
DEEPEST = 5

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NO_NAME = re.compile(r"[^a-z0-9]+")


def snake(name: str) -> str:
    """A name as our conditions write it: `firstName` and `First Name` are `first_name`."""
    return _NO_NAME.sub("_", _HUMP.sub("_", name).lower()).strip("_")[:LONGEST_NAME]


def key(value: object) -> str | None:
    """A user's or visitor's id, whatever it looks like."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    raw = text(value, LONGEST_ID + 1)
    return None if raw is None or len(raw) > LONGEST_ID else raw


def plain(value: object, depth: int = 0) -> Any:
    """A value that any store takes; None for what is nested too deeply, or says nothing."""
    match value:
        case bool():
            return value
        case str():
            return text(value)
        case int() | Decimal():
            return amount(value)
        case list() if depth < DEEPEST:
            kept = (plain(each, depth + 1) for each in value[:LONGEST_LIST])
            return [each for each in kept if each is not None]
        case dict() if depth < DEEPEST:
            named = ((text(name, LONGEST_NAME), plain(each, depth + 1)) for name, each in value.items())
            return {name: each for name, each in named if name and each is not None}
    return None


def properties(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """Properties under their own names, and under the names by which conditions ask for them."""
    kept: dict[str, Any] = plain(value)
    return {snake(name): each for name, each in kept.items() if snake(name)} | kept


def flat(traits: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Traits by our names; `company.name` is `company_name`."""
    for name, value in plain(traits).items():
        if isinstance(value, dict):
            yield from ((f"{snake(name)}_{inner}"[:LONGEST_NAME], each) for inner, each in flat(value))
        elif snake(name):
            yield snake(name), value


def day(value: object) -> str | None:
    """A day of the calendar as ISO writes it, cut out of what else stands behind it; `--03-14` is one too."""
    raw = text(value)
    if raw is None:
        return None
    if birthday(raw) is not None and raw.startswith("--"):
        return raw[:7]
    try:
        return date.fromisoformat(raw[:10]).isoformat()
    except ValueError:
        return None
