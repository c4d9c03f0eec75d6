"""Figures to KPIs, worked by hand."""

from collections.abc import Mapping
from decimal import Decimal

import pytest
from homing.domain.definitions import DEFINITIONS
from homing.domain.figures import LIST, Cell, Metric, Totals
from homing.domain.kpi import Kpis, message_kpis, rate, split, workflow_kpis
from homing.domain.list_growth import list_kpis
from homing.services.kpis_json import kpis_json
from hypothesis import given
from hypothesis import strategies as st

RATES = (
    "open_rate",
    "machine_open_rate",
    "open_rate_all",
    "click_rate",
    "machine_click_rate",
    "click_to_open_rate",
    "conversion_rate",
    "credited_rate",
    "unsubscribe_rate",
    "complaint_rate",
    "bounce_rate",
)


def cells(
    *rows: tuple[str, Mapping[Metric, int | str]], day: str = "2026-11-20", workflow: str = "welcome"
) -> Totals:
    return {
        Cell(workflow=workflow, day=day, step=step): {m.value: Decimal(n) for m, n in metrics.items()}
        for step, metrics in rows
    }


HELLO = cells(
    (
        "hello",
        {
            Metric.SENT: 250,
            Metric.DELIVERED: 240,
            Metric.TRACKED: 200,
            Metric.BOUNCED: 10,
            Metric.OPENED: 80,
            Metric.MACHINE_ONLY_OPENED: 50,
            Metric.CLICKED: 24,
            Metric.MACHINE_ONLY_CLICKED: 12,
            Metric.UNKNOWN_OPENED: 20,
            Metric.UNKNOWN_CLICKED: 4,
            Metric.CONVERTED: 12,
            Metric.CREDITED: 6,
            Metric.UNSUBSCRIBED: 3,
            Metric.COMPLAINED: 1,
            Metric.REVENUE: "11988.00",
            Metric.LATE: 2,
        },
    )
)


@pytest.mark.parametrize(
    ("name", "by_hand"),
    [
        ("open_rate", "0.4"),  # 80 / 200 that carried a pixel, not / 240
        ("machine_open_rate", "0.25"),  # 50 / 200
        ("open_rate_all", "0.65"),
        ("click_rate", "0.1"),  # 24 / 240
        ("machine_click_rate", "0.05"),  # 12 / 240
        ("click_to_open_rate", "0.3"),  # 24 / 80
        ("conversion_rate", "0.05"),  # 12 / 240
        ("credited_rate", "0.025"),
        ("unsubscribe_rate", "0.0125"),
        ("bounce_rate", "0.04"),  # 10 / 250 sent
        ("revenue", "11988"),
        ("revenue_per_email", "49.95"),
    ],
)
def test_a_message_has_the_kpis_worked_by_hand(name: str, by_hand: str) -> None:
    assert getattr(message_kpis(HELLO), name) == Decimal(by_hand)


def test_a_workflow_sums_its_messages_and_converts_enrollments() -> None:
    totals = cells(
        ("", {Metric.ENROLLED: 110, Metric.REACHED: 100, Metric.CONVERTED: 20, Metric.CREDITED: 5}),
        ("hello", {Metric.DELIVERED: 100, Metric.UNSUBSCRIBED: 2, Metric.CONVERTED: 20}),
        ("story", {Metric.DELIVERED: 60, Metric.UNSUBSCRIBED: 2, Metric.CONVERTED: 11}),
    )

    kpis = workflow_kpis(totals)

    assert kpis.conversion_rate == Decimal("0.2")  # 20 / 100 reached, not 31 / 160
    assert kpis.credited_rate == Decimal("0.05")
    assert kpis.unsubscribe_rate == Decimal("0.025")  # 4 / 160
    assert (kpis.of_goals(Metric.ENROLLED), kpis.count(Metric.DELIVERED)) == (110, 160)


@pytest.mark.parametrize("name", [*RATES, "revenue_per_email"])
def test_where_nothing_was_sent_every_rate_is_null(name: str) -> None:
    assert getattr(message_kpis({}), name) is None
    assert getattr(workflow_kpis({}), name) is None


def test_a_bounce_after_delivery_leaves_no_base_and_a_whole_bounce_rate() -> None:
    kpis = message_kpis(cells(("hello", {Metric.SENT: 1, Metric.DELIVERED: 0, Metric.BOUNCED: 1})))

    assert (kpis.bounce_rate, kpis.click_rate, kpis.revenue_per_email) == (Decimal(1), None, None)


def test_who_opened_and_clicked_is_told_apart() -> None:
    assert kpis_json(message_kpis(HELLO), {})["interactions"] == {
        "human_opened": 60,
        "unknown_opened": 20,
        "machine_only_opened": 50,
        "human_clicked": 20,
        "unknown_clicked": 4,
        "machine_only_clicked": 12,
    }


