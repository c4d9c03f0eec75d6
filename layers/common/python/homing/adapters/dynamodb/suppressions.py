"""Suppressed addresses: one item a cause."""

from collections.abc import Sequence

from homing.adapters.dynamodb.conditions import ABSENT
from homing.adapters.dynamodb.figures import count_actions
from homing.adapters.dynamodb.items import dump, load
from homing.adapters.dynamodb.table import Key, Table
from homing.adapters.dynamodb.transactions import alone, together
from homing.domain.figures import Count
from homing.domain.suppression import Suppression


class Suppressions:
    """ports.Suppressions over the contacts table."""

    def __init__(self, *, contacts: Table, figures: Table) -> None:
        self._table = contacts
        self._figures = figures

    def of(self, email: str) -> Sequence[Suppression]:
        """Every cause against an address, read consistently."""
        return tuple(load(Suppression, item) for item in self._table.query(_key(email, "").pk))

    def add(self, email: str, suppression: Suppression, counts: Sequence[Count]) -> bool:
        """Put a cause and count, in one transaction; False if that cause stood already."""
        put = self._table.put(_key(email, suppression.cause.value), dump(suppression), ABSENT)
        return not together(self._table.client, [put, *count_actions(self._figures, counts)])

    def lift(self, email: str, cause: str) -> None:
        """Take one cause back."""
        alone(self._table.client, self._table.delete(_key(email, cause)))


def _key(email: str, cause: str) -> Key:
    return Key(f"suppressed#{email}", cause)
