"""The dashboard's widget and the daily summary, through the handler."""

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
from homing import bootstrap
from homing.adapters import mjml
from homing.adapters.report_widget import asked
from homing.adapters.templates import CompiledTemplates
from homing.adapters.workflow_set import WorkflowSet
from homing.neighbours import Neighbours
from homing.services.ports import OutgoingEmail

from functions.report.handler import handler
from local.memory.experiments import MemoryExperiments
from local.memory.reports import MemoryReports
from local.memory.tables import MemoryTables
from tests.unit.figures_of_a_shop import SHOP, FixedClock, of_a_good_month

SENT: list[OutgoingEmail] = []
DAY = 86_400_000
END = 1_795_993_200_000  # 30 November 2026, 00:00 in Oslo
RANGE = {"mode": "absolute", "start": END - 5 * DAY, "end": END - 1}


@pytest.fixture(autouse=True)
def _a_good_month() -> Iterator[None]:
    figures = of_a_good_month()
    around = SimpleNamespace(
        live_from=None,
        figures=figures.figures,
        experiments=MemoryExperiments(MemoryTables()),
        shop=SHOP,
        templates=CompiledTemplates({}, {}, digest=mjml.digest()),
        clock=FixedClock(),
        workflows=WorkflowSet(figures.workflows),
        report_files=MemoryReports(),
        mailer=SimpleNamespace(send=SENT.append),
    )
    SENT.clear()
    bootstrap.install(cast("Neighbours", around))
    yield
    bootstrap.install(None)


def widget(**params: object) -> str:
    context = {"dashboardName": "Homing", "theme": "dark", "timeRange": RANGE, "params": params}
    return str(handler({**params, "widgetContext": context}, object()))


def test_cloudwatch_is_told_what_the_widget_takes() -> None:
    documentation = handler({"describe": True}, object())

    assert "**view**" in documentation
    assert "**workflow**" in documentation
    assert "**period**" in documentation


def test_the_widget_is_a_table_of_the_dashboards_time_range() -> None:
    html = widget()

    assert "Nov 25 – 29, 2026" in html.replace("\u2009", " ")
    assert "Welcome series" in html
    assert "reassurance" in html
    assert ">260<" in html  # 5 days x 2 languages x 26


def test_the_widget_of_one_workflow_and_period_shows_these() -> None:
    html = widget(workflow="welcome", period="30d")

    assert "Nov 2 – Dec 1, 2026" in html.replace("\u2009", " ")
    assert "Abandoned cart" not in html


def test_an_unknown_workflow_is_named_and_escaped() -> None:
    assert widget(workflow="<b>") == "<p>There is no workflow named &lt;b&gt;.</p>"


def test_an_unknown_view_is_named_and_escaped() -> None:
    assert "no view named &lt;b&gt;; there are kpis, funnel, trend, experiment, money" in widget(view="<b>")


@pytest.mark.parametrize("odd", [{}, {"params": None}, {"timeRange": {"start": "now", "end": None}}])
def test_an_odd_context_shows_all_workflows_of_the_last_week(odd: dict[str, Any]) -> None:
    html = handler({"widgetContext": odd}, object())

    assert "Nov 25 – Dec 1, 2026" in html.replace("\u2009", " ")


@pytest.mark.parametrize(
    ("period", "days"), [("7d", 7), ("999d", 400), ("0d", None), ("1w", None), (30, None)]
)
def test_a_period_is_a_number_of_days(period: object, days: int | None) -> None:
    assert asked({"params": {"period": period}}).days == days


def test_a_zoom_outranks_the_range_around_it() -> None:
    zoomed = {**RANGE, "zoom": {"start": END - DAY, "end": END}}

    start = asked({"timeRange": zoomed}).start

    assert start is not None
    assert start.timestamp() * 1000 == END - DAY


def test_the_schedule_gets_a_short_summary_that_names_nobody() -> None:
    summary = handler({"action": "report", "scheduled": "2026-11-30T06:00:00Z"}, object())

    text = json.dumps(summary)
    assert summary["period"] == {"first": "2026-11-30", "last": "2026-12-01", "zone": "Europe/Oslo"}
    assert summary["workflows"]["welcome"]["sent"] == 52
    assert "@" not in text
    assert len(text) < 4000


def test_the_weekly_schedule_mails_whom_the_shop_names() -> None:
    told = [handler({"action": "digest", "scheduled": "2026-11-30T07:00:00Z"}, object()) for _ in range(2)]

    assert [each["sent"] for each in told] == ["1", "0"]
    (mail,) = SENT
    assert mail.recipient == SHOP.colleagues[SHOP.reports.digest[0]].email
    assert "@" not in json.dumps(told)
