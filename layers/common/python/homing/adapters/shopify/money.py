"""Amounts with their currency: what the shop books, and what the customer is shown."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from homing.adapters.payload import amount, mapping, text
from homing.domain.order import ZERO

SHOP = "shop_money"
PRESENTMENT = "presentment_money"

_CODE = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount; the currency is None where the payload keeps it to itself."""

    amount: Decimal
    currency: str | None = None


def currency(value: object) -> str | None:
    """An ISO 4217 code."""
    code = (text(value) or "").upper()
    return code if _CODE.fullmatch(code) else None


def side(price_set: object, name: str) -> Money | None:
    """One side of a `*_set`, None where it has no amount."""
    money = mapping(mapping(price_set).get(name))
    value = amount(money.get("amount"))
    return None if value is None else Money(value, currency(money.get("currency_code")))


def shop_money(payload: Mapping[str, object], field: str) -> Money | None:
    """What a field holds in the shop's currency: its `_set`, else the plain amount beside it."""
    told = side(payload.get(f"{field}_set"), SHOP)
    if told is not None:
        return told
    plain = amount(payload.get(field))
    return None if plain is None else Money(plain)


def in_currency(price_set: object, wanted: str) -> Decimal | None:
    """The amount of a `*_set` in one currency, None where neither side is in it."""
    sides = (side(price_set, PRESENTMENT), side(price_set, SHOP))
    return next((m.amount for m in sides if m is not None and m.currency == wanted), None)


def total(amounts: list[Decimal]) -> Decimal:
    """Their sum."""
    return sum(amounts, ZERO)
