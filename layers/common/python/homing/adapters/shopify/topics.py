"""From a webhook's topic and bytes to the event that it tells."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from homing.adapters.payload import Payload, email, identifier, instant, load, text
from homing.adapters.shopify.cart import cart_identity, is_completed
from homing.adapters.shopify.consent import state, stated_at, texts_stated_at
from homing.adapters.shopify.evidence import with_evidence
from homing.adapters.shopify.privacy import ASKS, asked
from homing.adapters.shopify.readers import READERS, says_something
from homing.domain.events import Event, EventName
from homing.domain.privacy import Asked
from homing.domain.time import Stamp
from homing.services.intake import Ignored

CONSENT_TOPIC = "customers_email_marketing_consent/update"
TEXT_CONSENT_TOPIC = "customers_marketing_consent/update"

NAMES: Mapping[str, EventName] = {
    "customers/create": EventName.CUSTOMER_CREATED,
    "customers/update": EventName.CUSTOMER_UPDATED,
    CONSENT_TOPIC: EventName.CONSENT_UPDATED,
    TEXT_CONSENT_TOPIC: EventName.CONSENT_UPDATED,
    "checkouts/create": EventName.CHECKOUT_STARTED,
    "checkouts/update": EventName.CHECKOUT_UPDATED,
    "carts/create": EventName.CART_UPDATED,
    "carts/update": EventName.CART_UPDATED,
    "customers/delete": EventName.CUSTOMER_DELETED,
    "customers/merge": EventName.CUSTOMER_MERGED,
    "orders/create": EventName.ORDER_COMPLETED,
    "orders/paid": EventName.ORDER_PAID,
    "orders/cancelled": EventName.ORDER_CANCELLED,
    "orders/fulfilled": EventName.ORDER_FULFILLED,
    "refunds/create": EventName.ORDER_REFUNDED,
    "products/create": EventName.PRODUCT_UPDATED,
    "products/update": EventName.PRODUCT_UPDATED,
    "products/delete": EventName.PRODUCT_DELETED,
    "inventory_levels/update": EventName.INVENTORY_UPDATED,
}

ONCE = frozenset({"customers/delete", "customers/merge", "products/delete"})
"""What happens to a thing once, and tells no time."""

TOPICS = frozenset({*NAMES, *ASKS})
"""The topics to subscribe to; any other tells us nothing."""


def heard(
    topic: str, body: bytes, *, delivery_id: str, arrived_at: datetime
) -> Sequence[Event | Ignored | Asked]:
    """What a webhook tells or asks, as services.intake takes it; raises as `normalise` does."""
    if topic in ASKS:
        wish = asked(topic, body, arrived_at=arrived_at)
        return [Ignored(topic) if wish is None else wish]
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
    event = with_evidence(READERS[kind](bare, payload), topic, payload)
    return event if says_something(event) else None


def _event_id(topic: str, name: str, payload: Payload, delivery_id: str) -> str:
    """The same for every delivery of one happening; its hash shows neither id nor address."""
    resource, when = _resource(topic, payload), _version(topic, payload)
    if resource is not None and topic in ONCE:
        happening = ""
    else:
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
    if topic == "customers/merge":
        return text(payload.get("admin_graphql_api_customer_deleted_id"))
    if topic.startswith("inventory_levels/"):
        item, place = identifier(payload.get("inventory_item_id")), identifier(payload.get("location_id"))
        return f"{item}\n{place}" if item and place else None
    if topic.startswith("carts/"):
        return cart_identity(payload).cart_token
    return identifier(payload.get("id"))


def _version(topic: str, payload: Payload) -> datetime | None:
    """When the thing took the state that is told."""
    if topic == CONSENT_TOPIC:
        return stated_at(payload)
    if topic == TEXT_CONSENT_TOPIC:
        return texts_stated_at(payload)
    if topic.startswith("refunds/"):
        return instant(payload.get("created_at")) or instant(payload.get("processed_at"))
    return instant(payload.get("updated_at"))


def _happened(topic: str, payload: Payload) -> datetime | None:
    told = (instant(payload.get(field)) for field in ("updated_at", "processed_at", "created_at"))
    first = next((moment for moment in told if moment is not None), None)
    if topic == TEXT_CONSENT_TOPIC:
        return texts_stated_at(payload) or first
    return stated_at(payload) or first if topic == CONSENT_TOPIC else first
