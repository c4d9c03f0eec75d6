"""Events that follow from another event of the same contact."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from homing.domain.cart import LineItem
from homing.domain.events import Event, EventName
from homing.domain.product import Product


def products_of(event: Event) -> Sequence[str]:
    """The products that `events_of` asks for."""
    return tuple(dict.fromkeys(item.product_id for item in _bought(event) if item.product_id))


def events_of(event: Event, products: Mapping[str, Product]) -> Sequence[Event]:
    """One `Product Purchased` for each product and variant of an order; `products` are the known ones."""
    return tuple(_purchased(event, item, products.get(item.product_id or "")) for item in _merged(event))


def _bought(event: Event) -> Sequence[LineItem]:
    is_order = event.name == EventName.ORDER_COMPLETED and not (event.order and event.order.test)
    return event.items if is_order else ()


def _merged(event: Event) -> Iterator[LineItem]:
    """A product that stands on two lines, as one of them was given away, is bought once."""
    lines: dict[tuple[str, str | None], LineItem] = {}
    for item in _bought(event):
        if item.product_id is not None:
            place = item.product_id, item.variant_id
            known = lines.get(place)
            lines[place] = replace(item, quantity=item.quantity + (known.quantity if known else 0))
    yield from lines.values()


def _purchased(event: Event, item: LineItem, product: Product | None) -> Event:
    told = {
        "product_id": item.product_id,
        "variant_id": item.variant_id,
        "product_title": product.title if product and product.title else item.title,
        "quantity": item.quantity,
        "order_id": event.order.id if event.order else None,
        "lasts_days": product.lasts_days if product else None,
        "needs_learning": product.needs_learning if product else None,
    }
    return Event(
        id=f"{event.id}/{item.product_id}/{item.variant_id or ''}",
        name=EventName.PRODUCT_PURCHASED,
        time=event.time,
        arrived_at=event.arrived_at,
        identity=event.identity,
        properties={name: value for name, value in told.items() if value is not None},
    )
