"""Three tips for what needs learning, the easiest first; nothing about what does not."""

from datetime import datetime
from typing import Any

from tests.builders import DAY, HOUR, at, item, order, product, refund, webhook
from tests.journeys.conftest import Story, play
from tests.journeys.subscribers import acquainted, subscribed

BOUGHT = at("2026-03-04 15:00")  # a Wednesday
OPENED = at("2026-02-01 08:00")
SPINDLE = webhook(
    "products/create",
    product(501, at=OPENED, title="Drop spindle", handle="drop-spindle", tags="wool, needs_learning"),
    at=OPENED,
)
SOCKS = webhook("products/create", product(502, at=OPENED, tags="wool"), at=OPENED)


def buys(*products: int, number: int = 7000, when: datetime = BOUGHT) -> str:
    lines = [item(product_id=each, variant_id=each + 100, title=f"Product {each}") for each in products]
    return webhook("orders/create", order(number, at=when, token=None, line_items=lines), at=when)


def tell(*told: str) -> Story:
    return play([SPINDLE, SOCKS, *subscribed(), *told], flows=["product_tips"])


def test_tips_come_on_the_mornings_of_days_3_7_and_14() -> None:
    story = tell(buys(501))

    assert [(step, clock[:13]) for step, clock in story.sent()] == [
        ("tip_1", "2026-03-07 09"),
        ("tip_2", "2026-03-11 09"),
        ("tip_3", "2026-03-18 09"),
    ]


def test_they_are_about_the_thing_that_was_bought() -> None:
    story = tell(buys(501))

    assert "Drop spindle" in subjects_and_texts(story)


def subjects_and_texts(story: Story) -> str:
    mails: list[Any] = story.account.mailer.sent
    return "\n".join(f"{mail.email.subject}\n{mail.email.text}" for mail in mails)


def test_what_needs_no_learning_has_no_tips() -> None:
    assert not tell(buys(502)).of("enrolled")


def test_of_two_products_of_an_order_only_one_has_tips() -> None:
    assert len(tell(buys(501, 502)).of("enrolled")) == 1


def test_the_same_product_is_explained_once() -> None:
    story = tell(buys(501), buys(501, number=7001, when=BOUGHT + 20 * DAY))

    assert story.steps() == ["tip_1", "tip_2", "tip_3"]


def test_a_refund_of_the_order_ends_them() -> None:
    back = BOUGHT + 4 * DAY
    story = tell(buys(501), webhook("refunds/create", refund(1, 7000, "298.00", at=back), at=back))

    assert story.steps() == ["tip_1"]
    assert [line["reason"] for line in story.of("exited")] == ["Order Refunded"]


def test_the_refund_of_another_order_does_not() -> None:
    other, back = buys(502, number=7001, when=BOUGHT + HOUR), BOUGHT + 4 * DAY
    story = tell(buys(501), other, webhook("refunds/create", refund(1, 7001, "298.00", at=back), at=back))

    assert story.steps() == ["tip_1", "tip_2", "tip_3"]


def test_tips_need_consent() -> None:
    story = play([SPINDLE, *acquainted(), buys(501)], flows=["product_tips"])

    assert not story.steps()
    assert [line["reason"] for line in story.of("refused")] == ["no_consent"]
