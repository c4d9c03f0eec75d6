"""How it was, two weeks after the parcel: the pleased are asked for a review, of others a person hears."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from local.api import http_request
from tests.builders import DAY, HOUR, MINUTE, at, fulfilled, order, recipient, refund, tracked, webhook
from tests.journeys.conftest import Story, play
from tests.journeys.subscribers import acquainted, subscribed

SENT = at("2026-03-03 14:00")  # the parcel leaves, on a Tuesday
ASKED = at("2026-03-17 08:10")  # two weeks later, shortly after nine in Oslo
REVIEWS = "https://reviews.example.com/fjord-og-fell"


def tell(*told: str, days: int = 60) -> Story:
    bought = webhook("orders/create", order(at=SENT - 2 * DAY, token=None), at=SENT - 2 * DAY)
    return play([*subscribed(), bought, fulfilled(at=SENT), *told], flows=["review"], days=days)


def answers(score: int, *, when: datetime = ASKED + 3 * HOUR) -> str:
    return recipient(
        "answer", at=when, workflow="review", step="survey", page="survey", answer={"score": score}
    )


def test_the_survey_comes_on_the_morning_two_weeks_after_the_parcel_left() -> None:
    story = tell()

    assert [(step, clock[:13]) for step, clock in story.sent()] == [("survey", "2026-03-17 09")]


@pytest.mark.parametrize("score", [8, 9, 10])
def test_who_was_pleased_is_asked_at_once_and_again_on_days_5_and_12(score: int) -> None:
    story = tell(answers(score))

    assert story.sent()[1] == ("ask", "2026-03-17 12:10")
    assert [(step, clock[:13]) for step, clock in story.sent()[2:]] == [
        ("ask_again", "2026-03-22 09"),
        ("ask_last", "2026-03-29 09"),
    ]
    assert not story.of("notified")


@pytest.mark.parametrize("score", [0, 6, 7])
def test_of_whoever_was_not_a_colleague_is_told_and_nobody_asks_them_for_a_review(score: int) -> None:
    story = tell(answers(score))

    assert story.steps() == ["survey"]
    (told,) = story.of("notified")
    assert (told["step"], told["at"]) == ("unhappy", "2026-03-17T11:10:00.000Z")


def test_who_answers_nothing_is_asked_nothing_more() -> None:
    story = tell()

    assert story.steps() == ["survey"]
    assert len(story.of("completed")) == 1


@pytest.mark.parametrize(
    ("days", "asked"), [(1, ["ask"]), (8, ["ask", "ask_again"]), (20, ["ask", "ask_again", "ask_last"])]
)
def test_a_review_ends_the_asking(days: int, asked: list[str]) -> None:
    story = tell(answers(9), tracked("Review Submitted", at=ASKED + days * DAY))

    assert story.steps() == ["survey", *asked]
    assert len(story.of("converted")) == 1


TROUBLES = ["Support Ticket Opened", "Return Requested"]


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("days", [1, 13, 15])
def test_in_trouble_nobody_is_asked_how_it_was(trouble: str, days: int) -> None:
    happened = SENT + days * DAY
    story = tell(tracked(trouble, at=happened), answers(9, when=SENT + 16 * DAY))

    assert all(line["at"] < happened.isoformat() for line in story.of("sent"))


@pytest.mark.parametrize("days", [1, 13, 15])
def test_after_a_refund_nobody_asks(days: int) -> None:
    back = SENT + days * DAY
    story = tell(
        webhook("refunds/create", refund(1, 7000, "298.00", at=back), at=back),
        answers(9, when=SENT + 16 * DAY),
    )

    assert all(line["at"] < back.isoformat() for line in story.of("sent"))


def test_a_ticket_of_the_week_before_the_parcel_is_trouble_too() -> None:
    story = tell(tracked("Support Ticket Opened", at=SENT - DAY))

    assert not story.steps()


def test_a_ticket_of_last_year_is_not() -> None:
    story = tell(tracked("Support Ticket Opened", at=SENT - 300 * DAY))

    assert story.steps() == ["survey"]


def test_nobody_is_asked_twice_in_90_days() -> None:
    soon, later = SENT + 20 * DAY, SENT + 100 * DAY
    story = tell(fulfilled(7001, at=soon), fulfilled(7002, at=later), days=130)

    assert [clock[:10] for _, clock in story.sent()] == ["2026-03-17", "2026-06-25"]
    assert [line["reason"] for line in story.of("refused")] == ["condition"]


def test_the_page_that_thanks_shows_the_public_link_for_every_score() -> None:
    story = tell(days=16)
    (mail,) = story.account.mailer.sent

    for score in range(11):
        form = f"score={score}".encode()
        page = story.account.invoke("pages", _post(mail.pages["survey"], form))
        assert page["statusCode"] == 200
        assert REVIEWS in page["body"]


def _post(path: str, form: bytes) -> Mapping[str, Any]:
    return http_request("POST", path, {"content-type": "application/x-www-form-urlencoded"}, form)


def test_the_second_answer_changes_nothing_that_was_sent() -> None:
    story = tell(answers(9), answers(2, when=ASKED + 3 * HOUR + 5 * MINUTE))

    assert story.steps() == ["survey", "ask", "ask_again", "ask_last"]
    assert not story.of("notified")


def test_who_answers_late_is_not_asked_twice_in_a_row() -> None:
    late = ASKED + 4 * DAY + timedelta(hours=3)  # day 4; the next morning would be day 5
    story = tell(answers(10, when=late))

    assert story.steps() == ["survey", "ask", "ask_last"]


def test_an_answer_at_night_is_thanked_at_once() -> None:
    story = tell(answers(10, when=at("2026-03-17 23:30")))

    assert story.sent()[1] == ("ask", "2026-03-18 00:30")


def test_without_consent_nobody_asks() -> None:
    story = play([*acquainted(), fulfilled(at=SENT)], flows=["review"], days=40)

    assert not story.steps()


def test_the_unhappy_customers_colleague_reads_the_score_and_the_order() -> None:
    story = tell(answers(3))

    note = story.account.mailer.sent[-1].email
    assert note.recipient == "torbjorn@fjordogfell.example.com"
    assert note.subject == "Ada var ikke fornøyd med oss"
    assert "3 av 10" in note.text
