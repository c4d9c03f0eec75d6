"""Reminded when four fifths of the time are over that a product lasts; who bought it again is not."""

from datetime import datetime

import pytest

from tests.builders import DAY, at, consent_change, item, order, product, webhook
from tests.journeys.conftest import Story, play
from tests.journeys.subscribers import subscribed

BOUGHT = at("2026-03-04 15:00")
OPENED = at("2026-02-01 08:00")
WASH = webhook(
    "products/create",
    product(501, at=OPENED, title="Wool wash", handle="wool-wash", tags="lasts_days:60"),
    at=OPENED,
)
SOCKS = webhook("products/create", product(502, at=OPENED), at=OPENED)


def buys(*products: int, number: int = 7000, when: datetime = BOUGHT) -> str:
    lines = [item(product_id=each, variant_id=each + 100, title=f"Product {each}") for each in products]
    return webhook("orders/create", order(number, at=when, token=None, line_items=lines), at=when)


def tell(*told: str, days: int = 120) -> Story:
    return play([WASH, SOCKS, *subscribed(), *told], flows=["replenishment"], days=days)


def test_the_reminder_comes_on_the_morning_after_four_fifths_of_the_time() -> None:
    story = tell(buys(501))

    assert [(step, clock[:13]) for step, clock in story.sent()] == [("running_out", "2026-04-21 09")]


def test_its_link_fills_the_cart_with_what_runs_out() -> None:
    story = tell(buys(501))

    assert "https://fjordogfell.example.com/cart/601:1" in story.account.mailer.sent[0].email.html


def test_what_lasts_for_ever_is_not_reminded_of() -> None:
    assert not tell(buys(502)).of("enrolled")


@pytest.mark.parametrize("days", [10, 47])
def test_who_bought_it_again_in_time_is_reminded_of_the_new_one_only(days: int) -> None:
    again = BOUGHT + days * DAY
    story = tell(buys(501), buys(501, number=7001, when=again))

    assert len(story.steps()) == 1
    assert story.sent()[0][1][:10] == f"{again + 48 * DAY:%Y-%m-%d}"


def test_buying_something_else_changes_nothing() -> None:
    story = tell(buys(501), buys(502, number=7001, when=BOUGHT + 20 * DAY))

    assert story.steps() == ["running_out"]


def test_two_products_run_out_each_in_its_own_time() -> None:
    longer = webhook("products/create", product(503, at=OPENED, tags="lasts_days: 90"), at=OPENED)
    story = tell(longer, buys(501, 503))

    assert [clock[:10] for _, clock in story.sent()] == ["2026-04-21", "2026-05-15"]


def test_buying_it_after_the_reminder_is_the_goal() -> None:
    story = tell(buys(501), buys(501, number=7001, when=BOUGHT + 50 * DAY))

    assert len(story.of("converted")) == 1


def test_every_purchase_is_reminded_of() -> None:
    story = tell(buys(501), buys(501, number=7001, when=BOUGHT + 50 * DAY))

    assert story.steps() == ["running_out", "running_out"]


def test_who_has_left_is_not_reminded() -> None:
    left = BOUGHT + 20 * DAY
    change = consent_change(1, "unsubscribed", left)
    story = tell(buys(501), webhook("customers_email_marketing_consent/update", change, at=left))

    assert not story.steps()
