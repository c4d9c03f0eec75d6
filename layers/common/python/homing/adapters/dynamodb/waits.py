"""Waits for events, beside the history of the contact who is waited for."""

from collections.abc import Sequence

from homing.adapters.dynamodb.items import dump, expiry, load
from homing.adapters.dynamodb.table import LAST, Key, Table
from homing.adapters.dynamodb.transactions import alone, changed
from homing.domain.kept_of_people import WAIT
from homing.services.ports import Wait


class Waits:
    """ports.Waits over the contacts table."""

    def __init__(self, *, contacts: Table) -> None:
        self._table = contacts

    def arm(self, wait: Wait) -> Wait:
        """Put a wait, or only add its tokens to one that stands; the wait that stands now."""
        fields = dump(wait)
        del fields["tokens"]
        update = self._table.update(
            _key(wait),
            fill=fields | expiry(wait.until, WAIT.lifetime),
            add={"tokens": set(wait.tokens)},
        )
        row = changed(self._table.client, update)
        return wait if row is None else load(Wait, row)

    def of(self, contact_id: str, event: str | None = None) -> Sequence[Wait]:
        """The waits of a contact for an event, or for any, read consistently."""
        low = "WAIT#" if event is None else f"WAIT#{event}#"
        found = [load(Wait, item) for item in self._table.query(_pk(contact_id), low, low + LAST)]
        return [each for each in found if event in (None, each.event)]

    def drop(self, wait: Wait) -> None:
        """Forget one that was answered."""
        alone(self._table.client, self._table.delete(_key(wait)))


def _key(wait: Wait) -> Key:
    return Key(_pk(wait.contact_id), f"WAIT#{wait.event}#{wait.message}")


def _pk(contact_id: str) -> str:
    return f"contact#{contact_id}"
