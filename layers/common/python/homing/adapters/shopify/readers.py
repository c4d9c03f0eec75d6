"""What each kind of webhook says beside its name and time."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from homing.adapters.payload import Payload, email, identifier, text
from homing.adapters.shopify.cart import cart_identity, lines_of, of_cart, of_checkout
from homing.adapters.shopify.consent import of_purchase, record, text_record
from homing.adapters.shopify.customer import buyer_traits, customer_traits
from homing.adapters.shopify.order import buyer_identity, cancellation, order, paid_order
from homing.adapters.shopify.product import gone, product, stock
from homing.adapters.shopify.refund import refund
from homing.domain.consent import ConsentSource, ConsentState, ConsentStatement
from homing.domain.contact import Identity, Merge
from homing.domain.events import Event, EventName, Traits


def _customer(event: Event, payload: Payload) -> Event:
    match event.name:
        case EventName.CUSTOMER_MERGED:
            merge = _merge(payload)
            kept = merge.into.partition("#")[2] if merge else None
            return replace(event, identity=Identity(customer_id=kept), merge=merge)
        case EventName.CUSTOMER_DELETED:
            said = ConsentStatement(
                state=ConsentState.REDACTED, source=ConsentSource.DELETION, time=event.time
            )
            return replace(event, identity=Identity(customer_id=identifier(payload.get("id"))), consent=said)
    traits = customer_traits(payload)
    said_of_it = record(payload, ConsentSource.RECORD, time=event.time, arrived_at=event.arrived_at)
    of_texts = text_record(payload, ConsentSource.RECORD, time=event.time, arrived_at=event.arrived_at)
    return replace(event, identity=_person(traits), traits=traits, consent=said_of_it, text_consent=of_texts)


def _merge(payload: Payload) -> Merge | None:
    """Which customer became part of which; nothing of a merge that failed."""
    kept, deleted = (
        identifier(payload.get(f"admin_graphql_api_customer_{which}_id")) for which in ("kept", "deleted")
    )
    if kept is None or deleted is None or (text(payload.get("status")) or "completed") != "completed":
        return None
    return Merge(into=f"customer#{kept}", gone=(f"customer#{deleted}",))


def _consent(event: Event, payload: Payload) -> Event:
    traits = Traits(
        email=email(payload.get("email_address")) or email(payload.get("email")),
        customer_id=identifier(payload.get("customer_id")),
    )
    said = record(payload, ConsentSource.CHANGE, time=event.time, arrived_at=event.arrived_at)
    return replace(event, identity=_person(traits), traits=traits, consent=said)


def _text_consent(event: Event, payload: Payload) -> Event:
    traits = Traits(customer_id=identifier(payload.get("id")), phone=text(payload.get("phone")))
    said = text_record(payload, ConsentSource.CHANGE, time=event.time, arrived_at=event.arrived_at)
    return replace(event, identity=_person(traits), traits=traits, text_consent=said)


def _person(traits: Traits) -> Identity:
    return Identity(customer_id=traits.customer_id, email=traits.email)


def _cart(event: Event, payload: Payload) -> Event:
    return replace(event, identity=cart_identity(payload), cart=of_cart(payload, event.time))


def _checkout(event: Event, payload: Payload) -> Event:
    bought = _purchase(event, payload, checkout_token="token")
    return replace(bought, cart=of_checkout(payload, event.time))


def _order(event: Event, payload: Payload) -> Event:
    bought = _purchase(event, payload, checkout_token="checkout_token")
    told = order(payload, event.time)
    properties: Mapping[str, Any] = {}
    if told is not None:
        named = {"order_name": text(payload.get("name"))} if text(payload.get("name")) else {}
        properties = {"order_id": told.id, "total": told.total, "currency": told.currency, **named}
    bought = replace(bought, properties=properties)
    match event.name:
        case EventName.ORDER_CANCELLED:
            return replace(bought, cancellation=cancellation(payload))
        case EventName.ORDER_PAID:
            return replace(bought, order=paid_order(payload, event.time))
        case EventName.ORDER_FULFILLED:
            return bought
        case _:
            return replace(bought, order=told, items=lines_of(payload))


def _purchase(event: Event, payload: Payload, *, checkout_token: str) -> Event:
    traits = buyer_traits(payload)
    return replace(
        event,
        identity=buyer_identity(payload, traits, checkout_token=checkout_token),
        traits=traits,
        consent=of_purchase(payload, time=event.time, arrived_at=event.arrived_at),
    )


def _refund(event: Event, payload: Payload) -> Event:
    told = refund(payload)
    return event if told is None else replace(event, refund=told, properties={"order_id": told.order_id})


def _product(event: Event, payload: Payload) -> Event:
    if event.name == EventName.PRODUCT_DELETED:
        return replace(event, gone=gone(payload))
    return replace(event, product=product(payload, event.time))


def _stock(event: Event, payload: Payload) -> Event:
    return replace(event, stock=stock(payload, event.time))


READERS: Mapping[str, Callable[[Event, Payload], Event]] = {
    "customers": _customer,
    "customers_email_marketing_consent": _consent,
    "customers_marketing_consent": _text_consent,
    "carts": _cart,
    "checkouts": _checkout,
    "orders": _order,
    "refunds": _refund,
    "products": _product,
    "inventory_levels": _stock,
}
"""By the first part of a topic."""


def says_something(event: Event) -> bool:
    """Whether an event tells of anybody or anything."""
    of_orders = (event.order, event.cancellation, event.refund)
    told = (*of_orders, event.product, event.gone, event.stock, event.merge)
    return event.identity != Identity() or any(each is not None for each in told)
