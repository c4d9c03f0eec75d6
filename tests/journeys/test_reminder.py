"""Reminded whenever it comes round; the reader moves the date, and the next reminders follow."""

from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest

from tests.builders import DAY, HOUR, at, consent_change, recipient, stamp, tracked, webhook
from tests.journeys.conftest import Story, play
from tests.journeys.subscribers import acquainted, subscribed

STARTED = at("2026-03-02 10:00")
FIRST = at("2026-03-16 09:00")  # a Monday; the clocks change on the 29th
PLAN = {"plan": "p1", "plan_title": "Eczema treatment", "every_days": 14}


def starts(*, next_at: datetime = FIRST, **changes: Any) -> str:
    return tracked("Plan Started", at=STARTED, **{**PLAN, "next_at": stamp(next_at), **changes})


def on_the_page(when: datetime, **answer: str) -> str:
    return recipient("answer", at=when, workflow="reminder", step="due", page="reminder", answer=answer)


def moves(when: datetime, to: str, plan: str = "p1") -> str:
    return tracked("Reminder Moved", at=when, plan=plan, next_at=to)


def tell(*told: str, days: int = 71) -> Story:
    return play([*subscribed(), *told], flows=["reminder"], days=days)


def days_of(story: Story) -> list[str]:
    return [clock[5:13] for _, clock in story.sent()]


def test_a_reminder_every_period_at_nine_where_they_live() -> None:
    story = tell(starts())

    assert days_of(story) == ["03-16 09", "03-30 09", "04-13 09", "04-27 09", "05-11 09"]


def test_the_subject_names_no_treatment() -> None:
    story = tell(starts())

    for sent in story.account.mailer.sent:
        assert "eczema" not in sent.email.subject.lower()
        assert "treatment" not in sent.email.subject.lower()


def test_the_reader_moves_the_next_one_on_the_page_and_the_following_follow() -> None:
    seen = FIRST + 6 * HOUR
    story = tell(starts(), on_the_page(seen, day="2026-04-02"))

    assert days_of(story) == ["03-16 09", "04-02 09", "04-16 09", "04-30 09"]


def test_the_reader_puts_it_off_by_three_days() -> None:
    story = tell(starts(), on_the_page(FIRST + 6 * HOUR, days="3"))

    assert days_of(story)[:3] == ["03-16 09", "03-19 09", "04-02 09"]


def test_the_reader_ends_the_plan_on_the_page() -> None:
    story = tell(starts(), on_the_page(FIRST + 6 * HOUR, end="1"))

    assert days_of(story) == ["03-16 09"]
    assert [line["reason"] for line in story.of("exited")] == ["Plan Ended"]


@pytest.mark.parametrize(
    ("to", "then"),
    [
        ("2026-03-20T08:00:00Z", ["03-20 09", "04-03 09"]),  # earlier
        ("2026-04-08T07:00:00Z", ["04-08 09", "04-22 09"]),  # later
    ],
)
def test_a_program_moves_the_date(to: str, then: list[str]) -> None:
    story = tell(starts(), moves(FIRST + 2 * DAY, to))

    assert days_of(story)[:3] == ["03-16 09", *then]


def test_the_first_one_moves_too() -> None:
    story = tell(starts(), moves(STARTED + DAY, "2026-03-10T08:00:00Z"))

    assert days_of(story)[:2] == ["03-10 09", "03-24 09"]


def test_moved_twice_the_last_word_counts() -> None:
    story = tell(
        starts(),
        moves(FIRST + DAY, "2026-04-20T07:00:00Z"),
        moves(FIRST + 2 * DAY, "2026-04-02T07:00:00Z"),
    )

    assert days_of(story)[:3] == ["03-16 09", "04-02 09", "04-16 09"]


def test_the_date_of_another_plan_moves_nothing_here() -> None:
    story = tell(starts(), moves(FIRST + DAY, "2026-04-08T07:00:00Z", plan="p2"))

    assert days_of(story)[:2] == ["03-16 09", "03-30 09"]


def test_the_end_of_the_plan_ends_the_reminders_and_the_end_of_another_does_not() -> None:
    ended = tell(starts(), tracked("Plan Ended", at=FIRST + 15 * DAY, plan="p1"))
    other = tell(starts(), tracked("Plan Ended", at=FIRST + 15 * DAY, plan="p2"))

    assert len(ended.steps()) == 2
    assert len(other.steps()) == 5


def test_each_plan_of_a_person_has_its_own_rhythm() -> None:
    story = tell(starts(), starts(plan="p2", every_days=30, next_at=FIRST + DAY))

    assert days_of(story)[:4] == ["03-16 09", "03-17 09", "03-30 09", "04-13 09"]


def test_a_reminder_was_asked_for_and_needs_no_marketing_consent() -> None:
    story = play([*acquainted(), starts()], flows=["reminder"], days=20)

    assert story.steps() == ["due"]


def test_who_unsubscribes_from_marketing_is_still_reminded() -> None:
    left = FIRST + DAY
    change = consent_change(1, "unsubscribed", left)
    story = tell(starts(), webhook("customers_email_marketing_consent/update", change, at=left))

    assert len(story.steps()) == 5


def test_done_on_time_is_the_goal() -> None:
    story = tell(starts(), tracked("Reminder Done", at=FIRST + DAY, plan="p1"))

    assert len(story.of("converted")) == 1


def test_a_year_of_reminders_is_twenty_six_and_none_twice() -> None:
    story = tell(starts(), days=14 + 365)

    dates = [datetime.fromisoformat(clock) for _, clock in story.sent()]
    assert len(dates) == 27
    assert {(later.date() - earlier.date()).days for earlier, later in pairwise(dates)} == {14}


def test_the_same_plan_told_again_reminds_once() -> None:
    again = starts().replace(stamp(STARTED), stamp(STARTED + DAY))
    story = tell(starts(), again)

    assert days_of(story)[:2] == ["03-16 09", "03-30 09"]
    assert [line["reason"] for line in story.of("exited")] == ["superseded"]


def test_a_plan_that_begins_anew_reminds_anew() -> None:
    anew = starts(next_at=FIRST + 30 * DAY).replace(stamp(STARTED), stamp(FIRST + 5 * DAY))
    story = tell(starts(), tracked("Plan Ended", at=FIRST + DAY, plan="p1"), anew)

    assert days_of(story) == ["03-16 09", "04-15 09", "04-29 09"]


@pytest.mark.parametrize("action", ["bounce", "complain"])
def test_where_no_mail_may_go_no_reminder_does(action: str) -> None:
    story = tell(starts(), recipient(action, at=FIRST + HOUR, workflow="reminder"))

    assert story.steps() == ["due"]
