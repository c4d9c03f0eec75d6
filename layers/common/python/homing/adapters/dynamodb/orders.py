"""Orders, each one item with its refunds and its credit."""

from collections.abc import Sequence

from homing.adapters.dynamodb.conditions import EXISTS, absent, unchanged
from homing.adapters.dynamodb.figures import count_actions
from homing.adapters.dynamodb.items import dump, expiry, load
from homing.adapters.dynamodb.profiles import profile_key
from homing.adapters.dynamodb.table import Key, Table
from homing.adapters.dynamodb.traces import Traced, trace, traces
from homing.adapters.dynamodb.transactions import together
from homing.domain.figures import Count
from homing.domain.kept_of_people import ORDER
from homing.domain.order import OrderRow


class Orders:
    """ports.Orders over the contacts table."""

    def __init__(self, *, contacts: Table, figures: Table) -> None:
        self._table = contacts
        self._figures = figures

    def get(self, order_id: str) -> OrderRow | None:
        """One order, read consistently."""
        item = self._table.get(_key(order_id))
        return None if item is None else load(OrderRow, item)

    def of(self, contact_ids: Sequence[str]) -> Sequence[OrderRow]:
        """The orders that count for any of these contacts, by their ids, read consistently."""
        ids = {each for contact_id in contact_ids for each in traces(self._table, contact_id, Traced.ORDER)}
        items = self._table.get_all(_key(each) for each in sorted(ids))
        return sorted((load(OrderRow, item) for item in items.values()), key=lambda row: row.id)

    def put(
        self, known: OrderRow | None, row: OrderRow, counts: Sequence[Count], new_for: Sequence[str] = ()
    ) -> bool:
        """Store an order and count, in one transaction; False if it is no longer `known`.

        `new_for` are the contacts for whom it is one more order; one that is gone is passed over.
        """
        contact_ids = list(dict.fromkeys(new_for))
        before = known.contacts if known is not None else ()
        whose = [each for each in dict.fromkeys(row.contacts) if each not in before]
        traces = [trace(self._table, each, Traced.ORDER, row.id) for each in whose]
        now = self._table.now()
        while True:
            item = {**dump(row), **expiry(now, ORDER.lifetime)}
            put = self._table.put(_key(row.id), item, unchanged(known) if known else absent(now))
            more = [self._table.update(profile_key(c), EXISTS, add={"orders_seen": 1}) for c in contact_ids]
            refused = together(
                self._table.client, [put, *more, *traces, *count_actions(self._figures, counts)]
            )
            if 0 in refused or not refused:
                return not refused
            contact_ids = [c for n, c in enumerate(contact_ids, start=1) if n not in refused]


def _key(order_id: str) -> Key:
    return Key(f"order#{order_id}", "ORDER")
