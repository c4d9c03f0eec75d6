"""Surveys, polls and reminders: looking changes nothing, posting tells an event, and no address is told."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from homing.domain.consent import ConsentState
from homing.domain.enrollment import EnrollmentState
from homing.domain.errors import ServiceUnavailable
from homing.domain.pages import Page

from functions.trigger import pages
from local.account import CONTEXT
from local.api import http_request
from tests.builders import at
from tests.functional.laptop import laptop
from tests.functional.reader import Answer, Reader

EVERY_PAGE = (Page.SURVEY, Page.POLL, Page.REMINDER)
ANSWERS: dict[Page, dict[str, Any]] = {
    Page.SURVEY: {"score": 9},
    Page.POLL: {"answer": "keep"},
    Page.REMINDER: {"days": 3},
}


@pytest.fixture
def reader() -> Iterator[Reader]:
    with laptop() as account:
        yield Reader(account)


@pytest.fixture
def queued(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the pages put onto the events queue."""
    seen: list[dict[str, Any]] = []
    send = reader.account.events.send

    def spy(body: str, attributes: Any = None) -> None:
        seen.append({"body": json.loads(body), "attributes": attributes})
        send(body, attributes)

    monkeypatch.setattr(reader.account.events, "send", spy)
    return seen


def heading(answer: Answer) -> str:
    (found,) = re.findall(r"<h1>(.*?)</h1>", answer["body"], re.DOTALL)
    return str(found)


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_to_look_at_a_page_changes_nothing(page: Page, reader: Reader) -> None:
    before = repr(reader.account.tables)

    answers = [reader.look(page, f"?{urlencode(ANSWERS[page])}", method) for method in ("GET", "HEAD", "GET")]

    assert [each["statusCode"] for each in answers] == [200, 200, 200]
    assert repr(reader.account.tables) == before
    assert reader.told() == []


def test_the_score_that_was_clicked_is_marked_and_no_other(reader: Reader) -> None:
    marked = re.findall(r'value="(\d+)" required checked', reader.look(Page.SURVEY, "?score=9")["body"])

    assert marked == ["9"]
    assert " checked" not in reader.look(Page.SURVEY)["body"]
    assert " checked" not in reader.look(Page.SURVEY, "?score=99")["body"]


def test_the_answer_to_the_poll_that_was_clicked_is_marked(reader: Reader) -> None:
    assert 'value="leave" required checked' in reader.look(Page.POLL, "?answer=leave")["body"]


@pytest.mark.parametrize(
    ("page", "form", "event", "properties"),
    [
        (Page.SURVEY, {"score": 9}, "Survey Answered", {"survey": "welcome", "score": 9}),
        (
            Page.SURVEY,
            {"score": 3, "text": "Too thin"},
            "Survey Commented",
            {"survey": "welcome", "score": 3, "text": "Too thin"},
        ),
        (Page.POLL, {"answer": "keep"}, "Poll Answered", {"poll": "welcome", "answer": "keep"}),
        (
            Page.REMINDER,
            {"days": 3},
            "Reminder Moved",
            {"plan": "care", "next_at": "2026-03-05T08:00:00.000Z"},
        ),
        (
            Page.REMINDER,
            {"day": "2026-04-01"},
            "Reminder Moved",
            {"plan": "care", "next_at": "2026-04-01T07:00:00.000Z"},
        ),
        (Page.REMINDER, {"end": "yes"}, "Plan Ended", {"plan": "care"}),
    ],
)
def test_to_post_tells_an_event_of_the_contact(
    page: Page,
    form: dict[str, object],
    event: str,
    properties: dict[str, object],
    reader: Reader,
    queued: list[dict[str, Any]],
) -> None:
    answer = reader.post(page, **form)

    assert answer["statusCode"] == 200
    assert [each["body"] for each in queued] == [
        {"contact": reader.enrollment.contact_id, "properties": properties}
    ]
    assert queued[0]["attributes"]["source"] == "page"
    assert reader.told() == [(event, None)]
    line = reader.account.timeline.lines[-1]
    assert (line["event"], line["email"]) == (event, "person1@example.com")


def test_who_presses_twice_within_a_minute_says_it_once(reader: Reader) -> None:
    reader.post(Page.SURVEY, score=9)
    reader.post(Page.SURVEY, score=9)
    reader.post(Page.SURVEY, score=8)

    assert sorted(reader.told(), key=str) == [
        ("Survey Answered", "duplicate"),
        ("Survey Answered", None),
        ("Survey Answered", None),
    ]


@pytest.mark.parametrize("score", range(11))
def test_whoever_answers_may_review_the_shop_in_public_whatever_they_said(score: int, reader: Reader) -> None:
    body = reader.post(Page.SURVEY, score=score)["body"]

    assert f'href="{reader.account.shop.content.review_url}"' in body
    assert '<textarea id="text" name="text"' in body
    assert f'name="score" value="{score}"' in body


def test_who_says_no_thanks_is_taken_off_the_list_at_once(reader: Reader) -> None:
    answer = reader.post(Page.POLL, answer="leave")

    assert heading(answer) == "Du er meldt av"
    assert reader.consent is ConsentState.UNSUBSCRIBED
    assert reader.told() == [("Poll Answered", None)]


