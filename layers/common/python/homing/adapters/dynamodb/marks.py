"""Exit marks, and the checks by which an enrollment's transaction looks at them."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from boto3.dynamodb.conditions import Attr, ConditionBase

from homing.adapters.dynamodb.conditions import absent, all_of, older
from homing.adapters.dynamodb.items import dump, expiry, load
from homing.adapters.dynamodb.table import Key, Table
from homing.adapters.dynamodb.transactions import alone
from homing.domain.exit_marks import LEFT
from homing.domain.kept_of_people import MARK
from homing.domain.time import Stamp
from homing.services.ports import Guard

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef


class Marks:
    """ports.Marks over the contacts table: one item a key, one attribute an event."""

    def __init__(self, *, contacts: Table) -> None:
        self._table = contacts

    def add(self, keys: Sequence[str], event: str, time: Stamp) -> None:
        """Write a mark on every key, unless a newer one stands there.

        One write a key; the event that is marked is redelivered until all of them stand.
        """
        for key in dict.fromkeys(keys):
            mark = {event: dump(time), **expiry(self._table.now(), MARK.lifetime)}
            alone(
                self._table.client,
                self._table.update(_key(key), older(event, time), assign=mark),
            )

    def of(self, keys: Sequence[str]) -> Mapping[str, Mapping[str, Stamp]]:
        """The marks of each key, read consistently."""
        found = self._table.get_all(_key(key) for key in keys)
        return {key: _events(found.get(_key(key), {})) for key in keys}


def guard_checks(contacts: Table, guard: Guard) -> "list[TransactWriteItemTypeDef]":
    """The conditions on which an enrollment may be put: none of the guard's events on its cart, whatever its
    time, and none on its contact at or after `since`. On a tie the exit wins; without `since` the contact is
    asked for no event. What only markets is put if the contact has not left since whoever enrolls looked.
    """
    events = sorted(guard.events)
    # A transaction may look at an item once: two exits of the same key stand on one item.
    by_key: dict[str, list[ConditionBase]] = {}
    for token in guard.cart_tokens if events else ():
        by_key[token] = [Attr(event).not_exists() for event in events]
    if guard.only_markets and guard.contact_id:
        by_key.setdefault(guard.contact_id, []).append(_not_left_since(guard.departed))
    since = guard.since
    if since is not None:
        if events and guard.contact_id:
            by_key.setdefault(guard.contact_id, []).extend(older(event, since) for event in events)
        for key, event in sorted(set(guard.matched)):
            by_key.setdefault(key, []).append(older(event, since))
    expired = absent(contacts.now())
    return [contacts.check(_key(key), expired | all_of(*asked)) for key, asked in by_key.items()]


def left_action(contacts: Table, contact_id: str, left: Stamp) -> "TransactWriteItemTypeDef":
    """What a transaction does to mark that a contact left; whoever writes it knows of no later leaving."""
    mark = {LEFT: dump(left), **expiry(contacts.now(), MARK.lifetime)}
    return contacts.update(_key(contact_id), None, assign=mark)


def _not_left_since(departed: Stamp | None) -> ConditionBase:
    never = Attr(LEFT).not_exists()
    return never if departed is None else Attr(LEFT).eq(dump(departed)) | older(LEFT, departed)


def _key(key: str) -> Key:
    return Key(f"mark#{key}", "MARK")


def _events(item: Mapping[str, Mapping[str, str]]) -> Mapping[str, Stamp]:
    return {name: load(Stamp, stored) for name, stored in item.items() if isinstance(stored, Mapping)}
