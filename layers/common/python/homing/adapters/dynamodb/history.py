"""What a contact did, clicked and opened."""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice

from homing.adapters.dynamodb.items import Attributes, expiry, instant
from homing.adapters.dynamodb.table import LAST, Key, Table
from homing.adapters.dynamodb.transactions import alone
from homing.domain.facts import Deed
from homing.domain.kept_of_people import CLICK, DEED, OPEN
from homing.domain.message import MessageId
from homing.domain.time import parse_iso
from homing.domain.touch import Touch, TouchKind

KEPT = {TouchKind.CLICK: CLICK, TouchKind.OPEN: OPEN}
"""The row that a touch is kept as."""

MOST_DEEDS = 1001
"""Of one name that are read: one more than a condition may count to."""


class History:
    """ports.History over the contacts table; a touch is its key, and a deed its key and properties."""

    def __init__(self, *, contacts: Table) -> None:
        self._table = contacts

    def touched(self, contact_id: str, touch: Touch) -> None:
        """Keep a click or an open; the same one once."""
        put = self._table.put(_touch_key(contact_id, touch), expiry(touch.at, KEPT[touch.kind].lifetime))
        alone(self._table.client, put)

    def untouched(self, contact_id: str, touches: Sequence[Touch]) -> None:
        """Take back touches that were a machine's; what is not there is passed over."""
        for touch in touches:
            alone(self._table.client, self._table.delete(_touch_key(contact_id, touch)))

    def touches(self, contact_id: str, kind: TouchKind, since: datetime, until: datetime) -> Sequence[Touch]:
        """The touches of a kind between two instants, both included, oldest first."""
        prefix = kind.value.upper()
        low, high = f"{prefix}#{instant(since)}", f"{prefix}#{instant(until)}#{LAST}"
        return tuple(_touch(kind, item["sk"]) for item in self._table.query(_pk(contact_id), low, high))

    def note(self, contact_id: str, deed: Deed, deed_id: str) -> None:
        """Keep something that the contact did; under the same id once."""
        key = Key(_pk(contact_id), f"{_named(deed.name)}{instant(deed.at)}#{deed_id}")
        attributes = {"properties": deed.properties} if deed.properties else {}
        alone(self._table.client, self._table.put(key, {**attributes, **expiry(deed.at, DEED.lifetime)}))

    def hand_on(self, younger_id: str, elder_id: str) -> None:
        """Keep all that one contact did as another's too."""
        for prefix in ("CLICK#", "OPEN#", "DEED#"):
            for item in self._table.query(_pk(younger_id), prefix, f"{prefix}{LAST}"):
                rest = {name: value for name, value in item.items() if name not in ("pk", "sk")}
                alone(self._table.client, self._table.put(Key(_pk(elder_id), item["sk"]), rest))

    def deeds(self, contact_id: str, name: str, since: datetime) -> Sequence[Deed]:
        """What the contact did under that name from an instant on, oldest first; of very many the newest."""
        low, high = f"{_named(name)}{instant(since)}", f"{_named(name)}{LAST}"
        found = self._table.query(_pk(contact_id), low, high, newest_first=True)
        return tuple(_deed(name, item) for item in islice(found, MOST_DEEDS))[::-1]


def touch_place(touch: Touch) -> str:
    """Where a touch stands among what its contact did."""
    return f"{touch.kind.value.upper()}#{instant(touch.at)}#{touch.message}"


def _pk(contact_id: str) -> str:
    return f"contact#{contact_id}"


def _touch_key(contact_id: str, touch: Touch) -> Key:
    return Key(_pk(contact_id), touch_place(touch))


def _named(name: str) -> str:
    """How the keys of one name's deeds begin; an event may be called anything."""
    return f"DEED#{name.replace('%', '%25').replace('#', '%23')}#"


def _deed(name: str, item: Attributes) -> Deed:
    at = item["sk"].split("#", 3)[2]
    return Deed(name=name, at=parse_iso(at), properties=item.get("properties", {}))


def _touch(kind: TouchKind, sort_key: str) -> Touch:
    _, at, text = sort_key.split("#", 2)
    message = MessageId.parse(text)
    assert message is not None, sort_key
    return Touch(message=message, at=parse_iso(at), kind=kind)
