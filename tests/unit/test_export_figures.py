"""The daily files: a folder a day, the same for the same counters, and none of them about a person."""

import csv
import io
from datetime import UTC, datetime

from homing.adapters.sheets import as_csv, as_json_lines
from homing.adapters.workflow_set import WorkflowSet
from homing.domain.figures import Metric, links_of
from homing.services.export_figures import DAYS, ExportFigures

from local.memory.reports import MemoryReports
from tests.unit.figures_of_a_shop import SHOP, WORKFLOWS, Figures, FixedClock, of_a_good_month

NOW = datetime(2026, 12, 1, 6, 0, tzinfo=UTC)


def export(figures: Figures, files: MemoryReports, at: datetime = NOW) -> int:
    figures.clock = FixedClock(at)
    return ExportFigures(
        summarize=figures.summarize,
        figures=figures.figures,
        workflows=WorkflowSet(WORKFLOWS),
        files=files,
        formats={"csv": as_csv, "jsonl": as_json_lines},
        currency=SHOP.currency,
    )()


def sent_in(files: MemoryReports, day: str) -> int:
    text = files.files[f"figures/day={day}/figures.csv"]
    return sum(int(row["sent"]) for row in csv.DictReader(io.StringIO(text)))


def test_each_day_up_to_yesterday_has_a_file_of_each_kind_and_format() -> None:
    files = MemoryReports()

    count = export(of_a_good_month(), files)

    assert count == len(files.files) == DAYS * 5 * 2
    days = {name.split("/")[1] for name in files.files}
    assert (min(days), max(days)) == ("day=2026-10-27", "day=2026-11-30")
    assert {name.rpartition("/")[2] for name in files.files} == {
        *("figures.csv", "figures.jsonl"),
        *("parts.csv", "parts.jsonl"),
        *("links.csv", "links.jsonl"),
        *("orders.csv", "orders.jsonl"),
        *("list.csv", "list.jsonl"),
    }


def test_the_files_add_up_to_the_counters() -> None:
    files = MemoryReports()

    export(of_a_good_month(), files)

    assert [sent_in(files, f"2026-11-{day:02}") for day in range(1, 31)] == [2 * 2 * 26] * 30
    assert sent_in(files, "2026-10-31") == 0


def test_what_a_mail_of_last_week_brings_today_is_in_its_file_tomorrow() -> None:
    figures, files = of_a_good_month(), MemoryReports()
    export(figures, files)
    figures.count("welcome", {Metric.REVENUE: "99.50"}, day="2026-11-20", locale="nb")

    before = dict(files.files)
    export(figures, files)

    changed = {name for name, text in files.files.items() if before[name] != text}
    assert changed == {f"figures/day=2026-11-20/figures.{ending}" for ending in ("csv", "jsonl")}


def test_a_link_has_a_row_a_day_under_its_workflows_name() -> None:
    figures, files = Figures(), MemoryReports()
    counted: dict[Metric, int | str] = {Metric.CLICKED: 3, Metric.CREDITED: 1, Metric.REVENUE: "1299.50"}
    figures.count("reminder", counted, workflow=links_of("abandoned_cart"), variant="shop.example/cart")

    export(figures, files)

    (row,) = csv.DictReader(io.StringIO(files.files["links/day=2026-11-20/links.csv"]))
    assert row == {
        "day": "2026-11-20",
        "workflow": "abandoned_cart",
        "step": "reminder",
        "link": "shop.example/cart",
        "currency": "NOK",
        "clicked": "3",
        "converted": "0",
        "credited": "1",
        "revenue": "1299.50",
    }


def test_twice_is_once() -> None:
    once, twice = MemoryReports(), MemoryReports()

    export(of_a_good_month(), once)
    for _ in range(2):
        export(of_a_good_month(), twice)

    assert once.files == twice.files


def test_a_file_never_names_an_address() -> None:
    files = MemoryReports()
    export(of_a_good_month(), files)

    assert not [name for name, text in files.files.items() if "@" in text]
