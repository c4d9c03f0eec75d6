"""How far SES's account list was read: one item."""

from homing.adapters.dynamodb.items import dump, load
from homing.adapters.dynamodb.table import Key, Table
from homing.adapters.dynamodb.transactions import alone
from homing.services.ports import Compared

_KEY = Key("account-list", "READING")


class ListReading:
    """ports.ListReading over the contacts table."""

    def __init__(self, *, contacts: Table) -> None:
        self._table = contacts

    def known(self) -> Compared:
        """How far it got."""
        item = self._table.get(_KEY)
        return load(Compared, item) if item is not None else Compared()

    def keep(self, compared: Compared) -> None:
        """Remember that."""
        alone(self._table.client, self._table.put(_KEY, dump(compared)))
