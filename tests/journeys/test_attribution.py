"""Who is thanked for an order: the last touch that its own workflow counts, in any order of arrival."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from homing import bootstrap
from homing.domain.figures import ORDERS, Metric, links_of
from homing.services.report import Report
from homing.services.report_json import report_json

from local.ses import ses_event
from tests.builders import (
    DAY,
    HOUR,
    MINUTE,
    checkout,
    order,
    recipient,
    refund,
    ses,
    stamp,
    subscriber,
    webhook,
)
from tests.journeys.conftest import START, Story, play
from tests.journeys.small import shop_of

SIGNED_UP = START + 9 * HOUR
FIRST, SECOND = "letter", "note"

LETTER = """
name: letter
trigger: {type: event, event: Subscribed}
goal: {event: Order Completed, within: 14d}
steps:
  - {id: hello, type: email, purpose: marketing, hours: any}
"""
NOTE = """
name: note
trigger: {type: event, event: Subscribed}
goal: {event: Order Completed, within: 14d}
attribution: {by: [click, open], click_days: 2, open_days: 1}
steps:
  - {id: wait, type: wait, after: 1h}
  - {id: hint, type: email, purpose: marketing, hours: any}
"""


@pytest.fixture
def flows(tmp_path: Path) -> Path:
    return shop_of(tmp_path, LETTER, NOTE)


def joins() -> str:
    return webhook("customers/create", subscriber(1, at=SIGNED_UP), at=SIGNED_UP)


def clicks(step: str, when: datetime, *, workflow: str = FIRST, told: timedelta = timedelta(0)) -> str:
    return recipient("click", at=when + told, workflow=workflow, step=step)


def buys(when: datetime, number: int = 7000, **changes: Any) -> str:
    return webhook("orders/create", order(number, at=when, token=None, **changes), at=when)


def money(story: Story, metric: Metric = Metric.REVENUE) -> Mapping[tuple[str, str], Decimal]:
    """What each message was credited."""
    return {
        (cell.workflow, cell.step): metrics[metric]
        for cell, metrics in story.account.tables.figures.items()
        if cell.workflow in (FIRST, SECOND) and metrics.get(metric)
    }


def of_the_shop(story: Story) -> Mapping[tuple[str, str, str], Mapping[str, Decimal]]:
    """The shop's orders by (workflow that earned them, variant, currency)."""
    return {
        (cell.step, cell.variant, cell.currency): {m: n for m, n in metrics.items() if n}
        for cell, metrics in story.account.tables.figures.items()
        if cell.workflow == ORDERS and any(metrics.values())
    }


def test_the_last_touch_is_credited_and_the_one_before_assisted(flows: Path) -> None:
    story = play(
        [
            joins(),
            clicks("hello", SIGNED_UP + 2 * HOUR),
            recipient("open", at=SIGNED_UP + 3 * HOUR, workflow=SECOND),
            buys(SIGNED_UP + 5 * HOUR),
        ],
        workflows=flows,
    )

    assert money(story) == {("note", "hint"): Decimal("298.00")}
    assert money(story, Metric.ASSISTED) == {("letter", "hello"): 1}
    assert money(story, Metric.ASSISTED_REVENUE) == {("letter", "hello"): Decimal("298.00")}
    one = {"orders": 1, "gross": Decimal("298.00")}
    assert of_the_shop(story) == {
        ("note", "", "NOK"): one,
        ("", "all", "NOK"): one,
        ("letter", "", "NOK"): {"assisted": 1, "assisted_revenue": Decimal("298.00")},
    }


def test_an_open_earns_nothing_where_the_workflow_counts_clicks_alone(flows: Path) -> None:
    story = play(
        [joins(), recipient("open", at=SIGNED_UP + 2 * HOUR, workflow=FIRST), buys(SIGNED_UP + 5 * HOUR)],
        workflows=flows,
    )

    assert money(story) == {}
    assert [cell for cell in of_the_shop(story) if cell[0]] == []


def test_an_open_by_a_machine_earns_nothing(flows: Path) -> None:
    apple = recipient("open", at=SIGNED_UP + 3 * HOUR, workflow=SECOND, user_agent="Mozilla/5.0")

    assert money(play([joins(), apple, buys(SIGNED_UP + 5 * HOUR)], workflows=flows)) == {}


