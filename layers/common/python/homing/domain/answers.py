"""What a reader answers on a page of ours, and the event that it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, assert_never

from homing.domain.pages import BEST_SCORE, LEAST_SCORE, Page, PollAnswer
from homing.domain.time import iso, local_instant

LONGEST_TEXT = 2000
"""Characters of free text that are kept."""

TOMORROW = timedelta(days=1)

FARTHEST = timedelta(days=400)
"""How far ahead a date may be put."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """How likely somebody is to recommend the shop."""

    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Commented:
    """What somebody adds to their score in words of their own."""

    score: int | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """Whether somebody wants to hear from us."""

    answer: PollAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The day to which somebody moves a date; at the hour that it had, or at `clock` there."""

    day: date
    clock: time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """Somebody wants no more reminders of this plan."""


Answer = Scored | Commented | Polled | Moved | Ended


def read(page: Page, form: Mapping[str, str], today: date) -> Answer | None:
    """What a form says, None if it says nothing that the page asks; `today` is the reader's."""
    match page:
        case Page.SURVEY:
            score, text = marked_score(form), form.get("text", "").strip()[:LONGEST_TEXT]
            if text:
                return Commented(score=score, text=text)
            return None if score is None else Scored(score=score)
        case Page.POLL:
            answer = marked_answer(form)
            return None if answer is None else Polled(answer=answer)
        case Page.REMINDER:
            return Ended() if "end" in form else _moved(form, today)
        case Page.UNSUBSCRIBE | Page.CONFIRM | Page.PREFERENCES:
            return None
        case _:
            assert_never(page)


def marked_score(said: Mapping[str, str]) -> int | None:
    """The score that a link or a form names, None if it is none."""
    text = said.get("score", "")
    score = int(text) if text.isascii() and text.isdigit() and len(text) < 3 else None
    return score if score is not None and LEAST_SCORE <= score <= BEST_SCORE else None


def marked_answer(said: Mapping[str, str]) -> PollAnswer | None:
    """The answer to a poll that a link or a form names, None if it is none."""
    return next((each for each in PollAnswer if each == said.get("answer")), None)


def _moved(form: Mapping[str, str], today: date) -> Moved | None:
    days = form.get("days", "")
    try:
        day = today + timedelta(days=int(days)) if days else date.fromisoformat(form.get("day", ""))
    except (ValueError, OverflowError):
        return None
    return Moved(day=day) if today < day <= today + FARTHEST else None


def event_of(
    answer: Answer, subject: Mapping[str, Any], clock: time, zone: str
) -> tuple[str, dict[str, Any]]:
    """The event that an answer is, and its properties.

    `subject` says what was asked about, as `survey` or `plan`; a day means `clock` on the reader's own clock.
    """
    match answer:
        case Scored():
            return "Survey Answered", {**subject, "score": answer.score}
        case Commented():
            score = {} if answer.score is None else {"score": answer.score}
            return "Survey Commented", {**subject, **score, "text": answer.text}
        case Polled():
            return "Poll Answered", {**subject, "answer": answer.answer.value}
        case Moved():
            return "Reminder Moved", {**subject, "next_at": iso(local_instant(answer.day, clock, zone))}
        case Ended():
            return "Plan Ended", dict(subject)
        case _:
            assert_never(answer)


def date_told(value: object) -> datetime | None:
    """An instant as a trigger's property tells it, None if it is none."""
    if isinstance(value, datetime) or not isinstance(value, str):
        return value if isinstance(value, datetime) else None
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        return None
    return instant if instant.tzinfo is not None else None
