"""Days on which mail to an address bounced: one item an address, under the key of its suppressions."""

from datetime import UTC, date, datetime, time

from homing.adapters.dynamodb.items import expiry
from homing.adapters.dynamodb.table import Key, Table
from homing.adapters.dynamodb.transactions import alone, changed
from homing.domain.soft_bounces import KEPT
from homing.domain.suppression import address_key


class SoftBounces:
    """ports.SoftBounces over the contacts table."""

    def __init__(self, *, contacts: Table, secret: bytes) -> None:
        self._table = contacts
        self._secret = secret

    def note(self, email: str, day: date) -> frozenset[date]:
        """Add a day; every day that is known, this one included."""
        # A set takes the same day twice and days in any order, so that redelivery counts nothing twice.
        update = self._table.update(
            self._place(email),
            assign=expiry(datetime.combine(day, time(), UTC), KEPT),
            add={"days": {day.isoformat()}},
        )
        item = changed(self._table.client, update) or {}
        return frozenset(date.fromisoformat(each) for each in item.get("days", ()))

    def known(self, email: str) -> bool:
        """Whether any day is; a day that was added just now may be overlooked."""
        place = self._place(email)
        found = self._table.query(place.pk, str(place.sk), str(place.sk), consistent=False)
        return next(found, None) is not None

    def clear(self, email: str) -> None:
        """Forget them all."""
        alone(self._table.client, self._table.delete(self._place(email)))

    def _place(self, email: str) -> Key:
        return Key(f"soft#{address_key(email, self._secret)}", "DAYS")
