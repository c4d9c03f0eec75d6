"""Suppressed addresses: one item a cause, under a keyed hash; no item holds the address."""

from collections.abc import Sequence

from homing.adapters.dynamodb.conditions import ABSENT
from homing.adapters.dynamodb.figures import count_actions
from homing.adapters.dynamodb.items import dump, load
from homing.adapters.dynamodb.table import Key, Table
from homing.adapters.dynamodb.transactions import alone, together
from homing.domain.figures import Count
from homing.domain.suppression import Suppression, address_key


class Suppressions:
    """ports.Suppressions over the contacts table."""

    def __init__(self, *, contacts: Table, figures: Table, secret: bytes) -> None:
        self._table = contacts
        self._figures = figures
        self._secret = secret

    def of(self, email: str) -> Sequence[Suppression]:
        """Every cause against an address, read consistently."""
        return self.under(address_key(email, self._secret))

    def under(self, key: str) -> Sequence[Suppression]:
        """Every cause against the address that a key stands for, read consistently."""
        return tuple(load(Suppression, item) for item in self._table.query(_place(key, "").pk))

    def add(self, email: str, suppression: Suppression, counts: Sequence[Count]) -> bool:
        """Put a cause and count, in one transaction; False if that cause stood already."""
        return self.keep(address_key(email, self._secret), suppression, counts)

    def keep(self, key: str, suppression: Suppression, counts: Sequence[Count]) -> bool:
        """Put a cause against the address that a key stands for, as `add` does."""
        put = self._table.put(_place(key, suppression.cause.value), dump(suppression), ABSENT)
        return not together(self._table.client, [put, *count_actions(self._figures, counts)])

    def lift(self, email: str, cause: str) -> None:
        """Take one cause back."""
        alone(self._table.client, self._table.delete(_place(address_key(email, self._secret), cause)))


def _place(key: str, cause: str) -> Key:
    return Key(f"suppressed#{key}", cause)
