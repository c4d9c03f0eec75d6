"""What the shop passes on of its customers' rights: to know, to be forgotten, and to have a shop forgotten.

https://shopify.dev/apps/webhooks/configuration/mandatory-webhooks
"""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime

from homing.adapters.payload import Payload, email, identifier, load, mapping, text
from homing.domain.privacy import Ask, Asked

ASKS: Mapping[str, Ask] = {
    "customers/data_request": Ask.EXPORT,
    "customers/redact": Ask.ERASE,
    "shop/redact": Ask.ERASE_SHOP,
}
"""By topic."""


def asked(topic: str, body: bytes, *, arrived_at: datetime) -> Asked | None:
    """What a webhook asks for; None if it names nobody.

    Raises:
        MalformedEvent: the bytes are no JSON.
    """
    payload = load(body)
    if not isinstance(payload, dict):
        return None
    names = tuple(_names(payload)) if topic != "shop/redact" else ()
    if not names and topic != "shop/redact":
        return None
    ask = ASKS[topic]
    told = identifier(mapping(payload.get("data_request")).get("id")) or ""
    parts = (topic, told, identifier(payload.get("shop_id")) or "", *names)
    digest = hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:20]
    return Asked(id=f"{ask.value}-{digest}", ask=ask, asked_by=topic, names=names, at=arrived_at)


def _names(payload: Payload) -> Iterator[str]:
    customer = mapping(payload.get("customer"))
    told = {
        "customer": identifier(customer.get("id")),
        "email": email(customer.get("email")),
        "phone": text(customer.get("phone")),
    }
    yield from (f"{kind}#{value}" for kind, value in told.items() if value)
    for field in ("orders_requested", "orders_to_redact"):
        orders = payload.get(field)
        ids = map(identifier, orders) if isinstance(orders, list) else ()
        yield from (f"order#{each}" for each in ids if each)
