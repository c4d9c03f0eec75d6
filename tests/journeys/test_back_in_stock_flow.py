"""Who asked for what was gone is told once when it is there again, at once and at any hour."""

from datetime import datetime

from tests.builders import DAY, HOUR, MINUTE, at, order, product, tracked, webhook
from tests.journeys.conftest import Story, play
from tests.journeys.subscribers import acquainted, subscribed

OPENED = at("2026-02-01 08:00")
ASKED = at("2026-03-03 10:00")
BACK = at("2026-03-10 01:20")  # 02:20 in Oslo

GONE = webhook(
    "products/create",
    product(
        501,
        at=OPENED,
        variants=[
            {"id": 601, "price": "149.00", "inventory_item_id": 701, "inventory_quantity": 0},
            {"id": 602, "price": "149.00", "inventory_item_id": 702, "inventory_quantity": 0},
        ],
    ),
    at=OPENED,
)


def asks(number: int = 1, *, variant: int = 601, when: datetime = ASKED) -> str:
    return tracked("Back In Stock Requested", number, at=when, product_id="501", variant_id=str(variant))


def stocked(item: int = 701, left: int = 4, *, when: datetime = BACK) -> str:
    level = {"inventory_item_id": item, "location_id": 1, "available": left, "updated_at": when.isoformat()}
    return webhook("inventory_levels/update", level, at=when)


def tell(*told: str) -> Story:
    return play([GONE, *subscribed(), *told], flows=["back_in_stock"])


def test_who_asked_is_told_at_once_at_any_hour() -> None:
    story = tell(asks(), stocked())

    assert story.sent() == [("back", "2026-03-10 02:20")]


def test_everyone_who_asked_is_told_and_nobody_else() -> None:
    story = tell(*subscribed(2), *subscribed(3), asks(1), asks(2), stocked())

    assert sorted(line["email"] for line in story.of("sent")) == [
        "person1@example.com",
        "person2@example.com",
    ]


def test_nobody_is_told_twice_however_often_the_stock_changes() -> None:
    more = [stocked(left=left, when=BACK + left * HOUR) for left in (3, 0, 7)]
    story = tell(asks(), stocked(), *more)

    assert story.steps() == ["back"]


def test_who_asked_twice_is_told_once() -> None:
    story = tell(asks(), asks(when=ASKED + DAY), stocked())

    assert story.steps() == ["back"]


def test_another_size_is_not_what_they_asked_for() -> None:
    assert not tell(asks(), stocked(702)).steps()


def test_who_asks_again_after_it_was_gone_again_is_told_again() -> None:
    gone, back = BACK + 2 * DAY, BACK + 6 * DAY
    story = tell(asks(), stocked(), stocked(left=0, when=gone), asks(when=gone + HOUR), stocked(when=back))

    assert story.steps() == ["back", "back"]


def test_it_was_asked_for_and_needs_no_marketing_consent() -> None:
    story = play([GONE, *acquainted(), asks(), stocked()], flows=["back_in_stock"])

    assert story.steps() == ["back"]


def test_buying_then_is_the_goal() -> None:
    bought = BACK + 30 * MINUTE
    story = tell(asks(), stocked(), webhook("orders/create", order(at=bought, token=None), at=bought))

    assert len(story.of("converted")) == 1
