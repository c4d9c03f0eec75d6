"""The first weeks of a new customer: thanks at once, help on days 3, 7 and 14, a question on day 30."""

import json
from datetime import datetime, timedelta

import pytest

from tests.builders import DAY, HOUR, at, fulfilled, identified, order, refund, stamp, tracked, webhook
from tests.journeys.conftest import Story, play
from tests.journeys.subscribers import acquainted, subscribed

BOUGHT = at("2026-03-04 21:30")  # 22:30 in Oslo, on a Wednesday


def buys(number: int = 7000, *, when: datetime = BOUGHT) -> str:
    return webhook("orders/create", order(number, at=when, token=None), at=when)


def tell(*told: str, days: int = 40) -> Story:
    return play([*subscribed(), *told], flows=["onboarding", "review"], days=days)


def test_thanks_come_at_once_and_help_on_the_mornings_of_days_3_7_and_14() -> None:
    story = tell(buys(), days=28)

    assert story.sent()[0] == ("thanks", "2026-03-04 22:30")
    assert [(step, clock[:13]) for step, clock in story.sent()[1:]] == [
        ("key_feature", "2026-03-07 09"),
        ("check_in", "2026-03-11 09"),
        ("advanced", "2026-03-18 09"),
    ]


def test_day_30_hands_over_to_the_review_with_what_was_bought() -> None:
    story = tell(buys())

    assert story.sent()[-1][0] == "survey"
    assert story.sent()[-1][1].startswith("2026-04-03 09")  # the clocks changed on 29 March
    (review,) = (e for e in story.account.tables.enrollments.values() if e.workflow == "review")
    assert review.trigger["order_id"] == "7000"
    assert [line["workflow"] for line in story.of("completed")] == ["onboarding"]


def test_who_was_asked_after_the_parcel_came_is_not_asked_again_on_day_30() -> None:
    story = tell(buys(), fulfilled(at=BOUGHT + 2 * DAY))

    assert story.steps().count("survey") == 1
    assert story.of("refused", workflow="review")


def test_only_the_first_purchase_is_introduced() -> None:
    story = tell(buys(), buys(7001, when=BOUGHT + 5 * DAY), days=20)

    assert story.steps() == ["thanks", "key_feature", "check_in", "advanced"]
    assert len(story.of("converted", workflow="onboarding")) == 1


def test_an_old_customer_needs_no_introduction() -> None:
    before = BOUGHT - 100 * DAY
    story = tell(buys(6000, when=before), buys(), days=20)

    assert not story.steps()
    assert [line["reason"] for line in story.of("refused", workflow="onboarding")] == ["condition"]


def test_the_shops_own_count_of_old_orders_is_believed() -> None:
    bought = order(at=BOUGHT, token=None)
    bought["customer"] = bought["customer"] | {"orders_count": 4}
    story = tell(webhook("orders/create", bought, at=BOUGHT), days=20)

    assert not story.steps()


@pytest.mark.parametrize("hours", [5, 80])
def test_who_sent_everything_back_is_left_in_peace(hours: int) -> None:
    back = BOUGHT + hours * HOUR
    story = tell(buys(), webhook("refunds/create", refund(1, 7000, "298.00", at=back), at=back))

    assert all(line["at"] < back.isoformat() for line in story.of("sent"))
    assert [line["reason"] for line in story.of("exited")] == ["Order Refunded"]


def test_a_cancelled_order_ends_it() -> None:
    off = BOUGHT + 5 * HOUR
    cancelled = order(at=BOUGHT, token=None, cancelled_at=stamp(off), updated_at=stamp(off))
    story = tell(buys(), webhook("orders/cancelled", cancelled, at=off))

    assert story.steps() == ["thanks"]


def test_without_consent_the_thanks_come_and_nothing_that_sells() -> None:
    story = play([*acquainted(), buys()], flows=["onboarding"], days=20)

    assert story.steps() == ["thanks"]
    assert {line["reason"] for line in story.of("skipped")} == {"no_consent"}


def test_a_sign_up_is_introduced_too_and_a_paid_plan_is_its_goal() -> None:
    story = tell(
        tracked("Signed Up", at=BOUGHT),
        tracked("Trial Converted", at=BOUGHT + 10 * DAY),
        days=20,
    )

    assert story.steps() == ["thanks", "key_feature", "check_in", "advanced"]
    assert len(story.of("converted", workflow="onboarding")) == 1


def test_nine_o_clock_is_the_customers_own() -> None:
    there = identified(at=BOUGHT - HOUR, address={"country": "US", "state": "NY"})
    bought = order(at=BOUGHT, token=None, shipping_address={"country_code": "US", "province_code": "NY"})
    story = tell(there, webhook("orders/create", bought, at=BOUGHT), days=20)

    assert {clock[11:13] for _, clock in story.sent()[1:]} == {"09"}
    assert story.of("sent", step="check_in")[0]["at"][11:13] == "13"  # their clocks changed on 8 March


def test_the_same_order_told_twice_is_thanked_once() -> None:
    again = json.loads(buys())
    again["at"] = stamp(BOUGHT + timedelta(minutes=3))
    story = tell(buys(), json.dumps(again | {"id": "another delivery"}), days=4)

    assert story.steps() == ["thanks"]
