"""From a webhook's topic and bytes to the event that it tells."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from homing.adapters.payload import Payload, email, identifier, instant, load
from homing.adapters.shopify.cart import cart_identity, is_completed, of_cart, of_checkout
from homing.adapters.shopify.consent import of_purchase, record, state, stated_at
from homing.adapters.shopify.customer import buyer_traits, customer_traits
from homing.adapters.shopify.order import buyer_identity, cancellation, order, paid_order
from homing.adapters.shopify.product import product
from homing.adapters.shopify.refund import refund
from homing.domain.consent import ConsentSource
from homing.domain.contact import Identity
from homing.domain.events import Event, EventName, Traits
from homing.domain.time import Stamp
from homing.services.intake import Ignored

CONSENT_TOPIC = "customers_email_marketing_consent/update"

NAMES: Mapping[str, EventName] = {
    "customers/create": EventName.CUSTOMER_CREATED,
    "customers/update": EventName.CUSTOMER_UPDATED,
    CONSENT_TOPIC: EventName.CONSENT_UPDATED,
    "checkouts/create": EventName.CHECKOUT_STARTED,
    "checkouts/update": EventName.CHECKOUT_UPDATED,
    "carts/create": EventName.CART_UPDATED,
    "carts/update": EventName.CART_UPDATED,
    "orders/create": EventName.ORDER_COMPLETED,
    "orders/paid": EventName.ORDER_PAID,
    "orders/cancelled": EventName.ORDER_CANCELLED,
    "refunds/create": EventName.ORDER_REFUNDED,
    "products/create": EventName.PRODUCT_UPDATED,
    "products/update": EventName.PRODUCT_UPDATED,
}

TOPICS = frozenset(NAMES)
"""The topics to subscribe to; any other tells us nothing."""


def heard(topic: str, body: bytes, *, delivery_id: str, arrived_at: datetime) -> Sequence[Event | Ignored]:
    """The event that a webhook tells, as services.intake takes it; raises as `normalise` does."""
    event = normalise(topic, body, delivery_id=delivery_id, arrived_at=arrived_at)
    return [Ignored(topic) if event is None else event]


def normalise(topic: str, body: bytes, *, delivery_id: str, arrived_at: datetime) -> Event | None:
    """The event that a webhook tells; None for what tells us nothing.

    Raises:
        MalformedEvent: the bytes are no JSON. Whatever else they hold raises nothing.
    """
    name = NAMES.get(topic)
    if name is None:
        return None
    payload = load(body)
    if not isinstance(payload, dict):
        return None
    kind = topic.partition("/")[0]
    if kind == "checkouts" and is_completed(payload):
        name = EventName.CHECKOUT_COMPLETED
    bare = Event(
        id=_event_id(topic, name, payload, delivery_id),
        name=name,
        time=Stamp.of(_happened(topic, payload), arrived_at),
        arrived_at=arrived_at,
    )
    event = _READERS[kind](bare, payload)
    return event if _says_something(event) else None


def _event_id(topic: str, name: str, payload: Payload, delivery_id: str) -> str:
    """The same for every delivery of one happening; its hash shows neither id nor address."""
    resource, when = _resource(topic, payload), _version(topic, payload)
    happening = when.isoformat() if resource is not None and when is not None else delivery_id
    parts = (topic, name, resource or "", happening)
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _resource(topic: str, payload: Payload) -> str | None:
    """What names the thing that changed."""
    if topic == CONSENT_TOPIC:
        who = identifier(payload.get("customer_id")) or email(payload.get("email_address"))
        # Two changes within one second are two happenings, and differ by their state alone.
        return None if who is None else f"{who}\n{state(payload)}"
    if topic.startswith("checkouts/"):
        return identifier(payload.get("token")) or identifier(payload.get("cart_token"))
    if topic.startswith("carts/"):
        return cart_identity(payload).cart_token
    return identifier(payload.get("id"))


def _version(topic: str, payload: Payload) -> datetime | None:
    """When the thing took the state that is told."""
    if topic == CONSENT_TOPIC:
        return stated_at(payload)
    if topic.startswith("refunds/"):
        return instant(payload.get("created_at")) or instant(payload.get("processed_at"))
    return instant(payload.get("updated_at"))


def _happened(topic: str, payload: Payload) -> datetime | None:
    told = (instant(payload.get(field)) for field in ("updated_at", "processed_at", "created_at"))
    first = next((moment for moment in told if moment is not None), None)
    return stated_at(payload) or first if topic == CONSENT_TOPIC else first


def _customer(event: Event, payload: Payload) -> Event:
    traits = customer_traits(payload)
    said = record(payload, ConsentSource.RECORD, time=event.time, arrived_at=event.arrived_at)
    return replace(event, identity=_person(traits), traits=traits, consent=said)


def _consent(event: Event, payload: Payload) -> Event:
    traits = Traits(
        email=email(payload.get("email_address")) or email(payload.get("email")),
        customer_id=identifier(payload.get("customer_id")),
    )
    said = record(payload, ConsentSource.CHANGE, time=event.time, arrived_at=event.arrived_at)
    return replace(event, identity=_person(traits), traits=traits, consent=said)


def _person(traits: Traits) -> Identity:
    return Identity(customer_id=traits.customer_id, email=traits.email)


def _cart(event: Event, payload: Payload) -> Event:
    return replace(event, identity=cart_identity(payload), cart=of_cart(payload, event.time))


def _checkout(event: Event, payload: Payload) -> Event:
    bought = _purchase(event, payload, checkout_token="token")
    return replace(bought, cart=of_checkout(payload, event.time))


def _order(event: Event, payload: Payload) -> Event:
    bought = _purchase(event, payload, checkout_token="checkout_token")
    match event.name:
        case EventName.ORDER_CANCELLED:
            return replace(bought, cancellation=cancellation(payload))
        case EventName.ORDER_PAID:
            return replace(bought, order=paid_order(payload, event.time))
        case _:
            return replace(bought, order=order(payload, event.time))


def _purchase(event: Event, payload: Payload, *, checkout_token: str) -> Event:
    traits = buyer_traits(payload)
    return replace(
        event,
        identity=buyer_identity(payload, traits, checkout_token=checkout_token),
        traits=traits,
        consent=of_purchase(payload, time=event.time, arrived_at=event.arrived_at),
    )


def _refund(event: Event, payload: Payload) -> Event:
    return replace(event, refund=refund(payload))


def _product(event: Event, payload: Payload) -> Event:
    return replace(event, product=product(payload, event.time))


_READERS: Mapping[str, Callable[[Event, Payload], Event]] = {
    "customers": _customer,
    "customers_email_marketing_consent": _consent,
    "carts": _cart,
    "checkouts": _checkout,
    "orders": _order,
    "refunds": _refund,
    "products": _product,
}


def _says_something(event: Event) -> bool:
    resources = (event.order, event.cancellation, event.refund, event.product)
    return event.identity != Identity() or any(resource is not None for resource in resources)
