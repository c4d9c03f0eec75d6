"""Conditions in words: how a sentence goes on after "if"."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, assert_never

from homing.domain.condition import (
    AllOf,
    AnyOf,
    Condition,
    Fact,
    Happened,
    InSegment,
    Not,
    Reacted,
    WasSent,
)

_UNITS = ((7 * 86_400, "week"), (86_400, "day"), (3_600, "hour"), (60, "minute"))


def readable(name: str) -> str:
    """A step's or segment's name as words."""
    return name.replace("_", " ")


def length(duration: timedelta) -> str:
    """How long, in the largest unit that fits: 24 hours, 14 days."""
    seconds = int(abs(duration).total_seconds())
    size, unit = next(((s, u) for s, u in _UNITS[1:] if seconds % s == 0), _UNITS[-1])
    count = seconds // size
    return f"{count} {unit}{'' if count == 1 else 's'}"


def condition(asked: Condition) -> str:
    """A condition as a sentence goes on after "if"."""
    match asked:
        case AllOf():
            return " and ".join(_grouped(each) for each in asked.all) or "always"
        case AnyOf():
            return " or ".join(_grouped(each) for each in asked.any) or "never"
        case Not():
            return f"not {_grouped(asked.not_)}"
        case WasSent():
            return f"{readable(asked.sent)} was sent in the last {length(asked.within)}"
        case Happened():
            return _happened(asked)
        case Reacted():
            return f"{readable(asked.message)} was {asked.was}"
        case InSegment():
            return f"in {readable(asked.segment)}"
        case Fact():
            return _fact(asked)
        case _:
            assert_never(asked)


def _happened(asked: Happened) -> str:
    often = f"at least {asked.least} times" if asked.least > 1 else "happened"
    if asked.at_most is not None:
        often = f"at most {asked.at_most} times" if asked.at_most else "did not happen"
    back = f" in the last {length(asked.within)}" if asked.within else ""
    same = f" with the same {' and '.join(map(readable, asked.match))}" if asked.match else ""
    return f"{asked.event}{_carrying(asked.where)}{same} {often}{back}"


def _fact(asked: Fact) -> str:
    name = readable(asked.fact.removeprefix("trigger.").removeprefix("contact.").replace(".", " "))
    if asked.exists is not None:
        return f"{name} is {'known' if asked.exists else 'unknown'}"
    if asked.in_ is not None:
        return f"{name} is {' or '.join(map(value_in_words, asked.in_))}"
    if asked.within is not None:
        return f"{name} is in the last {length(asked.within)}"
    if asked.contains is not None:
        return f"{name} contains {value_in_words(asked.contains)}"
    if asked.at_least is not None:
        return f"{name} is at least {asked.at_least}"
    if asked.at_most is not None:
        return f"{name} is at most {asked.at_most}"
    return f"{name} is {value_in_words(asked.is_)}"


def _carrying(where: Mapping[str, Any]) -> str:
    parts = (f"{readable(name)} {value_in_words(value)}" for name, value in where.items())
    return f" ({', '.join(parts)})" if where else ""


def value_in_words(value: Any) -> str:
    """One value."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " or ".join(map(value_in_words, value)) if isinstance(value, list) else str(value)


def _grouped(asked: Condition) -> str:
    return f"({condition(asked)})" if isinstance(asked, (AllOf, AnyOf)) else condition(asked)
