"""The report of a period: what is in it, in which order and in which shape."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest
from homing.domain.figures import LIST, Metric, Totals, links_of
from homing.services.report_json import report_json

from tests.unit.figures_of_a_shop import FIRST, LAST, Figures, aiming

WELCOME_STEPS = ["welcome", "brand_story", "social_proof", "first_offer"]
SECTION_7 = {
    "sent",
    "delivered",
    "open_rate",
    "machine_open_rate",
    "open_rate_all",
    "click_rate",
    "conversion_rate",
    "credited_rate",
    "unsubscribe_rate",
    "complaint_rate",
    "bounce_rate",
    "revenue",
    "revenue_per_email",
    "lift",
}


@pytest.fixture
def shop() -> Figures:
    return Figures()


def test_every_message_stands_in_step_order_though_nothing_was_sent(shop: Figures) -> None:
    report = report_json(shop.summarize(FIRST, LAST))

    assert list(report["workflows"]) == ["abandoned_cart", "welcome"]
    assert list(report["workflows"]["welcome"]["messages"]) == WELCOME_STEPS
    assert report["workflows"]["welcome"]["kpis"].keys() >= SECTION_7
    assert all(each.keys() >= SECTION_7 for each in report["workflows"]["welcome"]["messages"].values())
    assert report["list"]["growth_rate"] is None


def test_the_figures_of_the_period_and_no_others_are_in_it(shop: Figures) -> None:
    for day in ("2026-10-31", "2026-11-01", "2026-11-30", "2026-12-01"):
        shop.count("welcome", {Metric.SENT: 3, Metric.DELIVERED: 3, Metric.CLICKED: 1}, day=day)

    message = report_json(shop.summarize(FIRST, LAST))["workflows"]["welcome"]["messages"]["welcome"]

    assert (message["sent"], message["click_rate"]) == (6, 0.3333)


def test_a_day_without_figures_is_a_day_of_zeros(shop: Figures) -> None:
    shop.count("", {Metric.ENROLLED: 2})
    shop.count("welcome", {Metric.SENT: 2, Metric.REVENUE: "99.90"})

    by_day = report_json(shop.summarize(FIRST, LAST))["workflows"]["welcome"]["by_day"]

    assert len(by_day) == 30
    assert (by_day["2026-11-20"]["enrolled"], by_day["2026-11-20"]["revenue"]) == (2, 99.9)
    assert (by_day["2026-11-21"]["sent"], by_day["2026-11-21"]["revenue"]) == (0, 0.0)


def test_languages_and_variants_are_told_apart(shop: Figures) -> None:
    shop.count("welcome", {Metric.SENT: 4, Metric.DELIVERED: 4, Metric.CLICKED: 1}, locale="nb", variant="a")
    shop.count("welcome", {Metric.SENT: 2, Metric.DELIVERED: 2, Metric.CLICKED: 2}, locale="en", variant="b")
    shop.count("welcome", {Metric.SKIPPED: 1})

    welcome = report_json(shop.summarize(FIRST, LAST))["workflows"]["welcome"]

    message = welcome["messages"]["welcome"]
    assert {name: each["click_rate"] for name, each in message["by_locale"].items()} == {
        "en": 1.0,
        "nb": 0.25,
    }
    assert {name: each["sent"] for name, each in message["by_variant"].items()} == {"a": 4, "b": 2}
    assert "conversion_rate" not in welcome["by_locale"]["nb"]  # enrollments have no language
    assert (message["sent"], message["skipped"]) == (6, 1)


def test_a_step_that_was_removed_keeps_its_figures_after_the_others(shop: Figures) -> None:
    shop.count("old_offer", {Metric.SENT: 5})

    welcome = report_json(shop.summarize(FIRST, LAST))["workflows"]["welcome"]

    assert list(welcome["messages"]) == [*WELCOME_STEPS, "old_offer"]
    assert welcome["kpis"]["sent"] == 5


def test_all_workflows_together_are_the_sum_of_each(shop: Figures) -> None:
    shop.count("welcome", {Metric.SENT: 5, Metric.REVENUE: "10.50"})
    shop.count("reminder", {Metric.SENT: 2, Metric.REVENUE: "20.00"}, workflow="abandoned_cart")

    kpis = report_json(shop.summarize(FIRST, LAST))["kpis"]

    assert (kpis["sent"], kpis["revenue"]) == (7, 30.5)


@pytest.mark.parametrize(
    ("base", "out_of", "actual"),
    [("triggered", 100, 0.06), ("enrolled", 80, 0.075), ("delivered", 40, 0.15)],
)
def test_a_goal_stands_as_declared_with_the_share_of_its_own_base(
    base: str, out_of: int, actual: float
) -> None:
    goal = {"event": ["Order Completed", "Meeting Booked"], "within": "36h", "target": "12%", "base": base}
    shop = Figures((aiming(goal | {"by": "2027-03-31"}),))
    for day in ("2026-11-20", "2026-11-21"):
        counts = {Metric.ENROLLED: 40, Metric.REFUSED: 10, Metric.REACHED: 20, Metric.CONVERTED: 3}
        shop.count("", {**counts, Metric.HELD_OUT: 7}, day=day)
    shop.count("", {Metric.ENROLLED: 500, Metric.CONVERTED: 400}, day="2026-10-31")

    told = report_json(shop.summarize(FIRST, LAST))["workflows"]["welcome"]["goal"]

    assert told.pop("pace")["closed"] == {"met": 6, "out_of": out_of}
    assert told == {
        "events": ["Order Completed", "Meeting Booked"],
        "within_days": 1.5,
        "target": 0.12,
        "base": base,
        "by": "2027-03-31",
        "met": 6,
        "out_of": out_of,
        "actual": actual,
        "of_target": round(actual / 0.12, 4),
    }


def test_a_goal_without_a_target_shows_what_was_met_alone() -> None:
    shop = Figures((aiming({"event": "Order Completed", "within": "7d"}),))
    shop.count("", {Metric.ENROLLED: 9, Metric.REACHED: 4, Metric.CONVERTED: 1})

    told = report_json(shop.summarize(FIRST, LAST))["workflows"]["welcome"]["goal"]

    assert (told["base"], told["met"], told["out_of"], told["actual"]) == ("delivered", 1, 4, 0.25)
    assert (told["target"], told["by"], told["of_target"]) == (None, None, None)


def test_a_goal_of_nobody_has_no_share_and_a_workflow_without_a_goal_tells_none() -> None:
    quiet = Figures((aiming({"event": "Order Completed", "within": "7d", "target": "5%"}),))
    aimless = Figures((aiming(None),))

    told, nothing = (
        report_json(each.summarize(FIRST, LAST))["workflows"]["welcome"]["goal"] for each in (quiet, aimless)
    )

    assert (told["target"], told["actual"], told["of_target"]) == (0.05, None, None)
    assert nothing is None


def test_the_list_is_followed_from_the_first_person_on(shop: Figures) -> None:
    shop.count("form", {Metric.GAINED: 8}, workflow=LIST, day="2025-03-01")
    shop.count("form", {Metric.GAINED: 3}, workflow=LIST)
    shop.count("bounce", {Metric.LOST: 1}, workflow=LIST)

    growth = report_json(shop.summarize(FIRST, LAST))["list"]

    assert (growth["start"], growth["end"], growth["growth_rate"]) == (8, 10, 0.25)
    assert (growth["gained"], growth["lost"]) == ({"form": 3}, {"bounce": 1})
    assert growth["by_day"]["2026-11-19"]["end"] == 8
    assert growth["by_day"]["2026-11-30"]["end"] == 10


def test_today_is_the_shops_day(shop: Figures) -> None:
    report = shop.summarize.lately(7)

    assert (report.first, report.last) == (date(2026, 11, 25), date(2026, 12, 1))


def test_instants_stand_for_the_shop_days_they_touch(shop: Figures) -> None:
    midnight_in_oslo = datetime(2026, 11, 19, 23, tzinfo=UTC)

    report = shop.summarize.between(midnight_in_oslo, datetime(2026, 11, 21, 22, 59, tzinfo=UTC))

    assert (report.first, report.last) == (date(2026, 11, 20), date(2026, 11, 21))


def test_the_same_counters_in_another_order_give_the_same_bytes() -> None:
    counts: list[tuple[str, Mapping[Metric, int | str], str]] = [
        ("welcome", {Metric.SENT: 3, Metric.REVENUE: "0.10"}, "nb"),
        ("welcome", {Metric.SENT: 1, Metric.REVENUE: "0.20"}, "en"),
        ("zeta", {Metric.SENT: 1}, "en"),
        ("alpha", {Metric.SENT: 1}, "en"),
    ]
    one, other = Figures(), Figures()
    for step, metrics, locale in counts:
        one.count(step, metrics, locale=locale)
    for step, metrics, locale in reversed(counts):
        other.count(step, metrics, locale=locale)

    texts = [json.dumps(report_json(each.summarize(FIRST, LAST))) for each in (one, other)]

    assert texts[0] == texts[1]
    assert '"revenue": 0.3,' in texts[0]


def _halved_clicks(shop: Figures, *, first_half: str, second_half: str) -> None:
    for day, clicked in ((first_half, 80), (second_half, 20)):
        mails = {Metric.SENT: 1000, Metric.DELIVERED: 1000, Metric.TRACKED: 1000, Metric.CLICKED: clicked}
        shop.count("welcome", mails, day=day)


def test_a_period_is_held_against_the_one_before_it(shop: Figures) -> None:
    _halved_clicks(shop, first_half="2026-10-20", second_half="2026-11-20")

    told = report_json(shop.summarize(FIRST, LAST))["insights"]

    [finding] = told["found"]
    assert told["period"] == {"first": "2026-11-01", "against_first": "2026-10-02"}
    assert (finding["kind"], finding["step"], finding["measure"]) == ("changed", "welcome", "click_rate")
    assert finding["now"] == {"part": 20, "base": 1000, "rate": 0.02, "low": 0.013, "high": 0.0307}
    assert finding["against"]["part"] == 80
    assert finding["says"] == "The click rate of welcome in Welcome series fell from 8.0% to 2.0%."


def test_a_first_period_is_held_against_itself_its_later_half_against_its_earlier(shop: Figures) -> None:
    _halved_clicks(shop, first_half="2026-11-15", second_half="2026-11-16")

    told = report_json(shop.summarize(FIRST, LAST))["insights"]

    assert told["period"] == {"first": "2026-11-16", "against_first": "2026-11-01"}
    assert [each["measure"] for each in told["found"]] == ["click_rate"]


def test_of_an_empty_shop_nothing_is_compared(shop: Figures) -> None:
    told = report_json(shop.summarize(FIRST, LAST))["insights"]

    assert (told["compared"], told["found"]) == (0, [])


def test_the_way_tells_who_left_before_each_step_and_why_mails_did_not_leave(shop: Figures) -> None:
    shop.count("", {Metric.ENROLLED: 100, Metric.COMPLETED: 50, Metric.EXITED: 30})
    shop.count_of("", Metric.EXITED, {"social_proof": 20, "first_offer": 10})
    shop.count("", {Metric.REFUSED: 3})
    shop.count_of("", Metric.REFUSED, {"no_consent": 3})
    shop.count("social_proof", {Metric.SENT: 60, Metric.SKIPPED: 9, Metric.REJECTED: 1, Metric.LATE: 6})
    shop.count_of("social_proof", Metric.SKIPPED, {"condition": 2, "expired": 6})
    shop.count_of("social_proof", Metric.LATE, {"frequency_cap": 4, "queue": 2})

    way = report_json(shop.summarize(FIRST, LAST))["workflows"]["welcome"]["way"]

    assert (way["enrolled"], way["exited"], way["completed"], way["under_way"]) == (100, 30, 50, 20)
    assert way["refused"] == {"no_consent": 3}
    assert list(way["steps"]) == WELCOME_STEPS
    assert way["steps"]["first_offer"]["left_before"] == 10
    assert way["steps"]["social_proof"] == {
        "reached": 70,
        "sent": 60,
        "skipped": {"expired": 6, "condition": 2, "untold": 1},
        "rejected": 1,
        "left_before": 20,
        "late": {"frequency_cap": 4, "queue": 2},
        "late_share": 0.1,
    }


def test_a_step_that_sends_nothing_stands_on_the_way_if_somebody_left_before_it(shop: Figures) -> None:
    shop.count_of("", Metric.EXITED, {"gone_by_now": 1})

    assert [*report_json(shop.summarize(FIRST, LAST))["workflows"]["welcome"]["way"]["steps"]] == [
        *WELCOME_STEPS,
        "gone_by_now",
    ]


def test_the_links_of_a_mail_stand_by_how_often_they_were_followed(shop: Figures) -> None:
    shop.count("welcome", {Metric.SENT: 50, Metric.DELIVERED: 40, Metric.CLICKED: 9})
    of_links = links_of("welcome")
    shop.count("welcome", {Metric.CLICKED: 2}, workflow=of_links, variant="shop/about")
    best: dict[Metric, int | str] = {
        Metric.CLICKED: 8,
        Metric.CONVERTED: 3,
        Metric.CREDITED: 1,
        Metric.REVENUE: "99.90",
    }
    shop.count("welcome", best, workflow=of_links, variant="shop/products/sweater")

    welcome = report_json(shop.summarize(FIRST, LAST))["workflows"]["welcome"]

    assert [each["link"] for each in welcome["links"]["welcome"]] == ["shop/products/sweater", "shop/about"]
    assert welcome["links"]["welcome"][0] == {
        "link": "shop/products/sweater",
        "clicked": 8,
        "click_rate": 0.2,
        "converted": 3,
        "credited": 1,
        "revenue": 99.9,
    }
    assert (welcome["kpis"]["clicked"], welcome["kpis"]["revenue"]) == (9, 0.0)


def test_of_many_links_the_least_followed_stand_together(shop: Figures) -> None:
    shop.count("welcome", {Metric.SENT: 90, Metric.DELIVERED: 90, Metric.CLICKED: 90})
    for n in range(40):
        shop.count("welcome", {Metric.CLICKED: 1 + n}, workflow=links_of("welcome"), variant=f"shop/{n:02}")

    links = report_json(shop.summarize(FIRST, LAST))["workflows"]["welcome"]["links"]["welcome"]

    assert len(links) == 31
    assert links[-1] | {"clicked": 55, "click_rate": None} == links[-1]
    assert links[-1]["link"] == "other"


def test_where_nobody_clicked_no_link_is_read(shop: Figures, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.count("welcome", {Metric.SENT: 9, Metric.DELIVERED: 9})
    asked: list[str] = []
    totals = shop.figures.totals

    def noted(name: str, first: date, last: date) -> Totals:
        asked.append(name)
        return totals(name, first, last)

    monkeypatch.setattr(shop.figures, "totals", noted)

    shop.summarize(FIRST, LAST)

    assert [name for name in asked if name.endswith(links_of(""))] == []
