"""Payloads and input lines with sensible defaults; a test states only what its claim is about."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

Json = dict[str, Any]


def at(text: str) -> datetime:
    """An instant: `2026-03-02 10:00` is UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def stamp(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")


def customer(number: int = 1, *, at: datetime, **changes: Any) -> Json:
    return {
        "id": number,
        "email": f"person{number}@example.com",
        "first_name": "Ada",
        "created_at": stamp(at),
        "updated_at": stamp(at),
        "default_address": {"country_code": "NO", "city": "Oslo"},
    } | changes


def subscriber(number: int = 1, *, at: datetime, **changes: Any) -> Json:
    return customer(number, at=at, email_marketing_consent=consent("subscribed", at)) | changes


def consent(state: str, at: datetime | None) -> Json:
    return {
        "state": state,
        "opt_in_level": "single_opt_in",
        "consent_updated_at": stamp(at) if at else None,
    }


def consent_change(number: int, state: str, at: datetime) -> Json:
    return {
        "customer_id": number,
        "email_address": f"person{number}@example.com",
        "email_marketing_consent": consent(state, at),
    }


def item(**changes: Any) -> Json:
    return {
        "title": "Wool socks",
        "quantity": 2,
        "price": "149.00",
        "product_id": 501,
        "variant_id": 601,
    } | changes


def checkout(token: str = "t1", number: int = 1, *, at: datetime, **changes: Any) -> Json:
    return {
        "id": 9000,
        "token": token,
        "cart_token": f"cart-{token}",
        "email": f"person{number}@example.com",
        "customer": {"id": number, "email": f"person{number}@example.com"},
        "created_at": stamp(at),
        "updated_at": stamp(at),
        "completed_at": None,
        "currency": "NOK",
        "presentment_currency": "NOK",
        "total_price": "298.00",
        "line_items": [item()],
        "abandoned_checkout_url": f"https://fjordogfell.example.com/checkouts/{token}/recover",
        "shipping_address": {"country_code": "NO", "city": "Oslo"},
    } | changes


def cart(token: str = "cart-t1", *, at: datetime, **changes: Any) -> Json:
    return {
        "id": token,
        "token": token,
        "line_items": [item()],
        "created_at": stamp(at),
        "updated_at": stamp(at),
    } | changes


def order(number: int = 7000, *, at: datetime, token: str | None = "t1", by: int = 1, **changes: Any) -> Json:
    return {
        "id": number,
        "email": f"person{by}@example.com",
        "customer": {"id": by, "email": f"person{by}@example.com"},
        "checkout_token": token,
        "cart_token": f"cart-{token}" if token else None,
        "created_at": stamp(at),
        "updated_at": stamp(at),
        "currency": "NOK",
        "total_price": "298.00",
        "total_price_set": {"shop_money": {"amount": "298.00", "currency_code": "NOK"}},
        "financial_status": "paid",
        "test": False,
        "line_items": [item()],
    } | changes


def product(number: int = 501, *, at: datetime, **changes: Any) -> Json:
    return {
        "id": number,
        "title": "Wool socks",
        "handle": "wool-socks",
        "image": {"src": "https://cdn.example.com/socks.jpg"},
        "published_at": stamp(at),
        "status": "active",
        "updated_at": stamp(at),
        "variants": [{"id": 601, "price": "149.00"}],
    } | changes


def refund(number: int, order_number: int, amount: str, *, at: datetime) -> Json:
    money = {"shop_money": {"amount": amount, "currency_code": "NOK"}}
    nothing = {"shop_money": {"amount": "0.00", "currency_code": "NOK"}}
    return {
        "id": number,
        "order_id": order_number,
        "created_at": stamp(at),
        "processed_at": stamp(at),
        "refund_line_items": [{"id": 1, "quantity": 1, "subtotal_set": money, "total_tax_set": nothing}],
        "refund_shipping_lines": [],
        "order_adjustments": [],
        "transactions": [],
    }


def webhook(topic: str, body: Any, *, at: datetime, id: str | None = None) -> str:
    """One line of a rehearsal's input."""
    line = {"at": stamp(at), "source": "shopify", "topic": topic, "body": body}
    return json.dumps(line | ({"id": id} if id else {}))


def recipient(action: str, number: int = 1, *, at: datetime, **which: Any) -> str:
    """Something a recipient does about their latest matching mail."""
    who = {"source": "recipient", "email": f"person{number}@example.com", "action": action}
    return json.dumps({"at": stamp(at)} | who | which)


def ses(body: Any, *, at: datetime) -> str:
    return json.dumps({"at": stamp(at), "source": "ses", "body": body})


def filled_in(
    number: int = 1, *, at: datetime, form: str = "wool_guide", consent: bool = True, **fields: Any
) -> str:
    """A visitor of the shop's pages sends a form, its box ticked unless told otherwise."""
    told = {"email": f"person{number}@example.com"} | ({"consent": "on"} if consent else {}) | fields
    return json.dumps({"at": stamp(at), "source": "form", "form": form, "fields": told})


def tracked(event: str, number: int = 1, *, at: datetime, **properties: Any) -> str:
    """Something that a website or a program tells of a person."""
    return called("track", number, at=at, event=event, properties=properties)


def seen(path: str, number: int = 1, *, at: datetime) -> str:
    """A person looks at a page."""
    return called("page", number, at=at, properties={"path": path})


def identified(number: int = 1, *, at: datetime, **traits: Any) -> str:
    """A website learns who somebody is."""
    return called("identify", number, at=at, traits=traits)


def called(type: str, number: int, *, at: datetime, **call: Any) -> str:
    """One call of the tracking API, as a line; the address is how the shop knows the person too."""
    context = {"traits": {"email": f"person{number}@example.com"}}
    body = {"type": type, "userId": f"u{number}", "context": context, **call}
    return json.dumps({"at": stamp(at), "source": "segment", "body": body})


def fulfilled(number: int = 7000, *, at: datetime, **changes: Any) -> str:
    """An order leaves the shop; it was made two days before."""
    sent = order(number, at=at, created_at=stamp(at - timedelta(days=2)), **changes)
    return webhook("orders/fulfilled", sent | {"fulfillment_status": "fulfilled"}, at=at)


HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
