"""Orders, cancellations and refunds, in shop money."""

from decimal import Decimal
from typing import Any

import pytest
from homing.domain.order import Cancellation, Order, Refund
from homing.domain.time import Stamp, parse_iso

from tests.unit.recorded import ARRIVED, DRAFT_ORDER, ORDER, REFUND, recorded, told


def shop(amount: Any, currency: Any = "EUR") -> dict[str, Any]:
    return {
        "shop_money": {"amount": amount, "currency_code": currency},
        "presentment_money": {"amount": "999.00", "currency_code": "CAD"},
    }


def order_of(topic: str, sample: str, **changes: Any) -> Order:
    order = told(topic, recorded(sample, **changes)).order
    assert order is not None
    return order


def refund_of(**fields: Any) -> Refund:
    refund = told("refunds/create", {"id": 1, "order_id": 2, **fields}).refund
    assert refund is not None
    return refund


def test_an_order_is_worth_its_total_in_shop_money() -> None:
    assert order_of("orders/create", DRAFT_ORDER) == Order(
        id="6200407294252",
        time=Stamp.of(parse_iso("2025-01-23T23:10:15-05:00"), ARRIVED),
        total=Decimal("186.90"),
        currency="HKD",
        paid=True,
    )


def test_shop_money_outweighs_the_plain_total() -> None:
    order = order_of("orders/create", ORDER)

    assert (order.total, order.currency) == (Decimal("164.86"), "CAD")


@pytest.mark.parametrize(
    ("changes", "total", "currency"),
    [
        ({"total_price_set": None}, "409.94", "USD"),
        ({"total_price_set": {"shop_money": None}}, "409.94", "USD"),
        ({"total_price_set": None, "total_price": 20}, "20", "USD"),
        ({"total_price_set": shop("50", None)}, "50", "USD"),
        ({"total_price_set": shop("-5")}, "0", "EUR"),
        ({"total_price_set": None, "total_price": "soon", "currency": None}, "0", ""),
    ],
)
def test_a_total_is_read_as_well_as_it_is_told(changes: dict[str, Any], total: str, currency: str) -> None:
    order = order_of("orders/create", ORDER, **changes)

    assert (order.total, order.currency) == (Decimal(total), currency)


@pytest.mark.parametrize(
    ("topic", "status", "paid"),
    [
        ("orders/create", "paid", True),
        ("orders/create", "partially_refunded", True),
        ("orders/create", "REFUNDED", True),
        ("orders/create", "authorized", False),
        ("orders/create", "partially_paid", False),
        ("orders/create", None, False),
        ("orders/create", 1, False),
        ("orders/paid", "pending", True),
        ("orders/paid", None, True),
    ],
)
def test_an_order_is_paid_by_its_status_or_its_topic(topic: str, status: Any, paid: bool) -> None:
    assert order_of(topic, ORDER, financial_status=status).paid is paid


@pytest.mark.parametrize(("value", "test"), [(True, True), (False, False), (None, False), ("yes", False)])
def test_a_test_order_says_so(value: Any, test: bool) -> None:
    assert order_of("orders/create", ORDER, test=value).test is test


def test_an_order_without_an_id_still_tells_who_bought() -> None:
    event = told("orders/create", recorded(ORDER, id=None))

    assert event.order is None
    assert event.identity.customer_id == "207119551"


def test_a_cancelled_order_is_called_off_and_not_told_anew() -> None:
    event = told("orders/cancelled", recorded(ORDER))

    assert event.cancellation == Cancellation(order_id="450789469")
    assert event.order is None


def test_a_refund_of_goods_and_shipping_counts_each_once_in_shop_money() -> None:
    event = told("refunds/create", recorded(REFUND))

    assert event.refund == Refund(
        id="1024319488171", order_id="7097239568555", amount=Decimal("121.86"), currency="INR"
    )
    assert event.time.at == parse_iso("2026-09-27T21:17:49Z")


def test_returned_shipping_counts_without_its_adjustment_too() -> None:
    event = told("refunds/create", recorded(REFUND, order_adjustments=[]))

    assert event.refund is not None
    assert event.refund.amount == Decimal("121.86")


GOODS = {"subtotal_set": shop("80.00"), "total_tax_set": shop("20.00")}
PAID_BACK = {"kind": "refund", "status": "success", "currency": "EUR"}


@pytest.mark.parametrize(
    ("fields", "amount", "currency"),
    [
        ({"refund_line_items": [GOODS]}, "100.00", "EUR"),
        ({"refund_line_items": [GOODS, GOODS]}, "200.00", "EUR"),
        ({"refund_line_items": [{"subtotal": 80.0, "total_tax": "20"}]}, "100", None),
        (
            {
                "refund_line_items": [GOODS],
                "order_adjustments": [
                    {
                        "kind": "refund_discrepancy",
                        "amount_set": shop("30.00"),
                        "tax_amount_set": shop("0"),
                    }
                ],
            },
            "70.00",
            "EUR",
        ),
        (
            {
                "order_adjustments": [
                    {
                        "kind": "shipping_refund",
                        "amount_set": shop("-8.00"),
                        "tax_amount_set": shop("-2.00"),
                    }
                ],
                "refund_shipping_lines": [{"subtotal_amount_set": shop("8.00")}],
            },
            "10.00",
            "EUR",
        ),
        ({"order_adjustments": [{"kind": "shipping_refund", "amount": "-8.00"}]}, "8.00", None),
        ({"refund_shipping_lines": [{"subtotal_amount_set": shop("8.00")}]}, "8.00", "EUR"),
        (
            {
                "refund_shipping_lines": [
                    {"subtotal_amount_set": shop("8.00"), "tax_amount_set": shop("2.00")}
                ]
            },
            "10.00",
            "EUR",
        ),
        ({"currency": "EUR", "transactions": [{**PAID_BACK, "amount": "5.00"}]}, "5.00", "EUR"),
        ({"transactions": [{**PAID_BACK, "amount": "7.00", "amount_set": shop("5.00")}]}, "5.00", None),
        ({"currency": "NOK", "transactions": [{**PAID_BACK, "amount": "5.00"}]}, "0", "NOK"),
        ({"transactions": [{**PAID_BACK, "amount": "5.00"}]}, "0", None),
        (
            {"currency": "EUR", "transactions": [{**PAID_BACK, "status": "failure", "amount": "5.00"}]},
            "0",
            "EUR",
        ),
        ({"refund_line_items": {}, "order_adjustments": None, "transactions": "none"}, "0", None),
        ({"order_adjustments": [{"kind": "refund_discrepancy", "amount_set": shop("9.00")}]}, "0", "EUR"),
    ],
)
def test_a_refund_adds_up_what_went_back(fields: dict[str, Any], amount: str, currency: str | None) -> None:
    refund = refund_of(**fields)

    assert (refund.amount, refund.currency) == (Decimal(amount), currency)


@pytest.mark.parametrize(
    ("paid_back", "amount"), [("80.00", "80.00"), ("100.00", "100.00"), ("33", "100.00")]
)
def test_tax_inside_a_subtotal_is_not_counted_again(paid_back: str, amount: str) -> None:
    refund = refund_of(refund_line_items=[GOODS], transactions=[{**PAID_BACK, "amount": paid_back}])

    assert refund.amount == Decimal(amount)
