"""Subject lines: counted by what their catalogue says, never by what was filled in, and ranked."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from homing.adapters.mjml import compile_templates
from homing.adapters.templates import JinjaRenderer
from homing.domain.figures import Cell, Count, Metric, added
from homing.domain.message import Message, MessageId, MessageState
from homing.services import counting
from homing.services.report_json import report_json
from homing.services.subject_lines import SubjectLines, key_of

from local.sample_readers import READERS
from tests.unit.figures_of_a_shop import FIRST, LAST, ROOT, SHOP, Figures

FORGOT, STILL_THERE = "Forgot something?", "Still in your cart"


@pytest.fixture
def shop() -> Figures:
    return Figures()


def _count(shop: Figures, line: str, locale: str, *, sent: int, opened: int, variant: str = "") -> None:
    lines = SubjectLines(figures=shop.figures)
    key = lines.key("welcome", "welcome", locale, line)
    assert key is not None
    cell = Cell(workflow="welcome", day="2026-11-20", step="welcome", variant=variant, locale=locale)
    counts = {Metric.SENT: sent, Metric.TRACKED: sent, Metric.OPENED: opened}
    shop.figures.add(
        [
            Count(cell=cell, metric=metric, amount=Decimal(n), of=part)
            for metric, n in counts.items()
            for part in ("", key)
        ]
    )


def test_lines_are_ranked_within_each_language_with_what_lies_beyond_chance(shop: Figures) -> None:
    _count(shop, STILL_THERE, "en", sent=500, opened=150)
    _count(shop, FORGOT, "en", sent=500, opened=220)
    _count(shop, "Glemt noe?", "nb", sent=100, opened=90)

    welcome = report_json(shop.summarize(FIRST, LAST))["workflows"]["welcome"]

    lines = welcome["subjects"]["welcome"]
    assert [(each["locale"], each["line"], each["open_rate"], each["differs"]) for each in lines] == [
        ("en", FORGOT, 0.44, True),
        ("en", STILL_THERE, 0.3, True),
        ("nb", "Glemt noe?", 0.9, False),
    ]
    assert lines[0]["low"] < 0.44 < lines[0]["high"]
    assert welcome["messages"]["welcome"]["sent"] == 1100


def test_lines_that_differ_by_chance_alone_are_not_told_apart(shop: Figures) -> None:
    _count(shop, STILL_THERE, "en", sent=100, opened=40)
    _count(shop, FORGOT, "en", sent=100, opened=45)

    lines = report_json(shop.summarize(FIRST, LAST))["workflows"]["welcome"]["subjects"]["welcome"]

    assert [each["differs"] for each in lines] == [False, False]


def test_of_a_mail_with_variants_only_its_test_says_which_is_better(shop: Figures) -> None:
    _count(shop, STILL_THERE, "en", sent=500, opened=150, variant="as_it_was")
    _count(shop, FORGOT, "en", sent=500, opened=220, variant="asking")

    lines = report_json(shop.summarize(FIRST, LAST))["workflows"]["welcome"]["subjects"]["welcome"]

    assert [(each["line"], each["adjusted"]) for each in lines] == [(FORGOT, None), (STILL_THERE, None)]


def test_a_process_writes_a_line_out_once() -> None:
    shop = Figures()
    lines = SubjectLines(figures=shop.figures)

    assert lines.key("welcome", "welcome", "en", FORGOT) == lines.key("welcome", "welcome", "en", FORGOT)
    assert lines.key("welcome", "welcome", "en", "") is None
    assert len(shop.figures.totals("welcome/subjects", FIRST.min, FIRST.min)) == 1


def test_a_line_with_the_sign_between_the_parts_of_a_key_is_written_without_it() -> None:
    shop = Figures()
    SubjectLines(figures=shop.figures).key("welcome", "welcome", "en", "You are #1")
    [cell] = shop.figures.totals("welcome/subjects", FIRST.min, FIRST.min)

    assert "#" not in cell.variant


def test_a_message_counts_under_its_line_beside_the_whole_and_in_the_same_cell() -> None:
    at = datetime(2026, 11, 20, 9, tzinfo=UTC)
    sent = Message(
        id=MessageId(enrollment="w-1", step="welcome"),
        workflow="welcome",
        contact_id="c-1",
        state=MessageState.SENT,
        decided_at=at,
        sent_at=at,
        line=key_of(FORGOT),
    )
    told = added(counting.for_message(sent, {Metric.SENT: 1, Metric.BOUNCED: 1}, "Europe/Oslo"))

    assert list(told.values()) == [{"sent": 1, f"sent:{key_of(FORGOT)}": 1, "bounced": 1}]


TEMPLATES = compile_templates(ROOT / "workflows")


@pytest.mark.parametrize("reader", READERS)
def test_no_line_of_a_subject_tells_who_reads_it(reader: str) -> None:
    renderer = JinjaRenderer(TEMPLATES, default_locale=SHOP.default_locale)
    context = READERS[reader](SHOP)
    wish = renderer.render("birthday", "wish", "en", context)
    lines = {"Happy birthday, {name}!", "Happy birthday!"}

    assert wish.line in lines
    assert (wish.line == "Happy birthday!") == (wish.subject == wish.line)
