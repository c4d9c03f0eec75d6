"""Orders: what one brought in the end, in whatever order the shop tells of it."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from homing.domain.order import Order, OrderRow, Refund
from homing.domain.time import Stamp
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import at

NOW = at("2026-03-04 11:00")


def order(total: str = "298.00", **known: Any) -> Order:
    return Order(id="7000", time=Stamp(NOW, NOW), total=Decimal(total), currency="NOK", **known)


def refund(amount: str, refund_id: str = "r1") -> Refund:
    return Refund(id=refund_id, order_id="7000", amount=Decimal(amount), currency="NOK")


def row(**known: Any) -> OrderRow:
    return OrderRow(id="7000", **known)


@pytest.mark.parametrize(
    ("known", "refunds", "revenue"),
    [
        ({"order": order()}, [], "298"),
        ({"order": order()}, [refund("98")], "200"),
        ({"order": order()}, [refund("98"), refund("98")], "200"),  # told twice
        ({"order": order()}, [refund("98"), refund("50", "r2")], "150"),
        ({"order": order()}, [refund("298")], "0"),
        ({"order": order()}, [refund("400")], "0"),  # never below
        ({"order": order(), "cancelled": True}, [], "0"),
        ({"order": order(), "cancelled": True}, [refund("98")], "0"),  # not subtracted twice
        ({"order": order(test=True)}, [], "0"),
        ({"order": order(test=True)}, [refund("98")], "0"),
        ({}, [refund("98")], "0"),  # the refund overtook its order
        ({"cancelled": True}, [], "0"),
    ],
)
def test_an_order_is_worth_what_was_not_given_back(
    known: dict[str, Any], refunds: list[Refund], revenue: str
) -> None:
    found = row(**known)
    for each in refunds:
        found = found.refunded(each)

    assert found.revenue() == Decimal(revenue)


def happen(found: OrderRow, what: Order | Refund | str) -> OrderRow:
    match what:
        case Order():
            return replace(found, order=what)
        case Refund():
            return found.refunded(what)
        case _:
            return replace(found, cancelled=True)


HAPPENINGS: list[Order | Refund | str] = [order(), refund("98"), refund("98"), refund("50", "r2")]


@given(st.permutations(HAPPENINGS), st.none() | st.integers(0, 4))
def test_revenue_does_not_depend_on_what_the_shop_tells_first(
    told: list[Order | Refund | str], cancelled: int | None
) -> None:
    if cancelled is not None:
        told.insert(cancelled, "cancelled")

    found = row()
    for what in told:
        found = happen(found, what)

    assert found.revenue() == (Decimal(150) if cancelled is None else Decimal(0))


def test_a_refund_that_is_corrected_counts_as_corrected() -> None:
    assert row(order=order()).refunded(refund("98")).refunded(refund("100")).revenue() == Decimal(198)


def test_a_refund_changes_no_row_that_somebody_else_holds() -> None:
    before = row(order=order(), refunds={"r0": Decimal(1)})

    before.refunded(refund("98"))

    assert before.refunds == {"r0": Decimal(1)}
