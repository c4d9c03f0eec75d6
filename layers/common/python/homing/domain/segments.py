"""Who is in which segment, segments of segments included."""

from collections.abc import Iterable, Mapping

from homing.domain.condition import AllOf, AnyOf, Condition, InSegment, Not
from homing.domain.facts import Facts, holds
from homing.domain.segment import Segment


def inlined(condition: Condition, segments: Mapping[str, Segment]) -> Condition:
    """The condition with that of each segment in the segment's place; nobody is in one that is not there."""
    match condition:
        case AllOf():
            return AllOf(all=tuple(inlined(part, segments) for part in condition.all))
        case AnyOf():
            return AnyOf(any=tuple(inlined(part, segments) for part in condition.any))
        case Not():
            return Not(not_=inlined(condition.not_, segments))
        case InSegment(segment=name):
            return inlined(segments[name].when, segments) if name in segments else condition
        case _:
            return condition


def members_of(names: Iterable[str], segments: Mapping[str, Segment], facts: Facts) -> frozenset[str]:
    """Those of the segments that the contact of these facts is in."""
    known = (segments[name] for name in names if name in segments)
    return frozenset(each.name for each in known if holds(inlined(each.when, segments), facts))
