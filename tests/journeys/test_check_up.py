"""The yearly appointment: reminded in good time to book it, and by text message the day before."""

from datetime import datetime

import pytest

from tests.builders import DAY, HOUR, at, consent_change, stamp, tracked, webhook
from tests.journeys.conftest import Story, play
from tests.journeys.subscribers import subscribed

DONE = at("2026-03-04 10:00")
ASKED = at("2027-01-06 08:00")  # 44 weeks later, nine in Oslo
WOOL = "wool_check"


def comes(*, when: datetime = DONE, service: str = WOOL) -> str:
    return tracked("Appointment Completed", at=when, service=service)


def books(*, when: datetime, to: datetime, service: str = WOOL) -> str:
    return tracked("Appointment Booked", at=when, service=service, appointment_at=stamp(to))


def tell(*told: str, days: int = 450) -> Story:
    return play([*subscribed(phone="+4791234567"), *told], flows=["check_up"], days=days)


def test_who_came_is_reminded_44_weeks_later_and_again_after_14_days() -> None:
    story = tell(comes())

    assert [(step, clock[:13]) for step, clock in story.sent()] == [
        ("book", "2027-01-06 09"),
        ("book_again", "2027-01-20 09"),
    ]


def test_who_never_books_is_left_in_peace() -> None:
    story = tell(comes())

    assert [line["reason"] for line in story.of("exited")] == []
    assert len(story.of("completed")) == 1
    assert story.of("completed")[0]["at"] < "2027-04-25"


def test_booking_something_else_is_no_booking() -> None:
    story = tell(comes(), books(when=ASKED + DAY, to=ASKED + 9 * DAY, service="mending"))

    assert story.steps() == ["book", "book_again"]


def test_who_cancels_is_not_reminded_of_it() -> None:
    booked = books(when=ASKED + 3 * DAY, to=at("2027-02-10 09:30"))
    story = tell(comes(), booked, tracked("Appointment Cancelled", at=ASKED + 5 * DAY, service=WOOL))

    assert story.steps() == ["book"]


def test_who_came_again_by_themselves_is_asked_a_year_after_that() -> None:
    story = tell(comes(), comes(when=DONE + 100 * DAY))

    assert [clock[:10] for _, clock in story.sent()] == ["2027-04-16", "2027-04-30"]


def test_two_services_have_a_date_each() -> None:
    story = tell(comes(), comes(when=DONE + 7 * DAY, service="mending"))

    assert [clock[:10] for step, clock in story.sent() if step == "book"] == ["2027-01-06", "2027-01-13"]


def test_who_books_is_reminded_the_day_before_and_asked_no_more() -> None:
    story = tell(comes(), books(when=ASKED + 3 * DAY, to=at("2027-02-10 09:30")))

    assert [(step, clock[:13]) for step, clock in story.sent()] == [
        ("book", "2027-01-06 09"),
        ("tomorrow", "2027-02-09 17"),
    ]
    assert len(story.of("converted")) == 1


def test_who_books_after_the_second_reminder_is_reminded_the_day_before_too() -> None:
    story = tell(comes(), books(when=ASKED + 30 * DAY, to=at("2027-03-01 09:30")))

    assert story.steps() == ["book", "book_again", "tomorrow"]
    assert story.sent()[-1][1].startswith("2027-02-28 17")


def test_every_year_has_its_reminder() -> None:
    second = ASKED + 20 * DAY
    story = tell(
        comes(),
        books(when=ASKED + DAY, to=second),
        comes(when=second + HOUR),
        days=700,
    )

    assert story.steps() == ["book", "tomorrow", "book", "book_again"]


def test_the_day_before_needs_no_consent_to_marketing_and_no_time_of_day_is_missed() -> None:
    left = ASKED + 5 * DAY
    story = tell(
        comes(),
        books(when=ASKED + 3 * DAY, to=at("2027-02-10 09:30")),
        webhook("customers_email_marketing_consent/update", consent_change(1, "unsubscribed", left), at=left),
    )

    assert story.steps() == ["book", "tomorrow"]


def test_who_booked_of_their_own_accord_is_not_asked() -> None:
    story = tell(comes(), books(when=ASKED - 30 * DAY, to=ASKED + 30 * DAY))

    assert not story.steps()
    assert [line["reason"] for line in story.of("refused")] == ["condition"]


def test_who_booked_something_else_of_their_own_accord_is_asked() -> None:
    story = tell(comes(), books(when=ASKED - 30 * DAY, to=ASKED + 30 * DAY, service="mending"))

    assert story.steps() == ["book", "book_again"]


@pytest.mark.parametrize("event", ["Appointment Booked", "Appointment Moved"])
def test_who_booked_another_day_since_is_told_of_that_one(event: str) -> None:
    first, then = at("2027-02-10 09:30"), at("2027-02-04 09:30")
    again = tracked(event, at=ASKED + 9 * DAY, service=WOOL, appointment_at=stamp(then))
    story = tell(comes(), books(when=ASKED + 3 * DAY, to=first), again)

    assert [(step, clock[:13]) for step, clock in story.sent()][1:] == [("tomorrow", "2027-02-03 17")]
