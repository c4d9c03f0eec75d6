"""Shopify's webhooks about people and products, as it writes them in tests/events/shopify."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from local.demo import pictures
from local.demo.goods import SHOP_CURRENCY, Product, shown
from local.demo.places import Place

Payload = dict[str, Any]

SHOP_ZONE = ZoneInfo("Europe/Oslo")


def stamp(at: datetime) -> str:
    """An instant on the shop's clock, as Shopify writes it."""
    return at.astimezone(SHOP_ZONE).isoformat(timespec="seconds")


def money(amount: Decimal, currency: str = SHOP_CURRENCY) -> Payload:
    """An amount of shop money, with what the customer sees."""
    seen = shown(amount, currency)
    return {
        "shop_money": {"amount": str(amount.quantize(Decimal("0.01"))), "currency_code": SHOP_CURRENCY},
        "presentment_money": {"amount": str(seen), "currency_code": currency},
    }


def address(place: Place, first_name: str | None = None, last_name: str | None = None) -> Payload:
    """A postal address."""
    return {
        "first_name": first_name,
        "last_name": last_name,
        "address1": "1 Main Street",
        "address2": "",
        "city": place.city,
        "zip": place.postcode,
        "province": place.province,
        "province_code": place.province_code,
        "country": place.country,
        "country_code": place.country_code,
        "phone": None,
        "company": None,
    }


def consent(state: str, at: datetime | None, level: str = "single_opt_in") -> Payload:
    """What a customer's record or a change says of marketing by email."""
    return {
        "state": state,
        "opt_in_level": level,
        "consent_updated_at": stamp(at) if at else None,
    }


def customer(
    customer_id: int,
    email: str | None,
    *,
    created: datetime,
    updated: datetime | None = None,
    first_name: str | None = None,
    last_name: str | None = None,
    home: Payload | None = None,
    **more: Any,
) -> Payload:
    """customers/create and customers/update; since API 2025-01 without consent, unless `more` says it."""
    return {
        "id": customer_id,
        "admin_graphql_api_id": f"gid://shopify/Customer/{customer_id}",
        "email": email,
        "created_at": stamp(created),
        "updated_at": stamp(updated or created),
        "first_name": first_name,
        "last_name": last_name,
        "state": "disabled",
        "verified_email": True,
        "phone": None,
        "addresses": [home] if home else [],
        "default_address": home,
        **more,
    }


def consent_change(
    customer_id: int, email: str | None, state: str, at: datetime, level: str = "single_opt_in"
) -> Payload:
    """customers_email_marketing_consent/update."""
    return {
        "customer_id": customer_id,
        "email_address": email,
        "email_marketing_consent": consent(state, at, level),
    }


def product(goods: Product, at: datetime, *, published: bool = True, sold_out: bool = False) -> Payload:
    """products/create and products/update."""
    variants: Sequence[Mapping[str, Any]] = [
        {
            "id": goods.id * 100 + n,
            "title": title,
            "price": str(goods.price),
            "inventory_item_id": _inventory_item(goods, n),
            "inventory_management": "shopify",
            "inventory_policy": "deny",
            "inventory_quantity": 0 if sold_out else 40,
        }
        for n, title in enumerate(goods.variants)
    ]
    picture = pictures.url(goods)
    image = {"id": goods.id * 10, "src": picture, "width": 400, "height": 400} if picture else None
    return {
        "id": goods.id,
        "title": goods.title,
        "handle": goods.handle,
        "status": "active" if published else "draft",
        "created_at": stamp(at),
        "updated_at": stamp(at),
        "published_at": stamp(at) if published else None,
        "image": image,
        "images": [image] if image else [],
        "tags": ", ".join(goods.tags),
        "variants": variants,
        "vendor": "Fjord & Fell",
    }


def stocked(goods: Product, variant: int, at: datetime) -> Payload:
    """inventory_levels/update: a variant is there again."""
    return {
        "inventory_item_id": _inventory_item(goods, variant),
        "location_id": 655_441_491,
        "available": 40,
        "updated_at": stamp(at),
    }


def _inventory_item(goods: Product, variant: int) -> int:
    return goods.id * 1000 + variant
