"""In-memory assignments; one thread, so every method is a transaction."""

from collections.abc import Sequence

from homing.domain.assignment import Assignment
from homing.domain.figures import Count

from local.memory.tables import Store


class MemoryAssignments(Store):
    """Assignments by contact, and by workflow."""

    def of(self, contact_id: str) -> Sequence[Assignment]:
        known = self._tables.assignments.get(contact_id, {})
        return [known[place] for place in sorted(known)]

    def put(
        self,
        known: Assignment | None,
        assignment: Assignment,
        counts: Sequence[Count],
        *,
        gone: Assignment | None = None,
    ) -> bool:
        rows = self._tables.assignments
        place = assignment.workflow, assignment.enrollment or ""
        theirs = rows.get(assignment.contact_id, {})
        if theirs.get(place) != known or (gone is not None and gone not in self.of(gone.contact_id)):
            return False
        rows.setdefault(assignment.contact_id, {})[place] = assignment
        if gone is not None:
            del rows[gone.contact_id][place]
        self._tables.count(tuple(counts))
        return True
