"""From what somebody asked for to a first order, gently: at once, and on days 3, 7 and 12."""

from datetime import datetime

import pytest

from tests.builders import DAY, at, order, recipient, tracked, webhook
from tests.journeys.conftest import Story, play
from tests.journeys.subscribers import acquainted, subscribed

ASKED = at("2026-03-04 22:15")  # 23:15 in Oslo, on a Wednesday


def asks(resource: str = "wool_guide", *, when: datetime = ASKED) -> str:
    return tracked("Resource Requested", at=when, resource=resource, resource_title="The wool guide")


def tell(*told: str, days: int = 40) -> Story:
    return play([*subscribed(), *told], flows=["lead_nurture"], days=days)


def test_the_resource_comes_at_once_and_the_rest_on_the_mornings_of_days_3_7_and_12() -> None:
    story = tell(asks())

    assert story.sent()[0] == ("resource", "2026-03-04 23:15")
    assert [(step, clock[:13]) for step, clock in story.sent()[1:]] == [
        ("related", "2026-03-07 09"),
        ("format", "2026-03-11 09"),
        ("solution", "2026-03-16 09"),
    ]


@pytest.mark.parametrize(("days", "got"), [(1, 1), (5, 2), (10, 3)])
def test_who_becomes_a_customer_is_led_no_further(days: int, got: int) -> None:
    bought = ASKED + days * DAY
    story = tell(asks(), webhook("orders/create", order(at=bought, token=None), at=bought))

    assert len(story.steps()) == got
    assert [line["reason"] for line in story.of("exited")] == ["Order Completed"]


def test_who_is_qualified_met_the_goal_and_is_a_colleagues() -> None:
    story = tell(asks(), tracked("Lead Qualified", at=ASKED + 4 * DAY))

    assert story.steps() == ["resource", "related"]
    assert len(story.of("converted")) == 1
    assert [line["reason"] for line in story.of("exited")] == ["goal"]


def test_another_resource_takes_over() -> None:
    story = tell(asks(), asks("repair_evening", when=ASKED + 5 * DAY))

    assert story.steps() == ["resource", "related", "resource", "related", "format", "solution"]
    assert [line["reason"] for line in story.of("exited")] == ["superseded"]


def test_the_same_resource_starts_nothing_again() -> None:
    story = tell(asks(), asks(when=ASKED + 20 * DAY))

    assert story.steps() == ["resource", "related", "format", "solution"]
    assert [line["reason"] for line in story.of("refused")] == ["re_entry"]


def test_without_consent_the_resource_comes_and_nothing_else() -> None:
    story = play([*acquainted(), asks()], flows=["lead_nurture"])

    assert story.steps() == ["resource"]


def test_who_unsubscribes_hears_no_more() -> None:
    story = tell(asks(), recipient("unsubscribe", at=ASKED + 4 * DAY))

    assert story.steps() == ["resource", "related"]
    assert {line["reason"] for line in story.of("skipped")} <= {"no_consent"}


def test_an_old_customer_gets_what_they_asked_for_and_no_persuasion() -> None:
    bought = ASKED - 100 * DAY
    story = tell(webhook("orders/create", order(at=bought, token=None), at=bought), asks())

    assert story.steps() == ["resource"]
    assert [line["reason"] for line in story.of("skipped")] == ["condition"] * 3


def test_a_request_that_arrives_a_day_late_starts_nothing() -> None:
    late = asks().replace('"type": "track"', '"type": "track", "timestamp": "2026-03-03T10:00:00Z"')

    assert not tell(late).steps()
