"""Judges conditions on what is known at one moment."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, assert_never

from pydantic import BaseModel, ConfigDict, Field

from homing.domain.condition import (
    HISTORY,
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


class Deed(BaseModel):
    """Something that a contact did, as history keeps it."""

    model_config = ConfigDict(frozen=True)

    name: str
    at: datetime
    properties: Mapping[str, Any] = Field(default_factory=dict)


class Facts(BaseModel):
    """What conditions are judged on, at one moment.

    `deeds` are those of the events that the condition reads, by name; `reactions` what became of this
    enrollment's messages, by step.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    now: datetime
    values: Mapping[str, Any]
    last_sent: Mapping[str, datetime] = Field(default_factory=dict)
    deeds: Mapping[str, tuple[Deed, ...]] = Field(default_factory=dict)
    segments: frozenset[str] = frozenset()
    reactions: Mapping[str, frozenset[str]] = Field(default_factory=dict)


def holds(condition: Condition, facts: Facts) -> bool:
    """Whether the condition is true of these facts."""
    match condition:
        case AllOf():
            return all(holds(part, facts) for part in condition.all)
        case AnyOf():
            return any(holds(part, facts) for part in condition.any)
        case Not():
            return not holds(condition.not_, facts)
        case WasSent():
            sent_at = facts.last_sent.get(condition.sent)
            return sent_at is not None and facts.now - sent_at < condition.within
        case Happened():
            return is_count(condition, times(condition, facts))
        case Reacted():
            return condition.was in facts.reactions.get(condition.message, frozenset())
        case InSegment():
            return condition.segment in facts.segments
        case Fact():
            return _compare(condition, facts.values.get(condition.fact), facts.now)
        case _:
            assert_never(condition)


def times(condition: Happened, facts: Facts) -> int:
    """How often it happened within the time that the condition looks back."""
    return sum(1 for _ in counted(condition, facts))


def counted(condition: Happened, facts: Facts) -> Iterable[Deed]:
    """The deeds that a condition counts."""
    shared = {name: facts.values.get(f"trigger.{name}") for name in condition.match}
    asked = {**condition.where, **shared}
    for deed in facts.deeds.get(condition.event, ()):
        recent = facts.now - deed.at < (condition.within or HISTORY)
        if deed.at <= facts.now and recent and carries(asked, deed.properties):
            yield deed


def carries(where: Mapping[str, Any], properties: Mapping[str, Any]) -> bool:
    """Whether an event has these properties; a list names several values that will do."""
    return all(
        any(_same(each, properties.get(name)) for each in (value if isinstance(value, list) else [value]))
        for name, value in where.items()
    )


def _same(wanted: Any, value: Any) -> bool:
    if isinstance(wanted, bool) or isinstance(value, bool) or value is None:
        return wanted is value
    return str(wanted) == str(value)


def is_count(condition: Happened, count: int) -> bool:
    """Whether so many are as many as the condition asks for."""
    return count >= condition.least and (condition.at_most is None or count <= condition.at_most)


def _compare(condition: Fact, value: Any, now: datetime) -> bool:
    known = value is not None and value != ""
    if condition.exists is not None:
        return known is condition.exists
    if not known:
        return False
    if condition.contains is not None:
        return condition.contains in value if isinstance(value, (str, list, tuple, set, frozenset)) else False
    if condition.in_ is not None:
        return value in condition.in_
    if condition.within is not None:
        at = instant_of(value)
        return at is not None and at <= now and now - at < condition.within
    if condition.at_least is not None or condition.at_most is not None:
        return _within(value, condition.at_least, condition.at_most)
    return bool(value == condition.is_)


def instant_of(value: Any) -> datetime | None:
    """The instant that a value names, a day at its beginning in UTC; None if it names none."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    try:
        return instant_of(datetime.fromisoformat(value)) if isinstance(value, str) else None
    except ValueError:
        return None


def _within(value: Any, least: Decimal | None, most: Decimal | None) -> bool:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return False
    if number.is_nan():
        return False
    return (least is None or number >= least) and (most is None or number <= most)