def test_who_wants_to_stay_stays(reader: Reader) -> None:
    reader.post(Page.POLL, answer="keep")

    assert reader.consent is ConsentState.SUBSCRIBED


def test_the_next_date_is_shown_on_the_readers_clock(reader: Reader) -> None:
    body = reader.look(Page.REMINDER)["body"]

    assert "tirsdag 10. mars kl. 09:00" in body
    assert "Wool care" in body
    assert 'min="2026-03-03" max="2027-04-06"' in body


@pytest.mark.parametrize("field", ["moved_to", "next_pass_at"])
def test_a_date_that_was_moved_is_the_next_date(field: str, reader: Reader) -> None:
    rows = reader.account.tables.enrollments
    moved: dict[str, Any] = {field: at("2026-05-04 06:30")}
    rows[reader.enrollment.id] = replace(rows[reader.enrollment.id], **moved)

    assert "mandag 4. mai kl. 08:30" in reader.look(Page.REMINDER)["body"]
    assert "5. mars kl. 08:30" in reader.post(Page.REMINDER, days=3)["body"]


def test_reminders_that_have_ended_are_told_as_ended(reader: Reader) -> None:
    rows = reader.account.tables.enrollments
    rows[reader.enrollment.id] = replace(rows[reader.enrollment.id], state=EnrollmentState.COMPLETED)

    assert heading(reader.look(Page.REMINDER)) == "Ingen flere påminnelser"


@pytest.mark.parametrize(
    ("page", "form"),
    [
        (Page.SURVEY, {}),
        (Page.SURVEY, {"score": "eleven"}),
        (Page.POLL, {"answer": "perhaps"}),
        (Page.REMINDER, {"day": "2026-03-02"}),
        (Page.REMINDER, {"day": "2026-02-30"}),
    ],
)
def test_who_posts_no_answer_is_asked_again_and_nothing_is_told(
    page: Page, form: dict[str, object], reader: Reader
) -> None:
    answer = reader.post(page, **form)

    assert answer["statusCode"] == 422
    assert 'role="alert"' in answer["body"]
    assert "<form" in answer["body"]
    assert reader.told() == []


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_a_link_opens_the_page_that_it_is_signed_for_and_no_other(page: Page, reader: Reader) -> None:
    token = reader.path(Page.UNSUBSCRIBE).rpartition("/")[2]

    answer = pages.handler(http_request("POST", f"/{page}/{token}", {}, b"score=9&answer=leave"), CONTEXT)

    assert answer["statusCode"] == 404
    assert reader.told() == []
    assert reader.consent is ConsentState.SUBSCRIBED


def test_a_path_that_is_no_page_is_not_found(reader: Reader) -> None:
    assert pages.handler(http_request("GET", "/surveys/x", {}, b""), CONTEXT)["statusCode"] == 404


@pytest.mark.parametrize(("country", "language"), [("NO", "nb"), ("GB", "en")])
@pytest.mark.parametrize("page", EVERY_PAGE)
def test_every_page_is_in_the_readers_language(page: Page, country: str, language: str) -> None:
    with laptop() as account:
        reader = Reader(account, country)

        shown = [reader.look(page), reader.post(page, **ANSWERS[page])]

        assert all(f'<html lang="{language}">' in each["body"] for each in shown)


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_a_page_runs_loads_and_keeps_nothing(page: Page, reader: Reader) -> None:
    for answer in (reader.look(page), reader.post(page, **ANSWERS[page])):
        assert not re.search(r"<(script|img|link|iframe)\b|\son\w+=|url\(", answer["body"])
        assert answer["headers"]["content-security-policy"].startswith(
            "default-src 'none'; style-src 'sha256-"
        )
        assert "form-action 'self'" in answer["headers"]["content-security-policy"]
        assert answer["headers"]["referrer-policy"] == "no-referrer"
        assert "set-cookie" not in answer["headers"]


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_every_field_has_a_label_and_every_form_posts_to_its_own_page(page: Page, reader: Reader) -> None:
    body = reader.look(page)["body"] + reader.post(page, **ANSWERS[page])["body"]

    assert set(re.findall(r"<form[^>]*>", body)) <= {'<form method="post">'}
    for field in re.findall(r"<(?:input|textarea)\b[^>]*>", body):
        named = re.search(r'id="(\w+)"', field)
        in_a_label = re.search(rf"<label[^>]*>{re.escape(field)}", body)
        assert in_a_label or 'type="hidden"' in field or (named and f'for="{named[1]}"' in body), field


def test_a_link_and_what_it_tells_reveal_no_address(reader: Reader, queued: list[dict[str, Any]]) -> None:
    told = [reader.path(page) + reader.look(page)["body"] for page in EVERY_PAGE]
    reader.post(Page.SURVEY, score=1)

    assert "person1" not in json.dumps([told, queued])


def test_an_answer_that_could_not_be_kept_is_asked_for_again(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise ServiceUnavailable("SQS is away")

    monkeypatch.setattr(reader.account.events, "send", refuse)

    answer = reader.post(Page.POLL, answer="leave")

    assert answer["statusCode"] == 503
    assert heading(answer) == "Det gikk ikke akkurat nå"
