"""Exit marks, and the checks by which an enrollment's transaction looks at them."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from boto3.dynamodb.conditions import Attr

from homing.adapters.dynamodb.conditions import absent, all_of, older
from homing.adapters.dynamodb.items import dump, expiry, load
from homing.adapters.dynamodb.table import Key, Table
from homing.adapters.dynamodb.transactions import alone
from homing.domain.time import Stamp
from homing.services.ports import Guard

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

_KEPT = timedelta(days=30)


class Marks:
    """ports.Marks over the contacts table: one item a key, one attribute an event."""

    def __init__(self, *, contacts: Table) -> None:
        self._table = contacts

    def add(self, keys: Sequence[str], event: str, time: Stamp) -> None:
        """Write a mark on every key, unless a newer one stands there.

        One write a key; the event that is marked is redelivered until all of them stand.
        """
        for key in dict.fromkeys(keys):
            mark = {event: dump(time), **expiry(self._table.now(), _KEPT)}
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
    not asked.
    """
    events = sorted(guard.events)
    expired = absent(contacts.now())
    checks = []
    if events:
        unmarked = expired | all_of(*(Attr(event).not_exists() for event in events))
        checks += [contacts.check(_key(token), unmarked) for token in dict.fromkeys(guard.cart_tokens)]
    since = guard.since
    if since is None:
        return checks
    if events and guard.contact_id:
        before = all_of(*(older(event, since) for event in events))
        checks.append(contacts.check(_key(guard.contact_id), expired | before))
    # A transaction may look at an item once: two exits of the same key stand on one item.
    by_key: dict[str, set[str]] = {}
    for key, event in guard.matched:
        by_key.setdefault(key, set()).add(event)
    for key, named in by_key.items():
        before = all_of(*(older(event, since) for event in sorted(named)))
        checks.append(contacts.check(_key(key), expired | before))
    return checks


def _key(key: str) -> Key:
    return Key(f"mark#{key}", "MARK")


def _events(item: Mapping[str, Mapping[str, str]]) -> Mapping[str, Stamp]:
    return {name: load(Stamp, stored) for name, stored in item.items() if isinstance(stored, Mapping)}
