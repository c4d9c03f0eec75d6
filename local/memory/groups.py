"""In-memory ports of segments and scores."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from homing.adapters.dynamodb.figures import shard_of
from homing.adapters.dynamodb.segments import SHARDS
from homing.domain.figures import Count
from homing.domain.membership import MembershipRow
from homing.domain.score import Score

from local.memory.tables import Store


class MemorySegments(Store):
    """Memberships by contact, and members by segment."""

    def of(self, contact_id: str) -> MembershipRow:
        return self._tables.memberships.get(contact_id, MembershipRow(contact_id=contact_id))

    def put(self, known: MembershipRow, row: MembershipRow, counts: Sequence[Count]) -> bool:
        if self.of(row.contact_id).revision != known.revision:
            return False
        self._tables.memberships[row.contact_id] = replace(row, revision=known.revision + 1)
        for name in known.inside() | row.inside():
            members = self._tables.members.setdefault(name, set())
            (members.add if name in row.inside() else members.discard)(row.contact_id)
        self._tables.count(tuple(counts))
        return True

    def members(self, segment: str, after: str = "") -> Iterator[str]:
        ordered = sorted(self._tables.members.get(segment, ()), key=_place)
        return (each for each in ordered if not after or _place(each) > _place(after))


def _place(contact_id: str) -> tuple[int, str]:
    return shard_of(contact_id, SHARDS), contact_id


class MemoryScores(Store):
    """Scores by contact and workflow, and the events that were counted."""

    def of(self, contact_id: str, workflow: str) -> Score:
        known = self._tables.scores.get((contact_id, workflow))
        return known or Score(contact_id=contact_id, workflow=workflow)

    def put(self, known: Score, score: Score, event_id: str) -> str:
        place = score.contact_id, score.workflow
        if (*place, event_id) in self._tables.scored:
            return "exists"
        if self.of(*place).revision != known.revision:
            return "raced"
        self._tables.scores[place] = replace(score, revision=known.revision + 1)
        self._tables.scored.add((*place, event_id))
        return "put"

    def forget(self, contact_id: str, workflow: str) -> None:
        self._tables.scores.pop((contact_id, workflow), None)
