"""Who is in which segment, segments of segments included, and what can change it."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields

from homing.domain.condition import AllOf, AnyOf, Condition, InSegment, Not
from homing.domain.events import Event, EventName
from homing.domain.facts import Facts, judged
from homing.domain.reads import Reads, reads
from homing.domain.segment import Segment

_PLACES = frozenset({"shipping", "billing", "default_address"})
_ZONE = _PLACES | {"timezone", "chosen_timezone"}
_CONSENT, _ORDER = "(consent)", "(order)"

_TOLD_BY: Mapping[str, frozenset[str]] = {
    "country": _PLACES,
    "zone": _ZONE,
    "hemisphere": _ZONE,
    "season": _ZONE,
    "locale": _PLACES | {"locale", "chosen_locale", "browsing_locale"},
    "age": _ZONE | {"birthday"},
    "source": frozenset({"source", _CONSENT}),
    "subscribed": _PLACES | {_CONSENT, _ORDER},
    "basis": _PLACES | {_CONSENT, _ORDER},
    "opted_out": frozenset({_CONSENT}),
    "tracked": _PLACES | {_CONSENT},
    "has_ordered": frozenset({"orders_count", _ORDER}),
    "orders": frozenset({"orders_count", _ORDER}),
    "spent": frozenset({"total_spent"}),
}
"""Which traits of an event, or its order or consent, decide a fact; any other trait decides its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A segment as it is judged: its whole condition, what that reads, and a hash by which it is known."""

    name: str
    when: Condition
    reads: Reads
    version: str

    def may_change_by(self, event: Event) -> bool:
        """Whether the event can bring a contact in or out: it is counted, or it tells a fact that is read."""
        if event.name in self.reads.events:
            return True
        told = set(_told(event))
        asked = (name.partition(".")[2] for name in self.reads.facts)
        return any(told & _TOLD_BY.get(name, {name}) for name in asked)


def definitions(names: Iterable[str], segments: Mapping[str, Segment]) -> Mapping[str, Definition]:
    """The definitions of those of the segments that there are."""
    return {name: _definition(segments[name], segments) for name in sorted(names) if name in segments}


def _definition(segment: Segment, segments: Mapping[str, Segment]) -> Definition:
    when = inlined(segment.when, segments)
    text = Segment(name=segment.name, title="-", when=when).model_dump_json(by_alias=True)
    version = hashlib.sha256(text.encode()).hexdigest()[:8]
    return Definition(name=segment.name, when=when, reads=reads(when), version=version)


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
    return frozenset(name for name, inside in _verdicts(names, segments, facts) if inside)


def unknown_of(names: Iterable[str], segments: Mapping[str, Segment], facts: Facts) -> frozenset[str]:
    """Those of the segments of which nobody can tell whether the contact of these facts is in them."""
    return frozenset(name for name, inside in _verdicts(names, segments, facts) if inside is None)


def _verdicts(
    names: Iterable[str], segments: Mapping[str, Segment], facts: Facts
) -> Iterator[tuple[str, bool | None]]:
    for name in names:
        if name in segments:
            yield name, judged(inlined(segments[name].when, segments), facts)


def _told(event: Event) -> Iterator[str]:
    for field in fields(event.traits):
        if field.name != "others" and getattr(event.traits, field.name) is not None:
            yield field.name
    yield from event.traits.others
    if event.permissions() or event.name in (EventName.SUBSCRIBED, EventName.UNSUBSCRIBED):
        yield _CONSENT
    if event.order is not None:
        yield _ORDER
