"""Shopify's webhooks about carts, checkouts, orders and refunds, shaped as in tests/events/shopify."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from local.demo.goods import SHOP_CURRENCY, Item, shown
from local.demo.payloads import Payload, money, stamp

SHOP_URL = "https://fjordogfell.example.com"


def line(item: Item, currency: str = SHOP_CURRENCY) -> Payload:
    """One line of a cart, checkout or order."""
    product = item.product
    price = shown(product.price, currency)
    return {
        "product_id": product.id,
        "variant_id": product.id * 100 + product.variants.index(item.variant),
        "title": product.title,
        "variant_title": item.variant,
        "quantity": item.quantity,
        "sku": f"{product.handle}-{item.variant}".lower(),
        "price": str(price),
        "line_price": str(price * item.quantity),
        "price_set": money(product.price, currency),
        "properties": None,
        "requires_shipping": True,
        "taxable": True,
        "vendor": "Fjord & Fell",
    }


def cart(
    token: str,
    items: Sequence[Item],
    *,
    created: datetime,
    updated: datetime,
    currency: str = SHOP_CURRENCY,
) -> Payload:
    """carts/create and carts/update: nobody's name stands on it."""
    return {
        "id": token,
        "token": token,
        "line_items": [line(each, currency) for each in items],
        "note": "",
        "created_at": stamp(created),
        "updated_at": stamp(updated),
    }


def checkout(
    token: str,
    items: Sequence[Item],
    *,
    created: datetime,
    updated: datetime,
    cart_token: str | None = None,
    email: str | None = None,
    buyer: Payload | None = None,
    ship_to: Payload | None = None,
    locale: str = "nb",
    currency: str = SHOP_CURRENCY,
    ticked: bool = False,
    completed: datetime | None = None,
    codes: Sequence[str] = (),
) -> Payload:
    """checkouts/create and checkouts/update; its plain prices are in the money that the customer sees."""
    total = sum((each.cost for each in items), Decimal(0))
    return {
        "id": int(token[:11], 16),
        "token": token,
        "cart_token": cart_token,
        "email": email,
        "buyer_accepts_marketing": ticked,
        "created_at": stamp(created),
        "updated_at": stamp(updated),
        "completed_at": stamp(completed) if completed else None,
        "closed_at": None,
        "currency": SHOP_CURRENCY,
        "presentment_currency": currency,
        "customer_locale": locale,
        "line_items": [line(each, currency) for each in items],
        "abandoned_checkout_url": f"{SHOP_URL}/checkouts/{token}/recover",
        "discount_codes": [{"code": code, "amount": "0.00", "type": "percentage"} for code in codes],
        "total_price": str(shown(total, currency)),
        "subtotal_price": str(shown(total, currency)),
        "shipping_address": ship_to,
        "billing_address": ship_to,
        "customer": buyer,
        "phone": None,
        "source_name": "web",
    }


def order(
    order_id: int,
    items: Sequence[Item],
    *,
    created: datetime,
    updated: datetime | None = None,
    checkout_token: str | None = None,
    cart_token: str | None = None,
    email: str | None = None,
    buyer: Payload | None = None,
    ship_to: Payload | None = None,
    locale: str = "nb",
    currency: str = SHOP_CURRENCY,
    ticked: bool = False,
    status: str = "pending",
    cancelled: datetime | None = None,
    test: bool = False,
) -> Payload:
    """orders/create, orders/paid and orders/cancelled; its plain prices are in the shop's money."""
    total = sum((each.cost for each in items), Decimal(0))
    return {
        "id": order_id,
        "admin_graphql_api_id": f"gid://shopify/Order/{order_id}",
        "checkout_token": checkout_token,
        "cart_token": cart_token,
        "email": email,
        "contact_email": email,
        "buyer_accepts_marketing": ticked,
        "created_at": stamp(created),
        "updated_at": stamp(updated or created),
        "processed_at": stamp(created),
        "cancelled_at": stamp(cancelled) if cancelled else None,
        "cancel_reason": "customer" if cancelled else None,
        "currency": SHOP_CURRENCY,
        "presentment_currency": currency,
        "customer_locale": locale,
        "financial_status": status,
        "fulfillment_status": None,
        "test": test,
        "line_items": [line(each, currency) for each in items],
        "total_price": str(total),
        "total_price_set": money(total, currency),
        "subtotal_price": str(total),
        "shipping_address": ship_to,
        "billing_address": ship_to,
        "customer": buyer,
        "discount_codes": [],
        "source_name": "web",
    }


def refund(
    order_id: int, items: Sequence[Item], *, created: datetime, currency: str = SHOP_CURRENCY
) -> Payload:
    """refunds/create; its transaction is in the money that the customer sees."""
    total = sum((each.cost for each in items), Decimal(0))
    return {
        "id": order_id + 1,
        "order_id": order_id,
        "created_at": stamp(created),
        "processed_at": stamp(created),
        "refund_line_items": [
            {
                "quantity": each.quantity,
                "restock_type": "return",
                "subtotal_set": money(each.cost, currency),
                "total_tax_set": money(Decimal(0), currency),
            }
            for each in items
        ],
        "refund_shipping_lines": [],
        "order_adjustments": [],
        "transactions": [
            {
                "kind": "refund",
                "status": "success",
                "amount": str(shown(total, currency)),
                "currency": currency,
            }
        ],
    }