def test_each_touch_counts_as_long_as_its_own_workflow_says(flows: Path) -> None:
    told = [
        joins(),
        clicks("hint", SIGNED_UP + 3 * HOUR, workflow=SECOND),
        clicks("hello", SIGNED_UP + 2 * HOUR),
    ]

    soon, later, late = (
        money(play([*told, buys(SIGNED_UP + 3 * HOUR + days * DAY)], workflows=flows)) for days in (1, 3, 6)
    )

    assert (list(soon), list(later), list(late)) == ([("note", "hint")], [("letter", "hello")], [])


def late(told: list[str], flows: Path, *, clicked: datetime, heard: datetime) -> str:
    """The click on the letter that SES tells of only later."""
    mail = next(
        each for each in play(told, workflows=flows).account.mailer.sent if each.tag("workflow") == FIRST
    )
    return ses(ses_event(mail, "Click", clicked, {"link": "https://fjordogfell.example.com/"}), at=heard)


def test_a_click_that_is_told_after_the_order_is_credited_as_if_it_had_been_told_in_time(flows: Path) -> None:
    clicked, ordered = SIGNED_UP + 2 * HOUR, SIGNED_UP + 4 * HOUR
    told = [joins(), buys(ordered)]
    back = webhook("refunds/create", refund(1, 7000, "98.00", at=ordered + DAY), at=ordered + DAY)

    in_time = play([*told, late(told, flows, clicked=clicked, heard=clicked), back], workflows=flows)
    after = play([*told, late(told, flows, clicked=clicked, heard=ordered + HOUR), back], workflows=flows)

    assert money(after) == {("letter", "hello"): Decimal("200.00")}
    assert figures(after) == figures(in_time)
    assert after.account.tables.orders == in_time.account.tables.orders
    credited = {each.workflow: each.credited_step for each in after.account.tables.enrollments.values()}
    assert credited == {"letter": "hello", "note": None}


def test_a_late_click_takes_the_credit_over_from_an_earlier_one(flows: Path) -> None:
    ordered = SIGNED_UP + 4 * HOUR
    told = [joins(), clicks("hint", SIGNED_UP + 2 * HOUR, workflow=SECOND), buys(ordered)]
    click = SIGNED_UP + 3 * HOUR

    in_time = play([*told, late(told, flows, clicked=click, heard=click)], workflows=flows)
    after = play([*told, late(told, flows, clicked=click, heard=ordered + DAY)], workflows=flows)

    assert money(after) == {("letter", "hello"): Decimal("298.00")}
    assert money(after, Metric.ASSISTED) == {("note", "hint"): 1}
    assert figures(after) == figures(in_time)


def test_a_click_told_late_that_came_after_the_order_changes_nothing(flows: Path) -> None:
    ordered = SIGNED_UP + 4 * HOUR
    told = [joins(), buys(ordered)]
    story = play([*told, late(told, flows, clicked=ordered + MINUTE, heard=ordered + DAY)], workflows=flows)

    assert money(story) == {}


def figures(story: Story) -> Mapping[Any, Mapping[str, Decimal]]:
    """Every counter that is not nothing; goals after a link count the clicks that were known by then."""
    of_links = links_of("")
    kept = {
        cell: {m: n for m, n in metrics.items() if n and not (m == "converted" and of_links in cell.workflow)}
        for cell, metrics in story.account.tables.figures.items()
    }
    return {cell: metrics for cell, metrics in kept.items() if metrics}


@pytest.mark.parametrize(
    ("paid", "cancelled", "counted"),
    [
        (True, None, {"orders": 1, "gross": Decimal("298.00")}),
        (False, None, {"orders": 1, "gross": Decimal("298.00")}),
        (False, "cancelled", {}),  # before it was paid: it was never an order
        (
            True,
            "cancelled",
            {"orders": 1, "gross": Decimal("298.00"), "called_off": Decimal("298.00"), "reduced": 1},
        ),
        (
            False,
            "cancelled, then paid",
            {"orders": 1, "gross": Decimal("298.00"), "called_off": Decimal("298.00"), "reduced": 1},
        ),
    ],
)
def test_an_order_cancelled_before_it_was_paid_counts_nowhere(
    flows: Path, paid: bool, cancelled: str | None, counted: Mapping[str, Any]
) -> None:
    ordered = SIGNED_UP + 4 * HOUR
    of: dict[str, Any] = {"financial_status": "paid" if paid else "pending"}
    told = [joins(), clicks("hello", SIGNED_UP + 2 * HOUR), buys(ordered, **of)]
    body = order(at=ordered, token=None, **of)
    if cancelled:
        told.append(
            webhook("orders/cancelled", body | {"updated_at": stamp(ordered + HOUR)}, at=ordered + HOUR)
        )
    if cancelled and "paid" in cancelled:
        told.append(webhook("orders/paid", body | {"updated_at": stamp(ordered + DAY)}, at=ordered + DAY))

    cells = of_the_shop(play(told, workflows=flows))

    assert cells.get(("letter", "", "NOK"), {}) == counted
    assert cells.get(("", "all", "NOK"), {}) == counted


