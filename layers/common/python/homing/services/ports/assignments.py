"""Who was assigned to which arm of a workflow, and what they ordered since."""

from collections.abc import Sequence
from typing import Protocol

from homing.domain.assignment import Assignment
from homing.domain.figures import Count


class Assignments(Protocol):
    """One row a workflow and contact, kept 400 days."""

    def of(self, contact_id: str) -> Sequence[Assignment]:
        """Those of a contact, by workflow, read consistently."""

    def put(
        self,
        known: Assignment | None,
        assignment: Assignment,
        counts: Sequence[Count],
        *,
        gone: Assignment | None = None,
    ) -> bool:
        """Store a row and count, in one transaction; False if it is no longer `known`.

        `gone` is the row of who proved to be the same contact, which ends with it; False if it had changed.
        """
