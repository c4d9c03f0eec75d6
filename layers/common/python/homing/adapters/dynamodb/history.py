"""Clicks of a contact, kept 400 days."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from homing.adapters.dynamodb.items import expiry, instant
from homing.adapters.dynamodb.table import LAST, Key, Table
from homing.adapters.dynamodb.transactions import alone
from homing.domain.attribution import Click
from homing.domain.message import MessageId
from homing.domain.time import parse_iso

_KEPT = timedelta(days=400)


class History:
    """ports.History over the contacts table; a click is its key."""

    def __init__(self, *, contacts: Table) -> None:
        self._table = contacts

    def clicked(self, contact_id: str, click: Click) -> None:
        """Keep a click; the same one once."""
        key = Key(_pk(contact_id), f"CLICK#{instant(click.at)}#{click.message}")
        alone(self._table.client, self._table.put(key, expiry(click.at, _KEPT)))

    def clicks(self, contact_id: str, since: datetime, until: datetime) -> Sequence[Click]:
        """The clicks between two instants, both included, oldest first."""
        low, high = f"CLICK#{instant(since)}", f"CLICK#{instant(until)}#{LAST}"
        return tuple(_click(item["sk"]) for item in self._table.query(_pk(contact_id), low, high))


def _pk(contact_id: str) -> str:
    return f"contact#{contact_id}"


def _click(sort_key: str) -> Click:
    _, at, text = sort_key.split("#", 2)
    message = MessageId.parse(text)
    assert message is not None, sort_key
    return Click(message=message, at=parse_iso(at))