def test_a_test_order_counts_nowhere(flows: Path) -> None:
    assert of_the_shop(play([joins(), buys(SIGNED_UP + 4 * HOUR, test=True)], workflows=flows)) == {}


def test_a_refund_comes_off_the_month_of_the_order_and_moves_no_other(flows: Path) -> None:
    ordered = SIGNED_UP + 4 * HOUR
    back = webhook("refunds/create", refund(1, 7000, "298.00", at=ordered + 35 * DAY), at=ordered + 35 * DAY)
    story = play([joins(), buys(ordered), back], workflows=flows, days=40)

    days = {cell.day for cell in story.account.tables.figures if cell.workflow == ORDERS}
    assert days == {"2026-03-02"}
    assert of_the_shop(story)["", "", "NOK"] == {
        "orders": 1,
        "gross": Decimal("298.00"),
        "given_back": Decimal("298.00"),
        "reduced": 1,
    }


def test_money_of_another_currency_is_added_to_nothing(flows: Path) -> None:
    euros = {"shop_money": {"amount": "30.00", "currency_code": "EUR"}}
    told = [
        joins(),
        clicks("hello", SIGNED_UP + 2 * HOUR),
        buys(SIGNED_UP + 4 * HOUR),
        buys(SIGNED_UP + 5 * HOUR, 7001, total_price_set=euros, currency="EUR"),
    ]
    report = report_json(_summarized(play(told, workflows=flows)))

    assert report["workflows"]["letter"]["kpis"]["revenue"] == 298.0
    assert report["orders"]["credited"]["net"] == 298.0
    (other,) = report["orders"]["other_currencies"]
    assert (other["currency"], other["shop"]["orders"], other["credited"]["net"]) == ("EUR", 1, 30.0)


def test_a_refund_in_another_currency_than_the_orders_cannot_be_subtracted(flows: Path) -> None:
    ordered = SIGNED_UP + 4 * HOUR
    body = refund(1, 7000, "98.00", at=ordered + HOUR)
    body["refund_line_items"][0]["subtotal_set"]["shop_money"]["currency_code"] = "EUR"
    story = play(
        [joins(), buys(ordered), webhook("refunds/create", body, at=ordered + HOUR)], workflows=flows
    )

    assert of_the_shop(story)["", "all", "NOK"] == {"orders": 1, "gross": Decimal("298.00"), "reduced": 1}


def test_an_order_under_another_address_is_matched_by_its_carts_token(flows: Path) -> None:
    left = SIGNED_UP + 6 * HOUR
    bought = order(at=left + HOUR, by=2)
    told = [
        joins(),
        clicks("hello", SIGNED_UP + 2 * HOUR),
        webhook("checkouts/create", checkout(at=left), at=left),
        webhook("orders/create", bought, at=left + HOUR),
    ]

    story = play(told, workflows=flows)

    assert money(story) == {("letter", "hello"): Decimal("298.00")}
    assert of_the_shop(story)["", "all", "NOK"]["orders"] == 1


def test_an_order_of_a_cart_whose_owner_is_learned_later_is_credited_then(flows: Path) -> None:
    left = SIGNED_UP + 6 * HOUR
    told = [
        joins(),
        clicks("hello", SIGNED_UP + 2 * HOUR),
        webhook("orders/create", order(at=left + HOUR, by=2), at=left + HOUR),
        webhook("checkouts/update", checkout(at=left), at=left + 2 * HOUR),
    ]

    story = play(told, workflows=flows)

    assert money(story) == {("letter", "hello"): Decimal("298.00")}
    assert of_the_shop(story) == {
        ("letter", "", "NOK"): {"orders": 1, "gross": Decimal("298.00")},
        ("", "all", "NOK"): {"orders": 1, "gross": Decimal("298.00")},
    }


def _summarized(story: Story) -> Report:
    stage = story.account.clock.now()
    assert stage
    return bootstrap.summarize().between(START, stage)