def test_an_open_of_what_then_bounced_lifts_no_rate_above_one() -> None:
    one_of_two_bounced = {Metric.SENT: 2, Metric.DELIVERED: 1, Metric.TRACKED: 1, Metric.OPENED: 2}

    kpis = message_kpis(cells(("hello", one_of_two_bounced)))

    assert (kpis.open_rate, kpis.machine_open_rate, kpis.open_rate_all) == (
        Decimal(1),
        Decimal(0),
        Decimal(1),
    )


def test_machines_alone_open_nothing_for_people() -> None:
    kpis = message_kpis(
        cells(("hello", {Metric.DELIVERED: 4, Metric.TRACKED: 4, Metric.MACHINE_ONLY_OPENED: 3}))
    )

    assert (kpis.open_rate, kpis.machine_open_rate, kpis.click_to_open_rate) == (
        Decimal(0),
        Decimal("0.75"),
        None,
    )


def test_a_mail_without_a_pixel_has_no_open_rate_but_a_click_rate() -> None:
    kpis = message_kpis(cells(("hello", {Metric.DELIVERED: 10, Metric.CLICKED: 1})))

    assert (kpis.open_rate, kpis.click_rate) == (None, Decimal("0.1"))


def test_clicks_are_compared_with_opens_over_the_mails_that_tell_of_both() -> None:
    half_tell = {
        Metric.DELIVERED: 20,
        Metric.TRACKED: 10,
        Metric.OPENED: 5,
        Metric.CLICKED: 4,
        Metric.CLICKED_UNSEEN: 3,
    }
    kpis = message_kpis(cells(("hello", half_tell)))

    assert (kpis.open_rate, kpis.click_rate) == (Decimal("0.5"), Decimal("0.2"))
    assert kpis.click_to_open_rate == Decimal("0.2")  # one of five, not four


def test_a_refund_on_another_day_comes_off_the_revenue() -> None:
    sold = cells(("hello", {Metric.DELIVERED: 10, Metric.REVENUE: "499.90"}))
    refunded = cells(("hello", {Metric.REVENUE: "-199.90"}), day="2026-11-21")

    kpis = message_kpis({**sold, **refunded})

    assert (kpis.revenue, kpis.revenue_per_email) == (Decimal("300.00"), Decimal("30.000"))


def test_every_kpi_has_a_definition() -> None:
    kpis = {name for name, each in vars(Kpis).items() if isinstance(each, property)}

    assert kpis <= set(DEFINITIONS)


def test_parts_add_up_to_the_whole() -> None:
    totals = {**HELLO, **cells(("story", {Metric.SENT: 7}), day="2026-11-21")}

    parts = split(totals, lambda cell: cell.day)

    assert list(parts) == ["2026-11-20", "2026-11-21"]
    assert sum(message_kpis(each).count(Metric.SENT) for each in parts.values()) == 257


def test_the_list_grows_from_what_it_was_before_the_period() -> None:
    before = cells(
        ("customer", {Metric.GAINED: 45}),
        ("unsubscribed", {Metric.LOST: 5}),
        workflow=LIST,
        day="2026-10-31",
    )
    since = cells(
        ("customer", {Metric.GAINED: 12}),
        ("tick", {Metric.GAINED: 4}),
        ("bounce", {Metric.LOST: 6}),
        workflow=LIST,
        day="2026-11-01",
    )

    growth = list_kpis({**before, **since}, "2026-11-01")

    assert (growth.start, growth.end, growth.growth_rate) == (40, 50, Decimal("0.25"))
    assert growth.gained == {"customer": 12, "tick": 4}
    assert growth.lost == {"bounce": 6}


def test_a_list_that_began_empty_has_no_growth_rate() -> None:
    growth = list_kpis(cells(("form", {Metric.GAINED: 9}), workflow=LIST), "2026-11-01")

    assert (growth.start, growth.end, growth.growth_rate) == (0, 9, None)


@pytest.mark.parametrize(("part", "base", "share"), [(1, 4, "0.25"), (5, 4, "1"), (-1, 4, "0"), (0, 4, "0")])
def test_a_share_stays_between_nothing_and_all(part: int, base: int, share: str) -> None:
    assert rate(Decimal(part), Decimal(base)) == Decimal(share)


COUNT = st.integers(0, 10_000)


@given(
    goals=st.fixed_dictionaries(dict.fromkeys((Metric.REACHED, Metric.CONVERTED, Metric.CREDITED), COUNT)),
    mails=st.fixed_dictionaries(
        {m: COUNT for m in Metric if m not in (Metric.REVENUE, Metric.GAINED, Metric.LOST)}
    ),
)
def test_no_rate_leaves_zero_to_one_whatever_order_the_news_comes_in(
    goals: dict[Metric, int], mails: dict[Metric, int]
) -> None:
    kpis = workflow_kpis(cells(("", goals), ("hello", mails)))

    for name in RATES:
        share = getattr(kpis, name)
        assert share is None or 0 <= share <= 1
    if kpis.open_rate_all is not None:
        assert kpis.open_rate is not None
        assert kpis.machine_open_rate is not None
        assert round(kpis.open_rate + kpis.machine_open_rate, 20) == round(kpis.open_rate_all, 20)
