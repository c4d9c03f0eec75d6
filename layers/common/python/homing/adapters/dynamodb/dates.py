"""Dates that events brought, an item for each occurrence key under its contact."""

from collections.abc import Sequence

from boto3.dynamodb.conditions import Attr

from homing.adapters.dynamodb.conditions import absent, older
from homing.adapters.dynamodb.items import dump, expiry, load
from homing.adapters.dynamodb.table import LAST, Key, Table
from homing.adapters.dynamodb.transactions import alone
from homing.domain.brought import BroughtDate
from homing.domain.kept_of_people import DATE


class Dates:
    """ports.Dates over the contacts table."""

    def __init__(self, *, contacts: Table) -> None:
        self._table = contacts

    def bring(self, brought: BroughtDate) -> bool:
        """Keep a date unless a newer event's stands; the same event's takes its own place."""
        same = Attr("event_id").eq(brought.event_id)
        free = absent(self._table.now()) | same | older("time", brought.time)
        item = dump(brought) | expiry(brought.at, DATE.lifetime)
        return alone(
            self._table.client,
            self._table.put(_key(brought.contact_id, brought.workflow, brought.key), item, free),
        )

    def get(self, contact_id: str, workflow: str, key: str) -> BroughtDate | None:
        """The newest date of a key, read consistently."""
        item = self._table.get(_key(contact_id, workflow, key))
        return None if item is None else load(BroughtDate, item)

    def of(self, contact_id: str) -> Sequence[BroughtDate]:
        """Every date of a contact, those that have come among them."""
        found = self._table.query(f"contact#{contact_id}", "DATE#", f"DATE#{LAST}")
        return [load(BroughtDate, item) for item in found]


def _key(contact_id: str, workflow: str, key: str) -> Key:
    return Key(f"contact#{contact_id}", f"DATE#{workflow}#{key}")
