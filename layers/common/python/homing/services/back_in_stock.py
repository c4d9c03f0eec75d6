"""Tells who asked for something that was not there, once it is there again."""

from datetime import datetime, timedelta

from homing.domain.due import DueEntry, DueKind
from homing.domain.events import Event, EventName
from homing.domain.product import StockRequest
from homing.domain.time import Stamp
from homing.services import ports
from homing.services.consequences import Consequences

MOST_TOLD = 50
"""So many in one call; the others a minute later."""

_PAUSE = timedelta(minutes=1)
_ANY = "*"


class BackInStock:
    """Makes one event for each who waits, and forgets that they waited."""

    def __init__(
        self,
        *,
        requests: ports.StockRequests,
        contacts: ports.Contacts,
        due: ports.DueIndex,
        consequences: Consequences,
    ) -> None:
        self._requests = requests
        self._contacts = contacts
        self._due = due
        self._consequences = consequences

    def __call__(self, entry: DueEntry, now: datetime) -> None:
        """Tell those who could not be told in the call that found them."""
        product_id, _, variant = entry.key.partition("/")
        self.tell(product_id, None if variant == _ANY else variant, Stamp(now, now), now)

    def tell(self, product_id: str, variant_id: str | None, time: Stamp, now: datetime) -> None:
        """Tell who waits for a variant, or with None who waits for any."""
        waiting = self._requests.waiting(product_id, variant_id, MOST_TOLD)
        for request in waiting:
            self.tell_one(request, time, now)
        if len(waiting) == MOST_TOLD:
            key = f"{product_id}/{variant_id or _ANY}"
            self._due.put(DueEntry(at=now + _PAUSE, kind=DueKind.STOCK, workflow="-", key=key))

    def tell_one(self, request: StockRequest, time: Stamp, now: datetime) -> None:
        """Tell one who waits; forgotten last, so that a crash before tells them again, which is known."""
        contact = self._contacts.get(request.contact_id)
        if contact is not None:
            self._consequences(_there_again(request, time, now), contact, now)
        self._requests.told(request)


def _there_again(request: StockRequest, time: Stamp, now: datetime) -> Event:
    told = {"product_id": request.product_id, "variant_id": request.variant_id}
    return Event(
        id=f"{request.id}/back",
        name=EventName.PRODUCT_BACK_IN_STOCK,
        time=time,
        arrived_at=now,
        properties={name: value for name, value in told.items() if value is not None},
    )
