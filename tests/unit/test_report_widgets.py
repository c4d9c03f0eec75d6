"""Every view of the dashboard as CloudWatch lets it in, readable in both themes, whatever things are called.

It takes out scripts, frames and `<use>`, and shows most of HTML, CSS and SVG beside:
docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_security.html
"""

import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from homing.adapters.report_widget import USUAL_WIDTH, VIEWS, Asked, widget
from homing.adapters.report_widget_style import ROOT
from homing.domain.colours import READABLE, contrast
from homing.domain.experiment import Decision, DecisionKind
from homing.domain.figures import Metric

from tests.unit.figures_of_a_shop import SHOP, WORKFLOWS, Figures, of_a_good_month
from tests.unit.test_report_experiments import BEGAN, clear_cut
from tests.unit.test_report_lift import arm
from tests.unit.test_report_lift import figures as lifted

EVERY = ("kpis", *VIEWS)
LET_IN = {
    *(
        "div",
        "p",
        "span",
        "small",
        "h2",
        "h3",
        "figure",
        "figcaption",
        "details",
        "summary",
        "style",
        "section",
    ),
    *(
        "table",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "th",
        "td",
        "dl",
        "dt",
        "dd",
        "ul",
        "li",
        "strong",
        "em",
        "b",
    ),
    *("svg", "g", "path", "rect", "line", "text", "tspan", "title", "circle"),
}
CONSOLE = {"light": "#ffffff", "dark": "#161d26"}
"""The ground of a widget in the console's two themes."""
HOSTILE = (
    "<script>alert(1)</script><iframe src=//x></iframe>\"'><img src=x onerror=alert(1)>javascript:alert(1)"
)


class Parsed(HTMLParser):
    """Tags, attributes and the text between them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def shown(figures: Figures, view: str, theme: str = "light", workflow: str | None = "welcome") -> str:
    wish = Asked(
        view=view, theme=theme, width=USUAL_WIDTH, workflow=workflow, days=None, start=None, end=None
    )
    return widget(figures.report(), SHOP, wish)


def evil_shop() -> Figures:
    evil = WORKFLOWS[-1].model_copy(update={"title": HOSTILE})
    figures = of_a_good_month((evil,))
    mails = {Metric.SENT: 9, Metric.DELIVERED: 9, Metric.OPENED: 5, Metric.CLICKED: 2}
    figures.count(HOSTILE, mails, workflow=evil.name, variant=HOSTILE, locale=HOSTILE)
    return figures


@pytest.mark.parametrize("view", EVERY)
@pytest.mark.parametrize("workflow", [None, WORKFLOWS[-1].name])
@pytest.mark.parametrize("figures", [of_a_good_month(), Figures(), evil_shop()], ids=["good", "none", "evil"])
def test_cloudwatch_lets_all_of_a_view_in(figures: Figures, view: str, workflow: str | None) -> None:
    html = shown(figures, view, workflow=workflow)

    parsed = Parsed(html)
    assert set(parsed.tags) <= LET_IN
    assert parsed.open == []
    names = {name for name, _ in parsed.attributes}
    assert not [name for name in names if name.startswith("on") or name in {"src", "href", "xlink:href"}]
    assert not re.search(r"url\(|@import|expression\(", html)
    values = [value or "" for _, value in parsed.attributes]
    assert not [value for value in values if value.strip().startswith("javascript:")]
    assert len(html) < 400_000


def test_a_test_and_its_decisions_are_let_in_whoever_decided_under_whatever_name() -> None:
    figures = of_a_good_month()
    test = clear_cut().on(BEGAN + timedelta(days=15))
    decision = Decision(
        at=BEGAN, kind=DecisionKind.CHOSEN, arm=HOSTILE, by=HOSTILE, because=HOSTILE, applied=True
    )
    figures.tests = (replace(test, step=HOSTILE, decisions=(*test.decisions, decision)),)

    html = shown(figures, "experiment")

    parsed = Parsed(html)
    assert set(parsed.tags) <= LET_IN
    assert not [name for name, _ in parsed.attributes if name.startswith("on") or name in {"src", "href"}]
    assert "decided by the test: new contacts get warm" in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


@pytest.mark.parametrize("view", EVERY)
def test_a_hostile_name_is_shown_as_a_text(view: str) -> None:
    html = shown(evil_shop(), view, workflow=None)

    assert "<script" not in html
    assert "<img" not in html


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_is_readable_on_the_consoles_own_ground(theme: str) -> None:
    colours = dict(re.findall(r"--(\w+): (#\w+)", shown(of_a_good_month(), "trend", theme)))

    for text in ("ink", "muted", "opened", "clicked", "gain", "loss"):
        assert contrast(colours[text], CONSOLE[theme]) >= READABLE, text


def test_the_styles_hold_for_our_own_part_of_the_page_alone() -> None:
    (css,) = re.findall(r"<style>(.*?)</style>", shown(of_a_good_month(), "funnel"), re.S)

    selectors = [each for rule in re.findall(r"([^{}]+)\{[^{}]*\}", css) for each in rule.split(",")]
    assert len(selectors) > 50
    assert all(each.strip().startswith(f".{ROOT}") for each in selectors)


def test_the_funnel_and_the_days_say_what_the_page_says() -> None:
    funnel = re.sub(r"<[^>]+>", " ", shown(of_a_good_month(), "funnel"))
    trend = shown(of_a_good_month(), "trend")

    assert "1,500" in funnel  # 30 days of 50 who were reached
    assert "NOK\u00a077,970.00 in all" in trend  # 30 x 2 x 1299.50


def test_all_workflows_add_up() -> None:
    trend = shown(of_a_good_month(), "trend", workflow=None)

    assert "NOK\u00a0155,940.00 in all" in trend
    assert "Mails of Every workflow" in trend


def test_the_money_widget_ranks_workflows_or_the_messages_of_one() -> None:
    figures = of_a_good_month()
    figures.count("welcome", {Metric.REVENUE: "10000"})

    every, one = (
        re.sub(r"<style>.*?</style>|<[^>]+>", " ", shown(figures, "money", workflow=workflow), flags=re.S)
        for workflow in (None, "welcome")
    )

    assert every.index("Welcome series") < every.index("Abandoned cart")
    assert "NOK\u00a0165,940.00" in every
    assert one.index("Welcome") < one.index("Brand story")
    assert "NOK\u00a087,970.00" in one


def test_the_money_widget_says_of_the_chosen_workflow_what_its_mails_changed() -> None:
    figures = lifted(arm(9000, 990, 400), arm(1000, 60, 400))
    figures.count("welcome", {Metric.REVENUE: "120000"})

    one, every = (shown(figures, "money", workflow=workflow) for workflow in ("welcome", None))

    assert "They are credited with NOK\u00a0120,000; the mails themselves changed revenue by about" in one
    assert "+NOK\u00a0180,000" in one
    assert "With the mails and without" not in every
    assert "With the mails and without" not in shown(of_a_good_month(), "money")


def test_where_nothing_is_tested_the_widget_says_how_to_begin() -> None:
    untested = tuple(each for each in WORKFLOWS if each.name == "welcome")

    assert "Nothing is tested and nobody is held out here" in shown(of_a_good_month(untested), "experiment")
