"""Recorded payloads, and the events that the adapters make of them."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from homing.adapters import ses_events, shopify
from homing.domain.events import Event
from homing.domain.feedback import Feedback

RECORDED = Path(__file__).parents[1] / "events"
ARRIVED = datetime(2026, 11, 22, 12, tzinfo=UTC)

CART = "shopify/carts_create__shopify-doc-sample"
CHECKOUT = "shopify/checkouts_create__shopify-doc-sample-2022"
CONSENT = "shopify/customers_email_marketing_consent_update__shape-2026-07"
CUSTOMER = "shopify/customers_create__real-trimmed-2026-07"
DRAFT_ORDER = "shopify/orders_create__real-2025-01_draft-order-discounts"
ORDER = "shopify/orders_create__rest-doc-sample_webhookdb"
PRODUCT = "shopify/products_update__test-fixture-2026-01"
CUSTOMER_DELETED = "shopify/customers_delete__shape-2026-07"
CUSTOMERS_MERGED = "shopify/customers_merge__shape-2026-07"
INVENTORY = "shopify/inventory_levels_update__shape-2026-07"
PRODUCT_DELETED = "shopify/products_delete__shape-2026-07"
REFUND = "shopify/refunds_create__real-trimmed-2026-07_shipping"


def recorded(name: str, **changes: Any) -> dict[str, Any]:
    """One recorded payload, with some of its keys changed."""
    payload: dict[str, Any] = json.loads((RECORDED / f"{name}.json").read_bytes())
    return {**payload, **changes}


def seen(
    topic: str, payload: Any, *, delivery_id: str = "d-1", arrived_at: datetime = ARRIVED
) -> Event | None:
    """What the adapter makes of a webhook's payload."""
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return shopify.normalise(topic, body, delivery_id=delivery_id, arrived_at=arrived_at)


def told(topic: str, payload: Any, *, delivery_id: str = "d-1", arrived_at: datetime = ARRIVED) -> Event:
    """The same, for a payload that is sure to tell an event."""
    event = seen(topic, payload, delivery_id=delivery_id, arrived_at=arrived_at)
    assert event is not None
    return event


def heard(payload: Any) -> Feedback | None:
    """What the adapter makes of a notification of SES."""
    return ses_events.normalise(payload if isinstance(payload, bytes) else json.dumps(payload).encode())
