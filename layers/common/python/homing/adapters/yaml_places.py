"""Where in a YAML file a mistake stands: the keys that lead to it, and its line."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, get_args

import yaml

from homing.domain.steps import Step
from homing.domain.trigger import Trigger

Place = tuple[str | int, ...]
"""The keys and positions that lead to a part of a file."""


def _types(union: Any) -> set[str]:
    """The words by which the members of a union are told apart."""
    members = get_args(get_args(union)[0])
    return {get_args(member.model_fields["type"].annotation)[0] for member in members}


_CONDITIONS = {"all", "any", "not", "sent", "event", "message", "segment", "fact"}
_TAGS = frozenset(_types(Step) | _types(Trigger) | _CONDITIONS)


def place_of(node: Any, loc: Sequence[Any], *, by_key: bool = True) -> tuple[list[str], int]:
    """The keys that lead to a mistake, and its line; Pydantic's names of union members are no keys.

    `by_key` is whether the last part is a key for certain, being missing or unknown.
    """
    place: list[str] = []
    line = 1 if node is None else node.start_mark.line + 1
    for position, part in enumerate(loc):
        if isinstance(node, yaml.MappingNode):
            keys = {key.value: (key, value) for key, value in node.value}
            if _is_member(part) and part not in keys:
                continue
            if part in _TAGS and _is_tag(loc, position, keys) and not (by_key and position + 1 == len(loc)):
                continue
            place.append(str(part))
            if part in keys:
                line, node = keys[part][0].start_mark.line + 1, keys[part][1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            place.append(str(part))
            line = node.start_mark.line + 1
    return place, line


def one_of_each(errors: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The errors without echoes: what each member of a union says of one value, and what pydantic says of a
    list whose only item is wrong, of which the item's own error tells.
    """
    kept: list[Mapping[str, Any]] = []
    told: set[Place] = set()
    for error in errors:
        member = next((n for n, part in enumerate(error["loc"]) if _is_member(part)), None)
        union = error["loc"][:member] if member is not None else None
        if union in told or _is_echo(error, errors):
            continue
        if union is not None:
            told.add(union)
        kept.append(error)
    return kept


def _is_echo(error: Mapping[str, Any], errors: Sequence[Mapping[str, Any]]) -> bool:
    place = error["loc"]
    return error["type"] == "too_short" and any(
        len(each["loc"]) > len(place) and each["loc"][: len(place)] == place for each in errors
    )


def _is_member(part: Any) -> bool:
    """Whether a part of pydantic's place names a member of a union: `After`, `str-enum[Key]`, `tuple[…]`."""
    return isinstance(part, str) and ("[" in part or part[:1].isupper())


def _is_tag(loc: Sequence[Any], position: int, keys: Collection[str]) -> bool:
    """A tag stands right before the key of the same name, or before a key of what it names, or last."""
    if position + 1 < len(loc):
        return loc[position] not in keys or loc[position + 1] in keys
    return position == 0 or loc[position - 1] != loc[position]
