"""Visits of strangers, under the visitor's own key, kept 30 days."""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice

from homing.adapters.dynamodb.items import dump, expiry, instant, load
from homing.adapters.dynamodb.table import LAST, Key, Table
from homing.adapters.dynamodb.transactions import alone
from homing.domain.kept_of_people import VISIT
from homing.domain.visit import MOST, Visit


class Visits:
    """ports.Visits over the contacts table."""

    def __init__(self, *, contacts: Table) -> None:
        self._table = contacts

    def keep(self, visitor: str, visit: Visit) -> None:
        """Keep a visit; the same one once."""
        key = Key(visitor, f"VISIT#{instant(visit.time.at)}#{visit.id}")
        alone(
            self._table.client, self._table.put(key, {**dump(visit), **expiry(visit.time.at, VISIT.lifetime)})
        )

    def of(self, visitor: str, since: datetime) -> Sequence[Visit]:
        """The newest visits since an instant, oldest first, read consistently."""
        found = self._table.query(visitor, f"VISIT#{instant(since)}", f"VISIT#{LAST}", newest_first=True)
        return tuple(reversed([load(Visit, item) for item in islice(found, MOST)]))
