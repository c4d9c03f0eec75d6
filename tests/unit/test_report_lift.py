"""How the report tells what the mails changed."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from homing.adapters import report_page
from homing.domain.figures import Metric
from homing.services.report_json import report_json

from tests.unit.figures_of_a_shop import SHOP, WORKFLOWS, Figures, aiming

GOAL = {"event": "Order Completed", "within": "7d"}
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


def figures(treated: Mapping[Metric, int | str], held_out: Mapping[Metric, int | str]) -> Figures:
    """Of a welcome that holds a tenth out; each arm on two days, of which one is young."""
    welcome = aiming(GOAL).model_copy(update={"holdout": Decimal(10)})
    shop = Figures((welcome, *(each for each in WORKFLOWS if each.name != "welcome")))
    for variant, counts in (("treated", treated), ("held_out", held_out)):
        shop.count("", counts, day="2026-11-10", variant=variant)
    return shop


def arm(contacts: int, met: int, spent: int = 0) -> dict[Metric, int | str]:
    """`met` of so many met the goal, and each of these spent as much."""
    return {
        Metric.ASSIGNED: contacts,
        Metric.MET: met,
        Metric.BOUGHT: met if spent else 0,
        Metric.SPENT: met * spent,
        Metric.SPENT_SQUARED: met * spent * spent,
    }


def told(shop: Figures) -> dict[str, Any]:
    lift: dict[str, Any] = report_json(shop.report(FIRST, LAST))["workflows"]["welcome"]["kpis"]["lift"]
    return lift


def test_a_lift_is_told_with_both_arms_their_difference_and_its_interval() -> None:
    lift = told(figures(arm(9000, 990, 400), arm(1000, 60, 400)))

    assert lift["contacts"] == {"treated": 9000, "held_out": 1000, "unfinished": 0}
    assert lift["conversion"] == {
        "treated": 0.11,
        "held_out": 0.06,
        "difference": 0.05,
        "relative": 0.8333,
        "low": 0.0324,
        "high": 0.0647,
        "distinguishable": True,
        "says": "The mails brought more: between 3.2 points and 6.5 points, with 95 % confidence.",
    }
    assert lift["revenue_per_contact"]["difference"] == 20.0
    assert lift["incremental_revenue"]["about"] == 180_000.0
    assert lift["incremental_conversions"]["about"] == 450.0


def test_what_may_be_nothing_is_said_to_be_so_and_what_would_show_it() -> None:
    lift = told(figures(arm(900, 99, 400), arm(100, 8, 400)))

    assert not lift["conversion"]["distinguishable"]
    assert lift["conversion"]["says"].startswith("Not yet distinguishable from zero: between −")
    assert "more contacts would show a difference of 3.0 points" in lift["conversion"]["says"]


def test_mails_that_cost_sales_are_told_too() -> None:
    lift = told(figures(arm(9000, 540, 400), arm(1000, 110, 400)))

    assert lift["conversion"]["says"].startswith("The mails brought less: between 3.")


def test_whoever_was_assigned_lately_is_told_apart() -> None:
    shop = figures(arm(900, 99), arm(100, 8))
    shop.count("", arm(30, 0), day="2026-11-28", variant="treated")

    assert told(shop)["contacts"]["unfinished"] == 30


def test_thirty_and_ninety_days_are_of_those_whose_days_ended_in_the_period() -> None:
    shop = figures(arm(900, 99), arm(100, 8))
    months: dict[Metric, int | str] = {
        Metric.ASSIGNED: 500,
        Metric.REPEATED_30: 50,
        Metric.BOUGHT_30: 100,
        Metric.SPENT_30: 5000,
        Metric.SPENT_SQUARED_30: 2_500_000,
    }
    for variant in ("treated", "held_out"):
        shop.count("", months, day="2026-10-20", variant=variant)

    lift = told(shop)

    assert lift["after_30_days"]["contacts"] == {"treated": 500, "held_out": 500}
    assert lift["after_30_days"]["repeat_purchase_rate"]["treated"] == 0.1
    assert lift["after_30_days"]["revenue_per_contact"]["held_out"] == 10.0
    assert not lift["after_30_days"]["revenue_per_contact"]["distinguishable"]
    assert lift["after_90_days"]["contacts"] == {"treated": 0, "held_out": 0}


def test_without_a_holdout_there_is_no_lift() -> None:
    assert report_json(Figures().report())["workflows"]["welcome"]["kpis"]["lift"] is None
    assert "Did the mails change anything?" not in report_page.render(Figures().report(), SHOP)


@pytest.mark.parametrize(
    ("held_out", "words"),
    [
        (arm(1000, 60, 400), "The mails brought more: between 3.2 points"),
        (arm(10, 1, 400), "Not yet distinguishable from zero: too few to tell"),
    ],
)
def test_the_page_asks_whether_the_mails_changed_anything(
    held_out: dict[Metric, int | str], words: str
) -> None:
    shop = figures(arm(9000, 990, 400), held_out)

    page = report_page.render(shop.report(FIRST, LAST), SHOP)

    assert "Did the mails change anything?" in page
    assert words in page
    assert "Clicks are credited with" in page
