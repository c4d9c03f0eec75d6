"""The counters as rows: everything that was counted, to the coin, and nothing a spreadsheet would run."""

import csv
import io
import json
from decimal import Decimal

import pytest
from homing.adapters.sheets import as_csv, as_json_lines
from homing.domain.figures import ALL, LIST, ORDERS, Cell, Metric
from homing.services.figure_rows import figures_sheet, list_sheet, orders_sheet, parts_sheet

from tests.unit.figures_of_a_shop import FIRST, LAST, Figures, of_a_good_month

GOOD = of_a_good_month().figures.totals("welcome", FIRST, LAST)


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_every_count_is_in_a_row_of_the_day_on_which_it_belongs() -> None:
    rows = read(as_csv(figures_sheet(GOOD, "NOK")))

    assert sum(int(row["sent"]) for row in rows) == 30 * 2 * 26
    assert sum(Decimal(row["revenue"]) for row in rows) == Decimal("1299.50") * 60
    assert sum(int(row["enrolled"]) for row in rows if not row["step"]) == sum(range(51, 81))
    assert {row["currency"] for row in rows} == {"NOK"}
    assert [row["day"] for row in rows] == sorted(row["day"] for row in rows)


def test_every_metric_has_a_column_though_nothing_was_counted() -> None:
    (header,) = as_csv(figures_sheet({}, "NOK")).splitlines()
    (of_list,) = as_csv(list_sheet({})).splitlines()
    (of_orders,) = as_csv(orders_sheet({}, "NOK")).splitlines()

    counted = {*header.split(","), *of_list.split(","), *of_orders.split(",")}
    assert {metric.value for metric in Metric} <= counted


def test_json_says_the_same_as_csv() -> None:
    sheet = figures_sheet(GOOD, "NOK")

    objects = [json.loads(line, parse_float=Decimal) for line in as_json_lines(sheet).splitlines()]

    assert [{name: str(value) for name, value in each.items()} for each in objects] == read(as_csv(sheet))


@pytest.mark.parametrize("evil", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_a_name_never_becomes_a_formula(evil: str) -> None:
    cell = Cell(workflow="welcome", day="2026-11-01", step="welcome", variant=evil)

    (row,) = read(as_csv(figures_sheet({cell: {"sent": Decimal(1), "revenue": Decimal(-5)}}, "NOK")))

    assert row["variant"] == f"'{evil}"
    assert row["revenue"] == "-5"  # a refund is a number, and stays one


def test_a_large_amount_is_written_out() -> None:
    cell = Cell(workflow="welcome", day="2026-11-01", step="welcome")

    (row,) = read(as_csv(figures_sheet({cell: {"sent": Decimal("5E+6")}}, "NOK")))

    assert row["sent"] == "5000000"


def test_what_stands_behind_a_count_has_a_row_for_each_part() -> None:
    figures = Figures()
    figures.count("welcome", {Metric.LATE: 5})
    figures.count_of("welcome", Metric.LATE, {"quiet_hours": 3, "send_rate": 2})

    totals = figures.figures.totals("welcome", FIRST, LAST)
    rows = read(as_csv(parts_sheet(totals)))

    assert [(row["metric"], row["part"], row["amount"]) for row in rows] == [
        ("late", "quiet_hours", "3"),
        ("late", "send_rate", "2"),
    ]
    (whole,) = read(as_csv(figures_sheet(totals, "NOK")))
    assert whole["late"] == "5"


def test_the_list_tells_who_came_and_who_left_by_cause() -> None:
    totals = of_a_good_month().figures.totals(LIST, FIRST, LAST)

    rows = read(as_csv(list_sheet(totals)))

    assert {(row["cause"], row["gained"], row["lost"]) for row in rows} == {
        ("customer", "9", "0"),
        ("unsubscribed", "0", "4"),
    }


def test_orders_come_to_those_that_were_earned_and_those_that_were_not() -> None:
    bought = {"orders": Decimal(2), "gross": Decimal("300.50")}
    totals = {
        Cell(workflow=ORDERS, day="2026-11-01", step="welcome", currency="NOK"): bought,
        Cell(workflow=ORDERS, day="2026-11-01", currency="EUR"): bought,
        Cell(workflow=ORDERS, day="2026-11-01", variant=ALL, currency="NOK"): bought,
        Cell(workflow=ORDERS, day="2026-11-01", variant=ALL, currency="EUR"): bought,
    }

    rows = read(as_csv(orders_sheet(totals, "NOK")))

    assert [(row["workflow"], row["currency"], row["orders"], row["gross"]) for row in rows] == [
        ("", "EUR", "2", "300.50"),
        ("welcome", "NOK", "2", "300.50"),
    ]
