"""The page: alone in the world, complete, and safe to open."""

import html
import re
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from homing.adapters.report_funnel import mails
from homing.adapters.report_numbers import Numbers
from homing.adapters.report_page import render
from homing.adapters.report_words import CAUSES
from homing.domain.colours import READABLE, contrast
from homing.domain.consent import WITHDRAWN, ConsentSource
from homing.domain.definitions import DEFINITIONS
from homing.domain.figures import LIST, Metric
from homing.domain.kpi import Kpis
from homing.domain.suppression import Lifter, SuppressionCause

from tests.unit.figures_of_a_shop import SHOP, WORKFLOWS, Figures, aiming, of_a_good_month

PAGE = render(of_a_good_month().report(), SHOP)
EMPTY_PAGE = render(Figures().report(), SHOP)
LEAVES = re.compile(r"""(?:src|href|srcset|data|action|poster)\s*=|url\(|@import|<script|https?://|//\w""")
VOID = {"meta"}


class Tags(HTMLParser):
    """Open and closed tags, and the attributes of each."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def of(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.found if tag == name]


@pytest.mark.parametrize("page", [PAGE, EMPTY_PAGE])
def test_the_page_asks_nothing_of_the_net(page: str) -> None:
    assert not LEAVES.search(page)


@pytest.mark.parametrize("page", [PAGE, EMPTY_PAGE])
def test_every_tag_is_closed_where_it_should_be(page: str) -> None:
    assert Tags(page).open == []


@pytest.mark.parametrize("page", [PAGE, EMPTY_PAGE])
def test_every_workflow_and_message_is_named_though_nothing_was_sent(page: str) -> None:
    for title in ("Welcome series", "Abandoned cart"):
        assert title in page
    for message in ("Brand story", "Social proof", "First offer", "Reminder", "Reassurance", "Incentive"):
        assert f'<th scope="row">{message}</th>' in page


def test_names_are_text_and_never_markup() -> None:
    evil = WORKFLOWS[0].model_copy(update={"title": "<script>alert(1)</script> & Co"})
    shop = SHOP.model_copy(update={"name": '"><img onerror=x>'})

    page = render(of_a_good_month((evil,)).report(), shop)

    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Co" in page


def test_money_and_numbers_are_written_as_the_shop_reads_them() -> None:
    norwegian = SHOP.model_copy(update={"locales": ("nb",)})

    page = render(of_a_good_month().report(), norwegian)

    assert "NOK\u00a0155,940" in PAGE  # 30 days x 2 workflows x 2 languages x 1299.50
    assert "155\u00a0940\u00a0kr" in page
    assert "40,0\u00a0%" in page


def test_pictures_have_words_and_tables_have_headers() -> None:
    tags = Tags(PAGE)

    charts = [each for each in tags.of("svg") if "role" in each]
    assert len(charts) >= 10
    assert all(each["role"] == "img" and each["aria-label"] for each in charts)
    assert all(each.get("scope") in {"row", "col"} for each in tags.of("th"))


def test_a_bar_of_opens_is_of_the_mails_that_tell_of_them() -> None:
    half = {Metric.DELIVERED: 20, Metric.TRACKED: 10, Metric.OPENED: 5, Metric.CLICKED: 4}
    counts = {metric.value: Decimal(number) for metric, number in half.items()}
    kpis = Kpis(mails=counts | {Metric.CLICKED_UNSEEN.value: Decimal(3)}, goals={}, base=Metric.DELIVERED)

    assert [(each.name, each.count, each.of_above) for each in mails(kpis)] == [
        ("Delivered", 20, None),
        ("With a pixel", 10, Decimal("0.5")),
        ("Opened", 5, Decimal("0.5")),
        ("Clicked of these", 1, Decimal("0.2")),
    ]


def test_every_kpi_is_explained() -> None:
    for sentence in DEFINITIONS.values():
        assert sentence.split(".")[0].replace("'", "&#39;") in PAGE


def test_every_cause_has_words() -> None:
    gaining = {each.value for each in ConsentSource}
    gaining |= {each.value for each in (Lifter.DELIVERY, Lifter.OPERATOR)}
    losing = {each.value for each in (*WITHDRAWN, *SuppressionCause)}

    assert gaining | losing <= set(CAUSES)


def test_who_came_and_who_left_is_drawn() -> None:
    assert "Signed up in the shop" in PAGE
    assert "+270" in PAGE
    assert "−120" in PAGE
    assert "1,000 to 1,150 people" in PAGE


def test_text_is_readable_in_light_and_dark() -> None:
    light, dark = (
        dict(re.findall(r"--(\w+): (#\w+)", part))
        for part in re.findall(r":root \{(.*?)\n *\}", PAGE, re.S)[:2]
    )

    for colours in (light, dark):
        for text in ("ink", "muted", "opened", "clicked", "gain"):
            for ground in ("page", "card"):
                assert contrast(colours[text], colours[ground]) >= READABLE, (text, ground)


def words_of(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", page)).split())


@pytest.mark.parametrize(
    ("target", "told"),
    [
        (
            {"target": "15%"},
            "20.0% of 50 enrolled met it on course At this pace 20.0%, 11.2% to 33.0% likely; target 15.0%.",
        ),
        (
            {"target": "22.5%", "by": "2027-03-31"},
            "may fall short At this pace 20.0% by 31 March 2027, 13.0% to 30.4% likely; target 22.5%.",
        ),
    ],
)
def test_a_goal_stands_beside_what_was_met_of_it(target: dict[str, str], told: str) -> None:
    figures = Figures((aiming({"event": "Order Completed", "within": "36h", "base": "enrolled"} | target),))
    figures.count("", {Metric.ENROLLED: 50, Metric.REACHED: 40, Metric.CONVERTED: 10})

    page = words_of(render(figures.report(), SHOP))

    assert "goal: Order Completed within 36 hours of the first mail" in page
    assert told in page


def test_a_goal_without_a_target_promises_nothing() -> None:
    figures = Figures((aiming({"event": "Order Completed", "within": "7d"}),))

    empty = words_of(render(figures.report(), SHOP))
    figures.count("", {Metric.REACHED: 40, Metric.CONVERTED: 10})
    page = words_of(render(figures.report(), SHOP))

    assert "within 7 days of the first mail nobody reached by a mail yet" in empty
    assert "25.0% of 40 reached by a mail met it" in page
    assert "target" not in page


def test_one_day_draws_as_well_as_a_year() -> None:
    figures = Figures()
    figures.count("welcome", {Metric.SENT: 1, Metric.DELIVERED: 1})
    day = figures.report().first.replace(day=20)

    for first in (day, day.replace(year=2025)):
        page = render(figures.report(first, day), SHOP)
        assert "nan" not in page
        assert "per day" in page if first == day else "per week" in page


def test_the_same_figures_give_the_same_page() -> None:
    assert render(of_a_good_month().report(), SHOP) == PAGE


def test_a_variant_gets_its_line() -> None:
    figures = Figures()
    for variant, clicks in (("short_subject", 3), ("long_subject", 1)):
        mails = {Metric.SENT: 10, Metric.DELIVERED: 10, Metric.CLICKED: clicks}
        figures.count("welcome", mails, variant=variant)

    page = render(figures.report(), SHOP)

    assert "Variants of Welcome" in page
    assert "Short subject" in page


def test_a_list_that_shrinks_says_so() -> None:
    figures = Figures()
    figures.count("form", {Metric.GAINED: 1000}, workflow=LIST, day="2025-01-01")
    figures.count("bounce", {Metric.LOST: 30}, workflow=LIST)

    page = render(figures.report(), SHOP)

    assert "−3.0%" in page
    assert "Address bounced" in page


def test_a_language_nobody_knows_is_shown_as_it_is() -> None:
    assert Numbers.of(SHOP).language("zz") == "zz"
    assert Numbers.of(SHOP).language("nb").startswith("Norwegian")
