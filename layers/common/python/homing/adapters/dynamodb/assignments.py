"""Assignments, each one item under its contact."""

from collections.abc import Sequence

from homing.adapters.dynamodb.conditions import absent, unchanged
from homing.adapters.dynamodb.figures import count_actions
from homing.adapters.dynamodb.items import dump, expiry, load
from homing.adapters.dynamodb.table import LAST, Key, Table
from homing.adapters.dynamodb.transactions import together
from homing.domain.assignment import Assignment
from homing.domain.figures import Count
from homing.domain.kept_of_people import ASSIGNMENT

_FIRST = "ASSIGNED#"


class Assignments:
    """ports.Assignments over the contacts and figures tables."""

    def __init__(self, *, contacts: Table, figures: Table) -> None:
        self._table = contacts
        self._figures = figures

    def of(self, contact_id: str) -> Sequence[Assignment]:
        """Those of a contact, by workflow, read consistently."""
        items = self._table.query(f"contact#{contact_id}", _FIRST, f"{_FIRST}{LAST}")
        return tuple(load(Assignment, item) for item in items)

    def put(
        self,
        known: Assignment | None,
        assignment: Assignment,
        counts: Sequence[Count],
        *,
        gone: Assignment | None = None,
    ) -> bool:
        """Store a row and count, in one transaction; False if it, or what ends with it, has changed."""
        item = {**dump(assignment), **expiry(assignment.at, ASSIGNMENT.lifetime)}
        as_known = unchanged(known) if known is not None else absent(self._table.now())
        actions = [self._table.put(assignment_key(assignment), item, as_known)]
        if gone is not None:
            actions.append(self._table.delete(assignment_key(gone), unchanged(gone)))
        return not together(self._table.client, [*actions, *count_actions(self._figures, counts)])


def assignment_key(assignment: Assignment) -> Key:
    """Under the contact, found with all that is theirs."""
    which = assignment.workflow + (f"#{assignment.enrollment}" if assignment.enrollment else "")
    return Key(f"contact#{assignment.contact_id}", f"{_FIRST}{which}")
