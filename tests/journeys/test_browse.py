"""More about what somebody keeps looking at: the same product or price page, three times in seven days."""

from datetime import datetime

import pytest

from tests.builders import DAY, HOUR, at, order, seen, tracked, webhook
from tests.journeys.conftest import Story, play
from tests.journeys.subscribers import acquainted, subscribed

FIRST = at("2026-03-03 12:00")
STORIES = "/pages/customer-stories"


def views(*days: float, product: str = "501", since: datetime = FIRST) -> list[str]:
    return [tracked("Product Viewed", at=since + day * DAY, product_id=product) for day in days]


def tell(*told: str, days: int = 50) -> Story:
    return play([*subscribed(), *told], flows=["browse"], days=days)


def test_an_hour_after_the_third_look_and_on_day_2() -> None:
    story = tell(*views(0, 2, 5))

    assert story.sent()[0] == ("more_about", "2026-03-08 14:00")
    assert [(step, clock[:13]) for step, clock in story.sent()[1:]] == [("case_study", "2026-03-10 09")]


def test_two_looks_are_too_few_and_three_in_eight_days_are_too_far_apart() -> None:
    assert not tell(*views(0, 1)).of("enrolled")
    assert not tell(*views(0, 4, 8)).of("enrolled")


def test_three_products_once_each_are_no_product_thrice() -> None:
    story = tell(*views(0), *views(0.1, product="502"), *views(0.2, product="503"))

    assert not story.of("enrolled")


def test_a_fourth_look_starts_nothing_more() -> None:
    story = tell(*views(0, 1, 2, 3, 4, 5))

    assert story.steps() == ["more_about", "case_study"]


def test_the_page_for_companies_counts_like_a_product_and_any_other_page_does_not() -> None:
    told = [seen(path, at=FIRST + n * HOUR) for n in range(3) for path in (STORIES, "/")]
    story = tell(*told)

    assert len(story.of("enrolled")) == 1
    assert story.steps() == ["more_about", "case_study"]


@pytest.mark.parametrize("event", ["Order Completed", "Sales Contacted"])
def test_who_buys_or_asks_sales_is_told_no_more(event: str) -> None:
    when = FIRST + 3 * HOUR
    bought = webhook("orders/create", order(at=when, token=None), at=when)
    told = bought if event == "Order Completed" else tracked(event, at=when)
    story = tell(*views(0, 0.01, 0.02), told)

    assert story.steps() == ["more_about"]


def test_who_bought_within_the_hour_is_told_nothing() -> None:
    when = FIRST + HOUR
    story = tell(*views(0, 0.01, 0.02), webhook("orders/create", order(at=when, token=None), at=when))

    assert not story.steps()


def test_the_same_product_again_after_30_days() -> None:
    story = tell(*views(0, 0.1, 0.2), *views(20, 20.1, 20.2), *views(31, 31.1, 31.2))

    assert story.steps() == ["more_about", "case_study"] * 2


def test_another_product_takes_the_first_ones_place() -> None:
    story = tell(*views(0, 0.1, 0.2), *views(1, 1.1, 1.2, product="502"))

    assert story.steps() == ["more_about", "more_about", "case_study"]
    assert [line["reason"] for line in story.of("exited")] == ["superseded"]


def test_by_night_it_waits_for_the_morning() -> None:
    night = at("2026-03-03 22:00")
    story = tell(*views(0, 0.01, 0.02, since=night))

    assert story.sent()[0][1].startswith("2026-03-04 08:")


def test_nobody_is_written_to_about_what_they_looked_at_who_has_not_agreed() -> None:
    story = play([*acquainted(), *views(0, 0.1, 0.2)], flows=["browse"])

    assert not story.steps()
