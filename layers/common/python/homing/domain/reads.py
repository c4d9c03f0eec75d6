"""What a condition needs to know, so that nothing else is fetched or kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import assert_never

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
from homing.domain.event_names import EventName


@dataclass(frozen=True, slots=True, kw_only=True)
class Reads:
    """Names of what a condition is judged on; `looks` are how far back it looks for which event."""

    facts: frozenset[str] = frozenset()
    events: frozenset[str] = frozenset()
    segments: frozenset[str] = frozenset()
    sent: frozenset[str] = frozenset()
    messages: frozenset[str] = frozenset()
    looks: frozenset[tuple[str, timedelta]] = frozenset()

    def back(self, event: str) -> timedelta:
        """How far back deeds of that name matter."""
        return max((time for name, time in self.looks if name == event), default=timedelta(0))

    def __or__(self, other: "Reads") -> "Reads":
        return Reads(
            facts=self.facts | other.facts,
            events=self.events | other.events,
            segments=self.segments | other.segments,
            sent=self.sent | other.sent,
            messages=self.messages | other.messages,
            looks=self.looks | other.looks,
        )


def with_witnesses(events: Iterable[str]) -> frozenset[str]:
    """The events, and those that say whether an absence of theirs means anything: opens need mails."""
    named = frozenset(events)
    return named | {EventName.EMAIL_DELIVERED.value} if EventName.EMAIL_OPENED in named else named


def reads(condition: Condition | None) -> Reads:
    """What one condition needs to know; nothing, if there is none."""
    match condition:
        case None:
            return Reads()
        case AllOf():
            return all_reads(condition.all)
        case AnyOf():
            return all_reads(condition.any)
        case Not():
            return reads(condition.not_)
        case WasSent():
            return Reads(sent=frozenset({condition.sent}))
        case Happened():
            look = condition.within or HISTORY
            shared = frozenset(f"trigger.{name}" for name in condition.match)
            events = with_witnesses({condition.event})
            # A mail may be opened long after it came.
            looks = frozenset((each, look if each == condition.event else HISTORY) for each in events)
            return Reads(facts=shared, events=events, looks=looks)
        case Reacted():
            return Reads(messages=frozenset({condition.message}))
        case InSegment():
            return Reads(segments=frozenset({condition.segment}))
        case Fact():
            return Reads(facts=frozenset({condition.fact}))
        case _:
            assert_never(condition)


def all_reads(conditions: Iterable[Condition | None]) -> Reads:
    """What several conditions need to know."""
    found = Reads()
    for condition in conditions:
        found = found | reads(condition)
    return found
