"""The welcome series, told by its recipients' clocks."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.builders import (
    DAY,
    HOUR,
    MINUTE,
    at,
    checkout,
    consent,
    consent_change,
    customer,
    order,
    recipient,
    subscriber,
    webhook,
)
from tests.journeys.conftest import play

FRIDAY_NIGHT = at("2026-03-06 22:30")  # 23:30 in Oslo


def signs_up(number: int = 1, *, when: datetime = FRIDAY_NIGHT, **changes: Any) -> str:
    return webhook("customers/create", subscriber(number, at=when, **changes), at=when + timedelta(seconds=5))


def test_day_numbers_count_local_days_after_the_day_of_sign_up() -> None:
    story = play([signs_up()])

    assert [(step, clock[:13]) for step, clock in story.sent()] == [
        ("welcome", "2026-03-06 23"),
        ("brand_story", "2026-03-08 09"),
        ("social_proof", "2026-03-10 09"),
        ("first_offer", "2026-03-13 09"),
    ]


def test_the_first_mail_leaves_at_once_at_any_hour() -> None:
    story = play([signs_up()])

    assert story.of("sent", step="welcome")[0]["at"] == "2026-03-06T22:30:05.000Z"


def test_clock_times_are_spread_over_at_most_ten_minutes() -> None:
    story = play([signs_up(n, when=FRIDAY_NIGHT + n * MINUTE) for n in range(1, 30)])

    minutes = {clock[14:] for step, clock in story.sent() if step == "brand_story"}
    assert max(minutes) < "10"
    assert len(minutes) > 3


def test_nine_o_clock_stays_nine_o_clock_when_the_clocks_change() -> None:
    new_york = {"country_code": "US", "province_code": "NY"}
    story = play([signs_up(default_address=new_york)])  # clocks change there on 8 March

    assert [clock[:13] for _, clock in story.sent()[1:]] == [
        "2026-03-08 09",
        "2026-03-10 09",
        "2026-03-13 09",
    ]
    assert [line["at"][11:13] for line in story.of("sent")[1:]] == ["13", "13", "13"]


def test_who_has_ordered_gets_no_first_offer() -> None:
    ordered = FRIDAY_NIGHT + 3 * DAY
    story = play([signs_up(), webhook("orders/create", order(token=None, at=ordered), at=ordered)])

    assert story.steps() == ["welcome", "brand_story", "social_proof"]
    assert story.of("skipped", step="first_offer")[0]["reason"] == "condition"
    assert len(story.of("converted", workflow="welcome")) == 1
    assert len(story.of("completed", workflow="welcome")) == 1


def test_an_order_before_go_live_counts_as_ordered() -> None:
    before = at("2026-02-01 10:00")
    story = play([webhook("orders/create", order(token=None, at=before), at=before), signs_up()])

    assert "first_offer" not in story.steps()


def test_orders_counted_by_the_shop_count_as_ordered() -> None:
    story = play([signs_up(orders_count="3")])

    assert "first_offer" not in story.steps()


@pytest.mark.parametrize("hours", [0.1, 30, 80])
def test_who_unsubscribes_gets_nothing_more(hours: float) -> None:
    left = FRIDAY_NIGHT + hours * HOUR
    story = play([signs_up(), recipient("unsubscribe", at=left)])

    assert all(line["at"] <= left.isoformat() for line in story.of("sent"))
    assert [line["reason"] for line in story.of("exited")] == ["unsubscribed"]


def test_who_unsubscribes_in_the_shop_gets_nothing_more() -> None:
    left = FRIDAY_NIGHT + 2 * HOUR
    change = consent_change(1, "unsubscribed", left)
    story = play([signs_up(), webhook("customers_email_marketing_consent/update", change, at=left)])

    assert story.steps() == ["welcome"]
    assert [line["reason"] for line in story.of("exited")] == ["unsubscribed"]


@pytest.mark.parametrize(("action", "reason"), [("complain", "complained"), ("bounce", "bounced")])
def test_complaint_and_bounce_stop_everything(action: str, reason: str) -> None:
    story = play([signs_up(), recipient(action, at=FRIDAY_NIGHT + HOUR)])

    assert story.steps() == ["welcome"]
    assert [line["reason"] for line in story.of("exited")] == [reason]


def test_an_old_subscriber_touched_after_go_live_is_not_welcomed() -> None:
    old = consent("subscribed", at("2024-05-01 12:00"))
    touched = customer(at=FRIDAY_NIGHT, email_marketing_consent=old)
    story = play([webhook("customers/update", touched, at=FRIDAY_NIGHT)])

    assert not story.of("enrolled")
    assert not story.of("refused")


def test_an_old_subscriber_in_the_legacy_shape_is_not_welcomed() -> None:
    touched = customer(
        at=FRIDAY_NIGHT, accepts_marketing=True, accepts_marketing_updated_at="2021-01-01T00:00:00Z"
    )
    story = play([webhook("customers/update", touched, at=FRIDAY_NIGHT)])

    assert not story.of("enrolled")


def test_an_old_customer_whose_undated_grant_is_first_seen_now_is_not_welcomed() -> None:
    touched = customer(
        at=FRIDAY_NIGHT,
        created_at="2019-05-01T00:00:00Z",
        email_marketing_consent=consent("subscribed", None),
    )
    story = play([webhook("customers/update", touched, at=FRIDAY_NIGHT)])

    assert not story.of("enrolled")


def test_a_known_customer_whose_record_turns_to_subscribed_is_welcomed() -> None:
    known = customer(at=FRIDAY_NIGHT - 2 * DAY, created_at="2019-05-01T00:00:00Z")
    turned = known | {
        "updated_at": FRIDAY_NIGHT.isoformat(),
        "email_marketing_consent": consent("subscribed", None),
    }
    story = play(
        [
            webhook("customers/update", known, at=FRIDAY_NIGHT - 2 * DAY),
            webhook("customers/update", turned, at=FRIDAY_NIGHT),
        ]
    )

    assert story.steps()[0] == "welcome"


def test_a_tick_in_a_checkout_starts_no_welcome() -> None:
    ticked = checkout(at=FRIDAY_NIGHT, buyer_accepts_marketing=True)
    change = consent_change(1, "subscribed", FRIDAY_NIGHT)
    story = play(
        [
            webhook("checkouts/create", ticked, at=FRIDAY_NIGHT),
            webhook(
                "customers_email_marketing_consent/update", change, at=FRIDAY_NIGHT + timedelta(seconds=9)
            ),
        ]
    )

    assert not story.of("enrolled", workflow="welcome")


def test_a_sign_up_overtaken_by_a_ticked_checkout_is_still_welcomed() -> None:
    ticked = checkout(at=FRIDAY_NIGHT + 5 * MINUTE, buyer_accepts_marketing=True)
    change = consent_change(1, "subscribed", FRIDAY_NIGHT)
    story = play(
        [
            webhook("checkouts/create", ticked, at=FRIDAY_NIGHT + 5 * MINUTE),
            webhook("customers_email_marketing_consent/update", change, at=FRIDAY_NIGHT + 6 * MINUTE),
        ]
    )

    assert story.of("enrolled", workflow="welcome")


def test_who_subscribes_again_is_not_welcomed_again() -> None:
    left, back = FRIDAY_NIGHT + 2 * HOUR, FRIDAY_NIGHT + 3 * DAY
    topic = "customers_email_marketing_consent/update"
    story = play(
        [
            signs_up(),
            webhook(topic, consent_change(1, "unsubscribed", left), at=left),
            webhook(topic, consent_change(1, "subscribed", back), at=back),
        ]
    )

    assert story.steps() == ["welcome"]
    assert [(line["workflow"], line["reason"]) for line in story.of("refused")] == [("welcome", "re_entry")]


def test_a_pending_consent_waits_for_its_confirmation() -> None:
    confirmed = FRIDAY_NIGHT + 2 * HOUR
    pending = customer(at=FRIDAY_NIGHT, email_marketing_consent=consent("pending", FRIDAY_NIGHT))
    change = consent_change(1, "subscribed", confirmed)
    story = play(
        [
            webhook("customers/create", pending, at=FRIDAY_NIGHT),
            webhook("customers_email_marketing_consent/update", change, at=confirmed),
        ]
    )

    assert story.of("sent", step="welcome")[0]["at"].startswith("2026-03-07T00:30")


def test_a_sign_up_that_arrives_five_hours_late_counts_from_its_own_time() -> None:
    noon = at("2026-03-06 11:00")
    story = play([webhook("customers/create", subscriber(at=noon), at=noon + 5 * HOUR)])

    assert story.sent()[0] == ("welcome", "2026-03-06 17:00")
    assert story.sent()[1][1].startswith("2026-03-08 09")


def test_who_acted_hours_ago_is_not_written_to_at_night() -> None:
    story = play([webhook("customers/create", subscriber(at=FRIDAY_NIGHT), at=FRIDAY_NIGHT + 5 * HOUR)])

    assert [line["reason"] for line in story.of("parked")] == ["quiet_hours"]
    assert story.sent()[0][1].startswith("2026-03-07 08:0")


def test_a_sign_up_that_arrives_a_day_late_starts_nothing() -> None:
    story = play([webhook("customers/create", subscriber(at=FRIDAY_NIGHT), at=FRIDAY_NIGHT + 25 * HOUR)])

    assert not story.of("sent")
    assert story.account.tables.contacts


def test_history_before_the_start_starts_nothing() -> None:
    before = at("2026-03-01 20:00")
    story = play([webhook("customers/create", subscriber(at=before), at=before)])

    assert not story.timeline


def test_a_record_that_only_repeats_subscribed_does_not_undo_an_unsubscribe() -> None:
    later = FRIDAY_NIGHT + 2 * DAY
    mirror = customer(at=later, email_marketing_consent=consent("subscribed", None))
    story = play(
        [
            signs_up(),
            recipient("unsubscribe", at=FRIDAY_NIGHT + HOUR),
            webhook("customers/update", mirror, at=later),
            webhook("checkouts/create", checkout(at=later, buyer_accepts_marketing=True), at=later),
        ]
    )

    assert story.steps() == ["welcome"]


def test_a_mail_is_written_in_the_language_of_its_reader() -> None:
    story = play([signs_up(1), signs_up(2, default_address={"country_code": "GB"})])

    assert {line["locale"] for line in story.of("sent", email="person1@example.com")} == {"nb"}
    assert {line["locale"] for line in story.of("sent", email="person2@example.com")} == {"en"}
