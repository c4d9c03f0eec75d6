"""Cart recovery: reminded after a quiet hour, stopped by the order, whatever address it carries."""

from datetime import datetime
from typing import Any

import pytest
from homing.domain.figures import links_of

from tests.builders import (
    DAY,
    HOUR,
    MINUTE,
    at,
    cart,
    checkout,
    item,
    order,
    product,
    recipient,
    refund,
    subscriber,
    webhook,
)
from tests.journeys.conftest import Story, play

SIGNED_UP = at("2026-01-05 10:00")  # before the start: consent, no welcome
LEFT = at("2026-03-04 10:20")
KNOWN = webhook("customers/create", subscriber(at=SIGNED_UP), at=SIGNED_UP)


def abandons(token: str = "t1", *, when: datetime = LEFT, **changes: Any) -> str:
    return webhook("checkouts/create", checkout(token, at=when, **changes), at=when)


def buys(*, when: datetime, **changes: Any) -> str:
    return webhook("orders/create", order(at=when, **changes), at=when)


def cart_steps(story: Story) -> list[str]:
    return [line["step"] for line in story.of("sent", workflow="abandoned_cart")]


def test_hours_count_from_the_carts_last_change() -> None:
    story = play([KNOWN, abandons()])

    assert story.sent() == [
        ("reminder", "2026-03-04 12:20"),  # an hour after 11:20 in Oslo
        ("reassurance", "2026-03-05 11:20"),
        ("incentive", "2026-03-07 11:20"),
    ]


def test_a_change_starts_the_quiet_hour_again() -> None:
    changed = LEFT + 40 * MINUTE
    story = play([KNOWN, abandons(), webhook("carts/update", cart("cart-t1", at=changed), at=changed)])

    assert story.sent()[0] == ("reminder", "2026-03-04 13:00")
    assert len(story.of("enrolled")) == 1


def test_the_reminder_leaves_at_any_hour_and_the_rest_by_day() -> None:
    story = play([KNOWN, abandons(when=at("2026-03-04 23:10"))])

    assert story.sent()[0] == ("reminder", "2026-03-05 01:10")
    assert story.sent()[1][1].startswith("2026-03-06 08:0")
    assert story.sent()[2][1].startswith("2026-03-08 08:0")


def test_a_cart_ordered_within_the_hour_starts_nothing() -> None:
    story = play([KNOWN, abandons(), buys(when=LEFT + 30 * MINUTE)])

    assert not story.of("enrolled")
    assert not story.of("refused")


@pytest.mark.parametrize("hours", [2, 25, 70])
def test_the_order_ends_the_reminders(hours: int) -> None:
    ordered = LEFT + hours * HOUR
    story = play([KNOWN, abandons(), buys(when=ordered)])

    assert all(line["at"] < ordered.isoformat() for line in story.of("sent"))
    assert [line["reason"] for line in story.of("exited")] == ["goal"]
    assert len(story.of("converted")) == 1


def test_an_order_from_another_address_ends_the_reminders() -> None:
    story = play([KNOWN, abandons(), buys(when=LEFT + 3 * HOUR, by=2)])

    assert cart_steps(story) == ["reminder"]
    assert [line["email"] for line in story.of("exited", reason="goal")] == ["person1@example.com"]


def test_an_order_without_customer_and_address_is_matched_by_its_token() -> None:
    anonymous = order(at=LEFT + 3 * HOUR, customer=None, email="")
    story = play([KNOWN, abandons(), webhook("orders/create", anonymous, at=LEFT + 3 * HOUR)])

    assert cart_steps(story) == ["reminder"]
    assert story.of("converted")


def test_any_order_of_the_same_contact_ends_the_reminders() -> None:
    story = play([KNOWN, abandons(), buys(when=LEFT + 3 * HOUR, token=None)])

    assert cart_steps(story) == ["reminder"]


def test_an_order_older_than_the_cart_ends_nothing() -> None:
    late = order(7001, at=LEFT - HOUR, token=None)
    story = play([KNOWN, abandons(), webhook("orders/create", late, at=LEFT + 3 * HOUR)])

    assert cart_steps(story) == ["reminder", "reassurance", "incentive"]


def test_the_order_that_overtakes_its_checkout_starts_nothing() -> None:
    story = play(
        [
            KNOWN,
            webhook("orders/create", order(at=LEFT + MINUTE), at=LEFT + MINUTE),
            webhook("checkouts/create", checkout(at=LEFT), at=LEFT + 2 * MINUTE),
        ]
    )

    assert not story.of("enrolled")


