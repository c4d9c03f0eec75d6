"""Which events are done, kept 30 days."""

from collections.abc import Sequence
from datetime import datetime

from homing.adapters.dynamodb.items import expiry, instant
from homing.adapters.dynamodb.table import Key, Table
from homing.adapters.dynamodb.transactions import alone
from homing.domain.kept_beside import SEEN


class Seen:
    """ports.Seen over the events table."""

    def __init__(self, *, events: Table) -> None:
        self._table = events

    def done(self, event_ids: Sequence[str]) -> frozenset[str]:
        """Those of the ids that were finished, read consistently."""
        return frozenset(key.pk for key in self._table.get_all(Key(each) for each in event_ids))

    def finish(self, event_id: str, at: datetime) -> None:
        """Note that every effect of an event stands."""
        done = {"at": instant(at), **expiry(at, SEEN.lifetime)}
        alone(self._table.client, self._table.put(Key(event_id), done))
