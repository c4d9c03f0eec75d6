"""Keeps the catalogue, and who waits for what is not there."""

from datetime import datetime
from typing import Any

from homing.domain.contact import Contact
from homing.domain.events import Event, EventName
from homing.domain.product import Product, StockLevel, StockRequest
from homing.domain.time import Stamp
from homing.services import ports
from homing.services.back_in_stock import BackInStock


class Shelf:
    """What events say of goods.

    Whether something was gone before is not asked: who waits for it is told as soon as anything says that it
    is there, once, and forgotten. So nothing is lost between two calls, in whatever order they come.
    """

    def __init__(self, *, catalogue: ports.Goods, requests: ports.StockRequests, back: BackInStock) -> None:
        self._catalogue = catalogue
        self._requests = requests
        self._back = back

    def __call__(self, event: Event, contact: Contact | None) -> None:
        """Take in what an event says of goods; again, it changes nothing."""
        now = event.arrived_at
        if event.product is not None:
            self._catalogue.put(event.product)
            self._offered(event.product, now)
        if event.gone is not None:
            self._catalogue.remove(event.gone, event.time)
        if event.stock is not None:
            self._counted(event.stock, now)
        if event.name == EventName.BACK_IN_STOCK_REQUESTED and contact is not None:
            self._asked(event, contact)

    def _offered(self, product: Product, now: datetime) -> None:
        there = [variant.id for variant in product.variants if variant.available]
        if product.published and there and self._requests.any_for(product.id):
            for variant_id in (*there, None):
                self._back.tell(product.id, variant_id, product.time, now)

    def _counted(self, level: StockLevel, now: datetime) -> None:
        self._catalogue.count(level)
        found = self._catalogue.variant(level.item) if level.available else None
        if found is None:
            return
        product_id, variant_id = found
        if self._requests.any_for(product_id):
            for variant in (variant_id, None):
                self._back.tell(product_id, variant, level.time, now)

    def _asked(self, event: Event, contact: Contact) -> None:
        """Keep who asks; the goods may have come between their asking and our hearing of it."""
        variant_id = _id(event.properties.get("variant_id"))
        product_id = _id(event.properties.get("product_id"))
        if product_id is None and variant_id is not None:
            product_id = self._catalogue.product_of(variant_id)
        if product_id is None:
            return
        request = StockRequest(
            id=event.id,
            contact_id=contact.id,
            product_id=product_id,
            variant_id=variant_id,
            time=event.time,
        )
        self._requests.put(request)
        came = self._came(request)
        if came is not None:
            self._back.tell_one(request, came, event.arrived_at)

    def _came(self, request: StockRequest) -> Stamp | None:
        """When the goods came, if they did after they were asked for and are there as far as we know."""
        product = self._catalogue.get([request.product_id]).get(request.product_id)
        if product is None or not product.published:
            return None
        wanted = [v for v in product.variants if request.variant_id in (None, v.id)]
        told = [(product.time, bool(v.available)) for v in wanted]
        counted = (self._catalogue.level(v.item) for v in wanted if v.item and request.variant_id)
        told += [(level.time, level.available) for level in counted if level is not None]
        newest = max((time for time, _ in told), default=request.time)
        there = any(available for time, available in told if time == newest)
        return newest if there and newest > request.time else None


def _id(value: Any) -> str | None:
    return str(value) if value not in (None, "") else None