def test_a_completed_checkout_ends_the_reminders_before_the_order_comes() -> None:
    done = LEFT + 3 * HOUR
    completed = checkout(at=done, completed_at=done.isoformat())
    story = play(
        [KNOWN, abandons(), webhook("checkouts/update", completed, at=done), buys(when=done + 5 * HOUR)]
    )

    assert cart_steps(story) == ["reminder"]
    assert len(story.of("exited")) == 1
    assert len(story.of("converted")) == 1


def test_without_consent_there_is_one_refusal_and_no_mail() -> None:
    story = play([abandons()])

    assert not story.of("sent")
    assert [(line["workflow"], line["reason"]) for line in story.of("refused")] == [
        ("abandoned_cart", "no_consent")
    ]


def test_a_cart_that_is_refused_again_is_told_of_once() -> None:
    later = LEFT + 5 * HOUR
    story = play([abandons(), webhook("carts/update", cart("cart-t1", at=later), at=later)])

    assert len(story.of("refused")) == 1


def test_a_cart_refused_for_want_of_consent_may_enter_after_a_later_change() -> None:
    later = LEFT + 5 * HOUR
    story = play([abandons(), abandons(when=later, buyer_accepts_marketing=True)])

    assert cart_steps(story) == ["reminder", "reassurance", "incentive"]


def test_an_order_recovers_the_newer_cart_and_not_the_one_it_replaced() -> None:
    story = play(
        [
            KNOWN,
            abandons("t1"),
            abandons("t2", when=LEFT + 3 * HOUR),
            buys(when=LEFT + 8 * HOUR, token="t2"),
        ]
    )

    assert len(story.of("converted")) == 1


def test_a_tick_in_the_checkout_is_consent() -> None:
    story = play([abandons(buyer_accepts_marketing=True)])

    assert cart_steps(story) == ["reminder", "reassurance", "incentive"]
    assert not story.of("enrolled", workflow="welcome")


def test_an_anonymous_cart_starts_once_its_contact_is_known() -> None:
    story = play(
        [
            KNOWN,
            webhook("carts/create", cart("cart-t1", at=LEFT), at=LEFT),
            abandons(when=LEFT + 3 * HOUR),
        ]
    )

    assert story.sent()[0] == ("reminder", "2026-03-04 15:20")


def test_an_anonymous_cart_that_stays_anonymous_starts_nothing() -> None:
    story = play([webhook("carts/create", cart(at=LEFT), at=LEFT)])

    assert [line["kind"] for line in story.timeline] == ["received"]


def test_an_emptied_cart_starts_nothing() -> None:
    emptied = LEFT + 20 * MINUTE
    story = play([KNOWN, abandons(), webhook("carts/update", cart(at=emptied, line_items=[]), at=emptied)])

    assert not story.of("enrolled")


def test_a_cart_emptied_after_the_reminder_has_no_content_for_the_next_mail() -> None:
    emptied = LEFT + 2 * HOUR
    story = play([KNOWN, abandons(), webhook("carts/update", cart(at=emptied, line_items=[]), at=emptied)])

    assert cart_steps(story) == ["reminder"]
    assert [line["reason"] for line in story.of("skipped")] == ["no_content", "no_content"]


def test_a_change_after_the_reminder_changes_the_content_and_not_the_times() -> None:
    changed = LEFT + 5 * HOUR
    hat = cart(at=changed, line_items=[item(title="Felted hat")])
    story = play([KNOWN, abandons(), webhook("carts/update", hat, at=changed)])

    mails = {sent.tag("step"): sent.email.html for sent in story.account.mailer.sent}
    assert [clock for _, clock in story.sent()][1:] == ["2026-03-05 11:20", "2026-03-07 11:20"]
    assert "Wool socks" in mails["reminder"]
    assert "Felted hat" in mails["reassurance"]
    assert "Felted hat" in mails["incentive"]


def test_a_newer_abandoned_cart_takes_the_older_ones_place() -> None:
    story = play([KNOWN, abandons("t1"), abandons("t2", when=LEFT + 3 * HOUR)])

    assert [line["reason"] for line in story.of("exited")] == ["superseded"]
    assert cart_steps(story) == ["reminder", "reminder", "reassurance", "incentive"]


def test_the_incentive_goes_at_most_once_in_90_days() -> None:
    story = play([KNOWN, abandons("t1"), abandons("t2", when=LEFT + 20 * DAY)], days=40)

    assert cart_steps(story).count("incentive") == 1
    assert [(line["step"], line["reason"]) for line in story.of("skipped")] == [("incentive", "condition")]


def test_the_incentive_goes_again_after_90_days() -> None:
    story = play([KNOWN, abandons("t1"), abandons("t2", when=LEFT + 95 * DAY)], days=120)

    assert cart_steps(story).count("incentive") == 2


