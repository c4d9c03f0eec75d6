"""What a form of our pages says."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from homing.domain.answers import (
    LONGEST_TEXT,
    Answer,
    Commented,
    Ended,
    Moved,
    Polled,
    Scored,
    event_of,
    read,
)
from homing.domain.pages import Page, PollAnswer

TODAY = date(2027, 3, 1)


@pytest.mark.parametrize(
    ("page", "form", "answer"),
    [
        (Page.SURVEY, {"score": "0"}, Scored(score=0)),
        (Page.SURVEY, {"score": "10"}, Scored(score=10)),
        (Page.SURVEY, {"score": "11"}, None),
        (Page.SURVEY, {"score": "-1"}, None),
        (Page.SURVEY, {"score": "٣"}, None),
        (Page.SURVEY, {"score": "9" * 5000}, None),
        (Page.SURVEY, {}, None),
        (Page.SURVEY, {"score": "3", "text": " The zip broke. "}, Commented(score=3, text="The zip broke.")),
        (Page.SURVEY, {"score": "", "text": "Fine"}, Commented(score=None, text="Fine")),
        (Page.SURVEY, {"score": "3", "text": "  "}, Scored(score=3)),
        (Page.POLL, {"answer": "keep"}, Polled(answer=PollAnswer.KEEP)),
        (Page.POLL, {"answer": "leave"}, Polled(answer=PollAnswer.LEAVE)),
        (Page.POLL, {"answer": "maybe"}, None),
        (Page.REMINDER, {"end": "yes"}, Ended()),
        (Page.REMINDER, {"days": "3"}, Moved(day=date(2027, 3, 4))),
        (Page.REMINDER, {"days": "0"}, None),
        (Page.REMINDER, {"days": "9" * 30}, None),
        (Page.REMINDER, {"day": "2027-04-01"}, Moved(day=date(2027, 4, 1))),
        (Page.REMINDER, {"day": "2027-03-01"}, None),
        (Page.REMINDER, {"day": "2099-03-01"}, None),
        (Page.REMINDER, {"day": "tomorrow"}, None),
        (Page.REMINDER, {}, None),
        (Page.UNSUBSCRIBE, {"score": "3"}, None),
    ],
)
def test_a_form_says_what_its_page_asks_or_nothing(page: Page, form: dict[str, str], answer: Answer) -> None:
    assert read(page, form, TODAY) == answer


def test_a_long_text_is_cut() -> None:
    said = read(Page.SURVEY, {"text": "x" * (LONGEST_TEXT + 1)}, TODAY)

    assert isinstance(said, Commented)
    assert len(said.text) == LONGEST_TEXT


@pytest.mark.parametrize(
    ("answer", "name", "properties"),
    [
        (Scored(score=9), "Survey Answered", {"score": 9}),
        (Commented(score=2, text="Late"), "Survey Commented", {"score": 2, "text": "Late"}),
        (Commented(score=None, text="Late"), "Survey Commented", {"text": "Late"}),
        (Polled(answer=PollAnswer.KEEP), "Poll Answered", {"answer": "keep"}),
        (Ended(), "Plan Ended", {}),
    ],
)
def test_an_answer_is_an_event(answer: Answer, name: str, properties: dict[str, Any]) -> None:
    assert event_of(answer, {"plan": "care"}, time(9), "Europe/Oslo") == (
        name,
        {"plan": "care", **properties},
    )


def test_a_reminder_moves_to_its_own_hour_on_the_readers_clock_also_when_the_clock_changes() -> None:
    before, after = Moved(day=date(2027, 3, 27)), Moved(day=date(2027, 3, 28) + timedelta(days=1))

    told = [event_of(each, {}, time(9), "Europe/Oslo")[1]["next_at"] for each in (before, after)]

    assert told == ["2027-03-27T08:00:00.000Z", "2027-03-29T07:00:00.000Z"]
