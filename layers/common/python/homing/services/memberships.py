"""Keeps who is in which segment, as events and time change it, and tells who entered and who left."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property

from homing.domain.contact import Contact
from homing.domain.due import DueEntry
from homing.domain.errors import WriteConflict
from homing.domain.events import Event
from homing.domain.facts import Facts, holds
from homing.domain.fading import next_change
from homing.domain.figures import Count
from homing.domain.judgement import Judgement, look_entry
from homing.domain.membership import MembershipRow
from homing.domain.reads import Reads
from homing.domain.rules import Rules
from homing.domain.segments import Definition, definitions
from homing.domain.time import Stamp
from homing.services import counting, ports
from homing.services.knowledge import Knowledge

RACES = 8
"""How often others may change one contact's memberships while they are judged."""


class Memberships:
    """The one writer of memberships; a segment that nothing deployed names is not kept, and costs nothing."""

    def __init__(
        self,
        *,
        segments: ports.Segments,
        contacts: ports.Contacts,
        due: ports.DueIndex,
        workflows: ports.Workflows,
        knowledge: Knowledge,
        rules: Rules,
    ) -> None:
        self._segments = segments
        self._contacts = contacts
        self._due = due
        self._workflows = workflows
        self._knowledge = knowledge
        self._rules = rules

    def changed_by(self, event: Event, contact: Contact, now: datetime) -> Sequence[Event]:
        """Judge the segments that an event can change, once it is noted; who entered or left tells so.

        The same event again tells the same again. A segment that is new, or defined anew, is judged at
        whatever event comes next.
        """
        judge = Judgement(
            cause=event.happening,
            time=event.time,
            arrived_at=event.arrived_at,
            brings=lambda d: d.may_change_by(event),
        )
        return self._settle(contact.id, judge, now)

    def look(self, entry: DueEntry, now: datetime) -> Sequence[Event]:
        """Judge every segment of a contact because its time has come; again, it tells the same again."""
        cause = f"look/{entry.key}/{entry.at.isoformat()}"
        return self._settle(entry.key, Judgement(cause=cause, time=Stamp.of(now, now), arrived_at=now), now)

    def look_soon(self, contact_id: str, now: datetime) -> None:
        """Let the sweep judge a contact of whom something was written that no event tells."""
        if self._kept:
            self._due.put(look_entry(contact_id, now))

    def members(self, segment: str, after: str = "") -> Iterator[str]:
        """The contacts in a segment as they were last judged, from behind `after` on, page by page."""
        return self._segments.members(segment, after)

    @cached_property
    def _kept(self) -> Mapping[str, Definition]:
        return definitions(self._workflows.reads().segments, self._workflows.segments())

    def _settle(self, contact_id: str, judge: Judgement, now: datetime) -> Sequence[Event]:
        """Judge until nothing changes any more.

        A judgement on facts that another event has outdated meanwhile is judged again after it is written.
        """
        if not self._kept:
            return ()
        told: dict[str, Event] = {}
        for _ in range(RACES):
            row = self._segments.of(contact_id)
            told |= {each.id: each for each in judge.again(row)}
            after = self._judged(row, judge, now)
            if after == row:
                return tuple(told.values())
            if after.look_at is not None and after.look_at != row.look_at:
                self._due.put(look_entry(contact_id, after.look_at))
            self._segments.put(row, after, self._counts(row, after, now))
        raise WriteConflict(f"{contact_id}: others kept changing its segments")

    def _judged(self, row: MembershipRow, judge: Judgement, now: datetime) -> MembershipRow:
        gone = row.segments.keys() - self._kept.keys()
        overdue = row.look_at is not None and row.look_at <= now
        asked = [d for d in self._kept.values() if overdue or judge.asks(d, row.segments.get(d.name))]
        kept = {name: each for name, each in row.segments.items() if name not in gone}
        if not asked:
            return replace(row, segments=kept) if gone else row
        contact = self._contacts.get(row.contact_id)  # afresh: an order counts only once it is kept
        if contact is None:
            return row
        if contact.id != row.contact_id:  # proved to be another, who is judged as that other
            return replace(row, segments={}, look_at=None)
        facts = self._facts(contact, asked, now)
        found = {
            each.name: judge.membership(each, row.segments.get(each.name), holds(each.when, facts))
            for each in asked
        }
        looks = [next_change(each.when, facts) for each in asked]
        standing = None if overdue else row.look_at
        look_at = min((each for each in (*looks, standing) if each is not None), default=None)
        return replace(row, segments=kept | found, look_at=look_at)

    def _facts(self, contact: Contact, asked: Iterable[Definition], now: datetime) -> Facts:
        reads = Reads()
        for each in asked:
            reads = reads | each.reads
        return self._knowledge.facts(contact, reads, now, trigger={})

    def _counts(self, row: MembershipRow, after: MembershipRow, now: datetime) -> Sequence[Count]:
        joined, left = after.inside() - row.inside(), row.inside() - after.inside()
        return counting.for_segments(joined, left, now, row.contact_id, self._rules.zone)
