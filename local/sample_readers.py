"""Two readers to try every mail and text on: one of whom everything is known, and one of whom nothing is."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from homing.domain.shop import Shop

PICTURE = "/sweater.jpg"
"""Where the samples' product has its picture, in the shop."""

NOW = datetime(2026, 11, 23, 8, 5, tzinfo=UTC)


def known(shop: Shop) -> dict[str, Any]:
    """What services/content.py gathers about a reader whose every field is filled."""
    links, product = _links(shop), _product(shop)
    return {
        **shop.for_mails(),
        "contact": {
            "first_name": "Åse",
            "last_name": "O’Neill",
            "email": "ase@mail.example.com",
            "phone": "+4790000000",
            "locale": "nb",
            "country": "NO",
            "currency": shop.currency,
            "hemisphere": "north",
        },
        "zone": "America/New_York",
        "now": NOW,
        "season": "winter",
        "reason": "subscribed",
        "links": {**links, "resource": f"{links['shop']}/resource"},
        "trigger": _trigger(shop),
        "colleague": _colleague(shop),
        "cart": {
            "items": [
                {"title": "Sweater", "variant": "Oat / M", "quantity": 2, "price": Decimal(1899),
                 "image": product["image"], "url": product["url"]},
                {"title": "Socks", "variant": None, "quantity": 1, "price": None, "image": None, "url": None},
            ],
            "currency": shop.currency,
            "total": Decimal("3947.50"),
            "url": f"{shop.url}/cart/1",
        },
        "offer": {"code": "HEI-7F3K9Q", "percent": 10, "expires_at": NOW + timedelta(hours=24)},
        "product": product,
        "products": [product, {**product, "image": None, "price": None}],
        "story": [
            {"at": NOW - timedelta(days=2), "what": "Product Viewed: Sweater"},
            {"at": NOW, "what": "Email Link Clicked"},
        ],
    }  # fmt: skip


def unknown(shop: Shop) -> dict[str, Any]:
    """What services/content.py gathers about a reader who is an address and nothing else."""
    return {
        **shop.for_mails(),
        "contact": {"first_name": None, "last_name": None, "locale": shop.default_locale, "country": None,
                    "currency": shop.currency, "hemisphere": "north"},
        "zone": shop.zone,
        "now": NOW,
        "season": "winter",
        "reason": "subscribed",
        "links": {**_links(shop), "resource": None},
        "trigger": {},
        "colleague": None,
        "cart": None,
        "offer": None,
        "product": None,
        "products": [],
        "story": [],
    }  # fmt: skip


def unknown_to_a_quiet_shop(shop: Shop) -> dict[str, Any]:
    """The same reader, in a shop that has written none of its own words into shop.yaml."""
    return unknown(shop) | {"content": {}}


READERS = {"known": known, "unknown": unknown, "unknown to a quiet shop": unknown_to_a_quiet_shop}


def _links(shop: Shop) -> dict[str, Any]:
    pages = f"https://{shop.links_domain}"
    return {
        "unsubscribe": f"{pages}/unsubscribe/abc",
        "preferences": f"{pages}/preferences/abc",
        "survey": lambda score: f"{pages}/survey/abc?score={score}",
        "poll": lambda answer: f"{pages}/poll/abc?answer={answer}",
        "reminder": f"{pages}/reminder/abc",
        "confirm": f"{pages}/confirm/abc",
        "shop": shop.url,
        "cart": lambda variant: f"{shop.url}/cart/{variant}:1",
    }


def _product(shop: Shop) -> dict[str, Any]:
    return {
        "title": "Sweater",
        "image": f"{shop.url}{PICTURE}",
        "url": f"{shop.url}/products/sweater",
        "price": Decimal(1899),
        "currency": shop.currency,
    }


def _trigger(shop: Shop) -> Mapping[str, Any]:
    return {
        "product_id": "8102",
        "product_title": "Sweater",
        "product_url": f"{shop.url}/products/sweater",
        "variant_id": "901",
        "variant_title": "Oat / M",
        "resource_title": "Wool guide",
        "resource_url": f"{shop.url}/pages/wool-guide",
        "demo_url": f"{shop.url}/pages/demo",
        "feature": "repairs",
        "feature_title": "Free repairs",
        "topic": "mending",
        "plan": "knitwear_care",
        "plan_title": "Knitwear care",
        "next_at": NOW + timedelta(days=2),
        "appointment_at": NOW + timedelta(days=1),
        "expires_at": NOW + timedelta(days=7),
        "service": "wool_check_up",
        "order_name": "#1001",
        "handle": "@ase",
        "text": "My sweater has a hole.\nHelp!",
    }


def _colleague(shop: Shop) -> Mapping[str, Any]:
    return {"name": "Silje Aas", "title": "Customer service", "email": shop.reply_to}
