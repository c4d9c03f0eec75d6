"""News of a delivery, a bounce or a scanner that comes after the order leaves figures that rows bear out."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from homing import bootstrap
from homing.domain.kpi import Kpis

from local import ses as laptop
from local.ses import ses_event
from tests import recount
from tests.builders import HOUR, order, ses, subscriber, webhook
from tests.journeys.conftest import START, Story, play
from tests.journeys.small import shop_of

SECOND = timedelta(seconds=1)
SENT = START + 9 * HOUR
CLICKED, ORDERED = SENT + 2 * HOUR, SENT + 3 * HOUR
LETTER = """
name: letter
trigger: {type: event, event: Subscribed}
goal: {event: Order Completed, within: 14d}
steps:
  - {id: hello, type: email, purpose: marketing, hours: any}
"""
JOINS = webhook("customers/create", subscriber(1, at=SENT), at=SENT)
BUYS = webhook("orders/create", order(at=ORDERED, token=None), at=ORDERED)


@pytest.fixture
def flows(tmp_path: Path) -> Path:
    return shop_of(tmp_path, LETTER)


def told(flows: Path, kind: str, at: datetime, *, heard: datetime | None = None, **detail: Any) -> str:
    """What SES tells of the letter."""
    (mail,) = play([JOINS], workflows=flows, days=1).account.mailer.sent
    return ses(ses_event(mail, kind, at, detail), at=heard or at)


def clicks(flows: Path, link: str, at: datetime, *, heard: datetime | None = None) -> str:
    return told(flows, "Click", at, heard=heard, link=f"https://fjordogfell.example.com/{link}")


def kpis(story: Story) -> Kpis:
    return bootstrap.summarize().between(START, story.account.clock.now()).kpis


def counted_otherwise(story: Story) -> Iterable[str]:
    """Where counters and rows differ."""
    tables, shop = story.account.tables, story.account.shop
    return list(
        recount.differences(
            tables.figures,
            messages=tables.messages,
            enrollments=tables.enrollments,
            orders=tables.orders.values(),
            zone=shop.zone,
            currency=shop.currency,
        )
    )


@pytest.mark.parametrize("bounced", [ORDERED - HOUR / 2, ORDERED + HOUR], ids=["before", "after"])
def test_who_ordered_and_whose_only_mail_bounced_is_neither_reached_nor_converted(
    flows: Path, bounced: datetime
) -> None:
    story = play([JOINS, clicks(flows, "a", CLICKED), BUYS, told(flows, "Bounce", bounced)], workflows=flows)

    assert counted_otherwise(story) == []
    figures = kpis(story)
    assert {figures.goals.get(name, 0) for name in ("reached", "converted", "credited")} == {0}
    assert figures.conversion_rate is None


def test_an_order_told_before_the_delivery_converts_the_mail_that_led_to_it(
    flows: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [JOINS, clicks(flows, "a", CLICKED), BUYS]
    arrives = told(flows, "Delivery", SENT + 5 * SECOND, heard=ORDERED + HOUR)
    in_time = kpis(play(lines, workflows=flows))
    monkeypatch.setattr(laptop, "DELIVERED_AFTER", 9 * HOUR)

    story = play([*lines, arrives], workflows=flows)

    assert counted_otherwise(story) == []
    assert [kpis(story).mails[name] for name in ("converted", "credited")] == [1, 1]
    assert (kpis(story).mails, kpis(story).goals) == (in_time.mails, in_time.goals)


@pytest.mark.parametrize("late", [timedelta(0), 5 * HOUR], ids=["in time", "after the order"])
@pytest.mark.parametrize("order_of_news", [(0, 1, 2, 3), (1, 0, 2, 3), (3, 2, 1, 0)])
def test_a_scanner_that_follows_one_link_twice_and_then_all_earns_nothing(
    flows: Path, order_of_news: tuple[int, ...], late: timedelta
) -> None:
    followed = [("a", 0), ("a", 1), ("b", 2), ("c", 3)]
    news = [
        clicks(
            flows, followed[n][0], CLICKED + followed[n][1] * SECOND, heard=CLICKED + 9 * SECOND * i + late
        )
        for i, n in enumerate(order_of_news, start=1)
    ]

    story = play([JOINS, *news, BUYS], workflows=flows)

    assert kpis(story).mails.get("clicked", 0) == 0
    assert {kpis(story).revenue, kpis(story).goals.get("credited", 0)} == {0}


def test_a_person_who_follows_a_link_twice_earns_the_order(flows: Path) -> None:
    news = [clicks(flows, "a", CLICKED), clicks(flows, "a", CLICKED + SECOND)]

    assert kpis(play([JOINS, *news, BUYS], workflows=flows)).revenue == 298