def test_a_cart_that_has_a_code_gets_none_of_ours() -> None:
    story = play([KNOWN, abandons(discount_codes=[{"code": "TENOFF", "amount": "10.00"}])])

    assert cart_steps(story) == ["reminder", "reassurance"]


def test_the_code_of_the_incentive_is_the_enrollments_own() -> None:
    codes = set()
    for _ in range(2):
        story = play([KNOWN, abandons()])
        html = next(s.email.html for s in story.account.mailer.sent if s.tag("step") == "incentive")
        codes.add(html[html.index("FJORD-") :][:14])

    assert len(codes) == 1


def test_the_same_cart_is_reminded_of_once() -> None:
    story = play([KNOWN, abandons(), abandons(when=LEFT + 10 * DAY)])

    assert cart_steps(story) == ["reminder", "reassurance", "incentive"]
    assert not story.of("refused")


def test_a_checkout_five_hours_late_is_reminded_of_at_once() -> None:
    story = play([KNOWN, webhook("checkouts/create", checkout(at=LEFT), at=LEFT + 5 * HOUR)])

    assert story.sent() == [
        ("reminder", "2026-03-04 16:20"),
        ("reassurance", "2026-03-05 11:20"),
        ("incentive", "2026-03-07 11:20"),
    ]


def test_a_checkout_more_than_a_day_late_starts_nothing() -> None:
    story = play([KNOWN, webhook("checkouts/create", checkout(at=LEFT), at=LEFT + 25 * HOUR)])

    assert not story.of("enrolled")


def test_pictures_come_from_the_catalogue_and_prices_in_the_carts_currency() -> None:
    shown = webhook("products/create", product(at=SIGNED_UP), at=SIGNED_UP)
    yen = checkout(
        at=LEFT,
        currency="NOK",
        presentment_currency="JPY",
        customer_locale="en",
        total_price="4000",
        line_items=[item(price="2000")],
    )
    story = play([shown, KNOWN, webhook("checkouts/create", yen, at=LEFT)])

    html = story.account.mailer.sent[0].email.html
    assert "https://cdn.example.com/socks.jpg" in html
    assert "¥" in html
    assert "/checkouts/t1/recover" in html


def test_a_click_before_the_order_earns_the_credit() -> None:
    story = play(
        [
            KNOWN,
            abandons(),
            recipient("click", at=LEFT + 2 * HOUR, workflow="abandoned_cart"),
            buys(when=LEFT + 3 * HOUR),
        ]
    )

    assert [line["reason"] for line in story.of("converted")] == ["credited"]


def test_an_order_without_a_click_is_uncredited() -> None:
    story = play([KNOWN, abandons(), buys(when=LEFT + 3 * HOUR)])

    assert [line["reason"] for line in story.of("converted")] == ["uncredited"]


def test_a_click_more_than_five_days_before_the_order_earns_nothing() -> None:
    story = play(
        [
            KNOWN,
            abandons(),
            recipient("click", at=LEFT + 2 * HOUR),
            buys(when=LEFT + 6 * DAY),
        ]
    )

    assert [line["reason"] for line in story.of("converted")] == ["uncredited"]


def test_a_refund_takes_its_revenue_back_once() -> None:
    told = [
        KNOWN,
        abandons(),
        recipient("click", at=LEFT + 2 * HOUR),
        buys(when=LEFT + 3 * HOUR),
    ]
    back = refund(1, 7000, "98.00", at=LEFT + 4 * DAY)
    story = play([*told, *(webhook("refunds/create", back, at=LEFT + 4 * DAY, id=n) for n in ("a", "b"))])

    revenue = {
        cell.workflow: str(metrics["revenue"])
        for cell, metrics in story.account.tables.figures.items()
        if "revenue" in metrics
    }
    assert revenue == {"abandoned_cart": "200.00", links_of("abandoned_cart"): "200.00"}


def test_a_test_order_ends_the_reminders_and_counts_nowhere() -> None:
    story = play(
        [KNOWN, abandons(), recipient("click", at=LEFT + 2 * HOUR), buys(when=LEFT + 3 * HOUR, test=True)]
    )

    assert cart_steps(story) == ["reminder"]
    assert not story.of("converted")
    assert not [m for m in story.account.tables.figures.values() if "revenue" in m]


def test_two_marketing_mails_a_day_are_enough() -> None:
    signed_up = at("2026-03-04 08:00")
    new = webhook("customers/create", subscriber(at=signed_up), at=signed_up)
    story = play([new, abandons("t1"), abandons("t2", when=LEFT + 3 * HOUR)])

    days = [clock[:10] for _, clock in story.sent()]
    assert max(days.count(day) for day in days) <= 2
    assert [line["reason"] for line in story.of("parked")][:1] == ["frequency_cap"]
