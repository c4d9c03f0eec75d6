"""What a contact did and clicked, kept 400 days."""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice

from homing.adapters.dynamodb.items import Attributes, expiry, instant
from homing.adapters.dynamodb.table import LAST, Key, Table
from homing.adapters.dynamodb.transactions import alone
from homing.domain.attribution import Click
from homing.domain.facts import Deed
from homing.domain.kept_of_people import CLICK, DEED
from homing.domain.message import MessageId
from homing.domain.time import parse_iso

MOST_DEEDS = 1001
"""Of one name that are read: one more than a condition may count to."""


class History:
    """ports.History over the contacts table; a click is its key, and a deed its key and properties."""

    def __init__(self, *, contacts: Table) -> None:
        self._table = contacts

    def clicked(self, contact_id: str, click: Click) -> None:
        """Keep a click; the same one once."""
        put = self._table.put(_click_key(contact_id, click), expiry(click.at, CLICK.lifetime))
        alone(self._table.client, put)

    def unclicked(self, contact_id: str, clicks: Sequence[Click]) -> None:
        """Take back clicks that were a machine's; what is not there is passed over."""
        for click in clicks:
            alone(self._table.client, self._table.delete(_click_key(contact_id, click)))

    def clicks(self, contact_id: str, since: datetime, until: datetime) -> Sequence[Click]:
        """The clicks between two instants, both included, oldest first."""
        low, high = f"CLICK#{instant(since)}", f"CLICK#{instant(until)}#{LAST}"
        return tuple(_click(item["sk"]) for item in self._table.query(_pk(contact_id), low, high))

    def note(self, contact_id: str, deed: Deed, deed_id: str) -> None:
        """Keep something that the contact did; under the same id once."""
        key = Key(_pk(contact_id), f"{_named(deed.name)}{instant(deed.at)}#{deed_id}")
        attributes = {"properties": deed.properties} if deed.properties else {}
        alone(self._table.client, self._table.put(key, {**attributes, **expiry(deed.at, DEED.lifetime)}))

    def hand_on(self, younger_id: str, elder_id: str) -> None:
        """Keep all that one contact did as another's too."""
        for prefix in ("CLICK#", "DEED#"):
            for item in self._table.query(_pk(younger_id), prefix, f"{prefix}{LAST}"):
                rest = {name: value for name, value in item.items() if name not in ("pk", "sk")}
                alone(self._table.client, self._table.put(Key(_pk(elder_id), item["sk"]), rest))

    def deeds(self, contact_id: str, name: str, since: datetime) -> Sequence[Deed]:
        """What the contact did under that name from an instant on, oldest first; of very many the newest."""
        low, high = f"{_named(name)}{instant(since)}", f"{_named(name)}{LAST}"
        found = self._table.query(_pk(contact_id), low, high, newest_first=True)
        return tuple(_deed(name, item) for item in islice(found, MOST_DEEDS))[::-1]


def _pk(contact_id: str) -> str:
    return f"contact#{contact_id}"


def _click_key(contact_id: str, click: Click) -> Key:
    return Key(_pk(contact_id), f"CLICK#{instant(click.at)}#{click.message}")


def _named(name: str) -> str:
    """How the keys of one name's deeds begin; an event may be called anything."""
    return f"DEED#{name.replace('%', '%25').replace('#', '%23')}#"


def _deed(name: str, item: Attributes) -> Deed:
    at = item["sk"].split("#", 3)[2]
    return Deed(name=name, at=parse_iso(at), properties=item.get("properties", {}))


def _click(sort_key: str) -> Click:
    _, at, text = sort_key.split("#", 2)
    message = MessageId.parse(text)
    assert message is not None, sort_key
    return Click(message=message, at=parse_iso(at))
