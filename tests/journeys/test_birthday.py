"""A wish and a small gift at nine in the morning of a contact's birthday, once a year."""

import re
from typing import Any

import pytest

from tests.builders import DAY, HOUR, at, consent_change, identified, order, webhook
from tests.journeys.conftest import Story, play
from tests.journeys.subscribers import acquainted, subscribed

BIRTHDAY = at("2026-03-14 08:00")
CODE = re.compile(r"FJORD-[A-Z0-9]{8}")


def tell(born: str, *told: str, days: int = 30, **traits: Any) -> Story:
    return play([*subscribed(birthday=born, **traits), *told], flows=["birthday"], days=days)


@pytest.mark.parametrize("born", ["1990-03-14", "--03-14"])
def test_the_wish_comes_at_nine_whether_the_year_is_known_or_not(born: str) -> None:
    story = tell(born)

    assert [(step, clock[:13]) for step, clock in story.sent()] == [("wish", "2026-03-14 09")]


def test_nine_is_nine_where_they_live() -> None:
    story = tell("1990-03-14", timezone="Pacific/Auckland")

    assert [clock[:13] for _, clock in story.sent()] == ["2026-03-14 09"]
    assert story.of("sent")[0]["at"].startswith("2026-03-13T20:")


@pytest.mark.parametrize(
    ("start", "morning"), [("2026-02-20 00:00", "2026-02-28 09"), ("2028-02-20 00:00", "2028-02-29 09")]
)
def test_29_february_is_the_28th_in_a_common_year(start: str, morning: str) -> None:
    began = at(start)
    story = play(
        subscribed(birthday="1996-02-29", when=began - 10 * DAY), flows=["birthday"], start=began, days=20
    )

    assert [clock[:13] for _, clock in story.sent()] == [morning]


def test_every_year_has_its_birthday() -> None:
    story = tell("1990-03-14", days=800)

    assert [clock[:10] for _, clock in story.sent()] == ["2026-03-14", "2027-03-14", "2028-03-14"]


def test_the_gift_has_a_code_of_its_own_each_year() -> None:
    story = tell("1990-03-14", days=400)

    codes = [CODE.findall(each.email.text) for each in story.account.mailer.sent]
    assert [len(each) for each in codes] == [1, 1]
    assert codes[0] != codes[1]


def test_saying_it_again_brings_no_second_wish() -> None:
    again = [identified(at=BIRTHDAY + n * HOUR, birthday="1990-03-14") for n in (-48, -1, 2, 30)]
    story = tell("1990-03-14", *again)

    assert story.steps() == ["wish"]


def test_a_corrected_day_counts() -> None:
    story = tell("1990-03-14", identified(at=BIRTHDAY - 3 * DAY, birthday="1990-03-20"))

    assert [clock[:10] for _, clock in story.sent()] == ["2026-03-20"]


def test_a_birthday_told_in_the_afternoon_waits_for_the_next() -> None:
    story = play(
        [*subscribed(), identified(at=BIRTHDAY + 26 * HOUR, birthday="1990-03-14")],
        flows=["birthday"],
        days=400,
    )

    assert [clock[:10] for _, clock in story.sent()] == ["2027-03-14"]


def test_who_has_left_or_never_agreed_gets_no_wish() -> None:
    left = BIRTHDAY - DAY
    change = consent_change(1, "unsubscribed", left)
    gone = tell("1990-03-14", webhook("customers_email_marketing_consent/update", change, at=left))
    never = play(acquainted(birthday="1990-03-14"), flows=["birthday"])

    assert not gone.steps()
    assert not never.steps()


def test_a_purchase_within_two_weeks_is_the_goal() -> None:
    bought = BIRTHDAY + 5 * DAY
    story = tell("1990-03-14", webhook("orders/create", order(at=bought, token=None), at=bought))

    assert len(story.of("converted")) == 1
