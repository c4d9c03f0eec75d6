"""Refunds, in shop money: transactions are in the customer's currency, so the lines are added up instead."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from homing.adapters.payload import Payload, amount, identifier, mappings, text
from homing.adapters.shopify.money import SHOP, Money, currency, shop_money, side, total
from homing.domain.order import ZERO, Refund

SHIPPING_REFUND = "shipping_refund"


@dataclass(frozen=True, slots=True)
class _Lines:
    """What went back by the refund's lines; `tax` is the part that Shopify tells apart."""

    net: list[Money]
    tax: list[Money]

    @property
    def currency(self) -> str | None:
        return next((money.currency for money in (*self.net, *self.tax) if money.currency), None)


def refund(payload: Payload) -> Refund | None:
    """The refund; None where it names no order."""
    refund_id, order_id = identifier(payload.get("id")), identifier(payload.get("order_id"))
    if refund_id is None or order_id is None:
        return None
    lines = _lines(payload)
    booked_in = lines.currency or currency(payload.get("currency"))
    paid_back = _transactions(payload, booked_in)
    value = _by_lines(lines, paid_back) if lines.net or lines.tax else paid_back
    return Refund(id=refund_id, order_id=order_id, amount=max(ZERO, value or ZERO), currency=booked_in)


def _by_lines(lines: _Lines, paid_back: Decimal | None) -> Decimal:
    """Where prices include tax a subtotal may hold it already; the money that went back tells."""
    net, tax = (total([money.amount for money in part]) for part in (lines.net, lines.tax))
    return net if paid_back == net and net > 0 else net + tax


def _lines(payload: Payload) -> _Lines:
    goods = mappings(payload.get("refund_line_items"))
    adjustments = mappings(payload.get("order_adjustments"))
    # Since API 2024-10 returned shipping stands in refund_shipping_lines; real payloads of 2026-07 still
    # tell it as an adjustment too.
    told_twice = any(text(adjustment.get("kind")) == SHIPPING_REFUND for adjustment in adjustments)
    shipping = () if told_twice else mappings(payload.get("refund_shipping_lines"))
    return _Lines(
        net=[
            *_read(goods, "subtotal"),
            *_negated(_read(adjustments, "amount")),
            *_read(shipping, "subtotal_amount"),
        ],
        tax=[
            *_read(goods, "total_tax"),
            *_negated(_read(adjustments, "tax_amount")),
            *_read(shipping, "tax_amount"),
        ],
    )


def _read(parts: Iterable[Payload], field: str) -> list[Money]:
    found = (shop_money(part, field) for part in parts)
    return [money for money in found if money is not None]


def _negated(parts: Iterable[Money]) -> list[Money]:
    return [Money(-money.amount, money.currency) for money in parts]


def _transactions(payload: Payload, booked_in: str | None) -> Decimal | None:
    """The refunds that went through, as far as they are told in shop money."""
    done = [
        transaction
        for transaction in mappings(payload.get("transactions"))
        if (text(transaction.get("kind")), text(transaction.get("status"))) == ("refund", "success")
    ]
    found = [_booked(transaction, booked_in) for transaction in done]
    known = [value for value in found if value is not None]
    return total(known) if known else None


def _booked(transaction: Payload, booked_in: str | None) -> Decimal | None:
    shop = side(transaction.get("amount_set"), SHOP)
    if shop is not None:
        return shop.amount
    same = booked_in is not None and currency(transaction.get("currency")) == booked_in
    return amount(transaction.get("amount")) if same else None
