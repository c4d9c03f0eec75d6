"""Why a condition holds or does not: each of its parts, with what was found, and until when that stands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
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
from homing.domain.event_names import EventName
from homing.domain.facts import Facts, counted, judged, opens_unseen
from homing.domain.fading import next_change
from homing.domain.segment import Segment
from homing.domain.segments import inlined


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One part of a condition: what it asks, whether it holds, what was found, and until when.

    It is None where only an open would tell and no mail carried a pixel.
    """

    asks: str
    holds: bool | None
    found: str = ""
    until: datetime | None = None
    parts: Sequence["Finding"] = ()


def explained(condition: Condition, facts: Facts, segments: Mapping[str, Segment]) -> Finding:
    """The condition as a tree of findings; a segment in it is explained in its place."""
    whole = inlined(condition, segments)
    asks, found, parts = _told(condition, facts, segments)
    return Finding(
        asks=asks,
        holds=judged(whole, facts),
        found=found,
        until=next_change(whole, facts),
        parts=tuple(explained(part, facts, segments) for part in parts),
    )


def _told(
    condition: Condition, facts: Facts, segments: Mapping[str, Segment]
) -> tuple[str, str, Sequence[Condition]]:
    match condition:
        case AllOf():
            return "all of", "", condition.all
        case AnyOf():
            return "any of", "", condition.any
        case Not():
            return "not", "", (condition.not_,)
        case InSegment():
            segment = segments.get(condition.segment)
            return f"in segment {condition.segment}", "", () if segment is None else (segment.when,)
        case Happened():
            return _of_event(condition), _deeds(condition, facts), ()
        case Fact():
            value = facts.values.get(condition.fact)
            return _of_fact(condition), "unknown" if value in (None, "") else _plain(value), ()
        case WasSent():
            sent_at = facts.last_sent.get(condition.sent)
            asks = f"{condition.sent} sent within {_length(condition.within)}"
            return asks, "never" if sent_at is None else _plain(sent_at), ()
        case Reacted():
            was = ", ".join(sorted(facts.reactions.get(condition.message, ()))) or "nothing"
            return f"{condition.message} was {condition.was}", was, ()
        case _:
            assert_never(condition)


def _of_event(condition: Happened) -> str:
    times = [f"at least {condition.least}"] if condition.least else []
    times += [f"at most {condition.at_most}"] if condition.at_most is not None else []
    where = [f"{name} {_plain(value)}" for name, value in condition.where.items()]
    within = [f"within {_length(condition.within)}"] if condition.within is not None else []
    return " ".join([condition.event, *([f"({', '.join(where)})"] if where else []), *times, *within])


def _deeds(condition: Happened, facts: Facts) -> str:
    found = sorted(counted(condition, facts), key=lambda deed: deed.at)
    if not found and condition.event == EventName.EMAIL_OPENED and opens_unseen(condition, facts):
        return "no mail carried a pixel"
    return f"{len(found)}, the last at {_plain(found[-1].at)}" if found else "none"


def _of_fact(condition: Fact) -> str:
    return " ".join([condition.fact, *_comparison(condition)])


def _comparison(condition: Fact) -> Iterator[str]:
    for field in sorted(condition.model_fields_set - {"fact"}):
        value = getattr(condition, field)
        text = _length(value) if isinstance(value, timedelta) else _plain(value)
        yield f"{field.removesuffix('_').replace('_', ' ')} {text}"


def _plain(value: Any) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case list() | tuple() | set() | frozenset():
            return ", ".join(map(_plain, value))
        case _:
            return str(value)


def _length(time: timedelta) -> str:
    hours, rest = divmod(int(time.total_seconds()), 3600)
    if rest:
        return f"{int(time.total_seconds()) // 60}m"
    return f"{hours // 24}d" if hours % 24 == 0 else f"{hours}h"
