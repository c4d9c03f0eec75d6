"""What contacts do after they came into a workflow that holds nobody out, told by their orders alone."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from homing import bootstrap
from homing.services.report_json import report_json

from tests.builders import DAY, HOUR, MINUTE, order, refund, stamp, subscriber, webhook
from tests.journeys.conftest import Story, play
from tests.journeys.small import shop_of
from tests.journeys.test_holdout import SERIES, START, bought, recounted
from tests.journeys.test_holdout import counters as counted

PEOPLE = range(1, 5)
JOIN = [webhook("customers/create", subscriber(n, at=START + n * HOUR), at=START + n * HOUR) for n in PEOPLE]
AGAIN = SERIES.replace("name: series", "name: thanks").replace("Subscribed", "Order Completed")


@pytest.fixture(scope="module")
def flows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    goal = "goal: {event: Order Completed, within: 7d}"
    every = AGAIN.replace("holdout: 40", "re_entry: every").replace(goal, "")
    return shop_of(tmp_path_factory.mktemp("flows"), SERIES.replace("holdout: 40", ""), every)


def tell(flows: Path, *told: str, days: int = 120) -> Story:
    story = play([*JOIN, *told], start=START, days=days, workflows=flows)
    assert story.account.dead_letters() == []
    return story


def told_of(story: Story, workflow: str, first: int, last: int) -> dict[str, dict[str, float]]:
    bootstrap.install(story.account.neighbours)
    report = bootstrap.summarize().between(START + first * DAY, START + last * DAY)
    found: dict[str, dict[str, float]] = report_json(report)["workflows"][workflow]["after_entry"]
    return found


def test_entering_writes_nothing_and_an_order_is_told_to_the_workflows_before_it(flows: Path) -> None:
    assert tell(flows).account.tables.assignments == {}

    story = tell(flows, bought(1, 1, 10))

    (row,) = (each for of in story.account.tables.assignments.values() for each in of.values())
    assert (row.workflow, row.arm) == ("series", "entered")
    assert counted(story) == recounted(story)


def test_repeat_purchases_and_revenue_are_told_of_the_entries_whose_days_are_over(flows: Path) -> None:
    back = START + 40 * DAY
    told = [
        bought(1, 1, 10),
        bought(2, 1, 20),  # again, within thirty days
        bought(3, 2, 50),  # the first, within ninety
        webhook("refunds/create", refund(1, 1, "98.00", at=back), at=back),
    ]

    story = tell(flows, *told)

    assert told_of(story, "series", 0, 100) == {
        "after_30_days": {"entries": 4, "repeat_purchase_rate": 0.25, "revenue_per_contact": 124.5},
        "after_90_days": {"entries": 4, "repeat_purchase_rate": 0.25, "revenue_per_contact": 199.0},
    }
    assert told_of(story, "series", 10, 100)["after_30_days"]["entries"] == 0
    assert told_of(tell(flows, *told, days=60), "series", 0, 59)["after_90_days"]["entries"] == 0
    assert counted(story) == recounted(story)


def test_of_several_entries_the_newest_before_an_order_is_told_of_it(flows: Path) -> None:
    story = tell(flows, bought(1, 1, 10), bought(2, 1, 15), bought(3, 1, 18))

    rows = [each for of in story.account.tables.assignments.values() for each in of.values()]
    told = sorted((row.at, len(row.orders)) for row in rows if row.workflow == "thanks")
    assert [orders for _, orders in told] == [1, 1]
    # Each entry began with an order and was followed by one: both bought again.
    after = told_of(story, "thanks", 0, 100)["after_30_days"]
    assert after["entries"] == 3
    assert after["repeat_purchase_rate"] == 0.6667


@pytest.mark.parametrize(
    ("earlier", "again"),
    [
        ({}, 0.25),
        ({"test": True}, 0),
        ({"financial_status": "pending"}, 0),  # called off before it was paid
    ],
)
@pytest.mark.parametrize("day", [-20, 5], ids=["before the entry", "after it"])
def test_an_order_that_counts_nowhere_makes_nobody_buy_again(
    flows: Path, day: int, earlier: dict[str, Any], again: float
) -> None:
    at = START + day * DAY + HOUR
    off = order(1, at=START + day * DAY, token=None, by=1) | {"updated_at": stamp(at)} | earlier
    called_off = [webhook("orders/cancelled", off, at=at)] if "financial_status" in earlier else []

    story = tell(flows, bought(1, 1, day, **earlier), *called_off, bought(2, 1, 10))

    assert told_of(story, "series", 0, 100)["after_30_days"]["repeat_purchase_rate"] == again


def test_the_same_orders_twice_and_late_are_told_the_same(flows: Path) -> None:
    body = order(1, at=START + 10 * DAY, token=None, by=1)
    once = webhook("orders/create", body, at=START + 10 * DAY + MINUTE)
    again = webhook("orders/paid", body, at=START + 11 * DAY, id="again")
    back = webhook("refunds/create", refund(1, 1, "298.00", at=START + 9 * DAY), at=START + 10 * DAY)

    story = tell(flows, once, again, back)

    assert counted(story) == recounted(story)
    assert told_of(story, "series", 0, 100)["after_30_days"]["revenue_per_contact"] == 0.0
    (row,) = (
        each
        for of in story.account.tables.assignments.values()
        for each in of.values()
        if each.workflow == "series"
    )
    assert row.orders["1"].worth == Decimal("0.00")
