"""The unsubscribe page: looking changes nothing, posting acts, and nobody's address is on the way."""

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from typing import Any
from urllib.parse import urlsplit

import pytest
from homing import bootstrap
from homing.adapters.links import UNSUBSCRIBE_PATH
from homing.domain.consent import ConsentState
from homing.domain.errors import ServiceUnavailable

from functions.trigger import pages
from local.account import CONTEXT, Account
from tests.builders import subscriber
from tests.functional.laptop import START, laptop

FORM = "application/x-www-form-urlencoded"
MULTIPART = "--b\r\nContent-Disposition: form-data; name={name}\r\n\r\nOne-Click\r\n--b--\r\n"
ONE_CLICK = {
    FORM: "List-Unsubscribe=One-Click",
    "multipart/form-data; boundary=b": MULTIPART.format(name='"List-Unsubscribe"'),
}
BODIES = {
    "as RFC 8058 writes it": (FORM, ONE_CLICK[FORM]),
    "with a charset": (f"{FORM}; charset=UTF-8", ONE_CLICK[FORM]),
    "in capitals": (FORM.upper(), ONE_CLICK[FORM]),
    "with an end of line": (FORM, f"{ONE_CLICK[FORM]}\r\n"),
    "with more fields": (FORM, f"a=1&{ONE_CLICK[FORM]}&mailbox=x%40y.example"),
    "with the sign escaped": (FORM, "List-Unsubscribe=One%2DClick"),
    "multipart": ("multipart/form-data; boundary=b", MULTIPART.format(name='"List-Unsubscribe"')),
    "multipart without quotes": (
        "multipart/form-data; boundary=b",
        MULTIPART.format(name="List-Unsubscribe"),
    ),
    "multipart with more": (
        "multipart/form-data; boundary=b",
        '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
        + MULTIPART.format(name='"List-Unsubscribe"'),
    ),
    "without a content type": ("", ONE_CLICK[FORM]),
    "without a body": (FORM, ""),
}
"""How mail programs post, and how they may."""


class Reader:
    """A subscriber whose first mail came, and who follows its link."""

    def __init__(self, account: Account, country: str) -> None:
        self.account = account
        person = subscriber(1, at=START, default_address={"country_code": country})
        self.account.webhook("customers/create", json.dumps(person).encode())
        self.account.agenda.run(START + timedelta(minutes=30))
        link = self.account.mailer.sent[0].unsubscribe_url
        assert link is not None
        self.path = urlsplit(link).path

    def ask(
        self, method: str = "GET", path: str | None = None, body: str = "", **more: Any
    ) -> dict[str, Any]:
        asked = self.path if path is None else path
        answer: dict[str, Any] = pages.handler(
            {
                "version": "2.0",
                "rawPath": asked,
                "headers": {},
                "requestContext": {"http": {"method": method, "path": asked}, "stage": "$default"},
                "body": body,
                "isBase64Encoded": False,
                **more,
            },
            CONTEXT,
        )
        return answer

    @property
    def stored(self) -> str:
        """Everything that is kept, as text."""
        return repr(self.account.tables)

    @property
    def consent(self) -> ConsentState | None:
        (contact,) = self.account.tables.contacts.values()
        return contact.consent.state

    def mails_in_a_month(self) -> int:
        self.account.agenda.run(START + timedelta(days=30))
        return len(self.account.mailer.sent)


@pytest.fixture
def account() -> Iterator[Account]:
    with laptop() as made:
        yield made


@pytest.fixture
def reader(account: Account) -> Reader:
    return Reader(account, "NO")


def heading(answer: dict[str, Any]) -> str:
    (found,) = re.findall(r"<h1>(.*?)</h1>", answer["body"], re.DOTALL)
    return str(found)


def test_to_look_at_the_page_changes_nothing(reader: Reader) -> None:
    before = reader.stored

    answers = [reader.ask(method) for method in ("GET", "HEAD", "GET")]

    assert [each["statusCode"] for each in answers] == [200, 200, 200]
    assert reader.stored == before
    assert reader.mails_in_a_month() > 1


def test_the_page_asks_by_one_button_that_posts_to_the_page_itself(reader: Reader) -> None:
    page = reader.ask()["body"]

    assert re.findall(r"<form[^>]*>", page) == ['<form method="post">']
    assert len(re.findall(r"<button", page)) == 1
    assert not re.search(r"<(script|img|link|iframe|input)\b|\son\w+=|url\(", page)


def test_to_post_is_to_leave(reader: Reader) -> None:
    answer = reader.ask("POST", headers={"content-type": FORM})

    assert answer["statusCode"] == 200
    assert heading(answer) == "Du er meldt av"
    assert "bestillingene" in answer["body"]
    assert re.findall(r"<button[^>]*>", answer["body"]) == [
        '<button class="quiet" type="submit" name="undo" value="yes">'
    ]
    assert reader.consent is ConsentState.UNSUBSCRIBED
    assert reader.mails_in_a_month() == 1


@pytest.mark.parametrize("content_type", ONE_CLICK)
@pytest.mark.parametrize("as_base64", [False, True])
def test_a_mail_programs_one_click_acts_and_needs_no_page(
    content_type: str, as_base64: bool, reader: Reader
) -> None:
    body = ONE_CLICK[content_type]
    sent = base64.b64encode(body.encode()).decode() if as_base64 else body

    answer = reader.ask("POST", body=sent, isBase64Encoded=as_base64, headers={"content-type": content_type})

    assert (answer["statusCode"], answer["body"]) == (200, "")
    assert reader.consent is ConsentState.UNSUBSCRIBED


@pytest.mark.parametrize("way", BODIES)
def test_whatever_a_mail_program_posts_is_a_leave_and_a_second_time_the_same(
    way: str, reader: Reader
) -> None:
    content_type, body = BODIES[way]
    headers = {"content-type": content_type} if content_type else {}

    first = reader.ask("POST", body=body, headers=headers)
    tables = reader.account.tables
    after_one = repr((tables.figures, tables.messages, tables.enrollments))
    second = reader.ask("POST", body=body, headers=headers)

    assert (first["statusCode"], second["statusCode"]) == (200, 200)
    assert reader.consent is ConsentState.UNSUBSCRIBED
    assert repr((tables.figures, tables.messages, tables.enrollments)) == after_one
    assert reader.mails_in_a_month() == 1


def test_to_leave_twice_is_harmless_and_counted_once(reader: Reader) -> None:
    tables = reader.account.tables
    first = reader.ask("POST")
    after_one = repr((tables.figures, tables.messages, tables.enrollments))

    reader.account.clock.move(START + timedelta(days=1))
    second = reader.ask("POST", body=ONE_CLICK[FORM])
    third = reader.ask("POST")

    assert first == third
    assert second["statusCode"] == 200
    assert reader.consent is ConsentState.UNSUBSCRIBED
    assert repr((tables.figures, tables.messages, tables.enrollments)) == after_one


def test_whoever_left_may_look_again(reader: Reader) -> None:
    reader.ask("POST")

    assert reader.ask()["statusCode"] == 200
    assert reader.consent is ConsentState.UNSUBSCRIBED


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda token: token[:-1], id="last sign missing"),
        pytest.param(lambda token: token[: len(token) // 2], id="half missing"),
        pytest.param(lambda token: f"A{token}", id="one sign more"),
        pytest.param(lambda token: token.swapcase(), id="another case"),
        pytest.param(lambda token: f"{token}/{token}", id="twice"),
        pytest.param(lambda _: "", id="nothing"),
        pytest.param(lambda _: "..", id="dots"),
        pytest.param(lambda _: "%2e%2e%2f", id="escaped"),
        pytest.param(lambda _: "\u00e5", id="no ASCII"),
    ],
)
def test_a_broken_link_is_not_found_and_says_what_to_do(spoil: Any, method: str, reader: Reader) -> None:
    before = reader.stored
    token = reader.path.removeprefix(UNSUBSCRIBE_PATH)

    answer = reader.ask(method, path=f"{UNSUBSCRIBE_PATH}{spoil(token)}")

    assert answer["statusCode"] == 404
    assert heading(answer) == "Denne lenken virker ikke"
    assert f"mailto:{reader.account.shop.reply_to}" in answer["body"]
    assert reader.stored == before


@pytest.mark.parametrize(
    ("country", "language", "asked"),
    [("NO", "nb", "Vil du melde deg av"), ("GB", "en", "Unsubscribe from Fjord &amp; Fell?")],
)
def test_the_page_speaks_the_language_of_the_recipient(
    country: str, language: str, asked: str, account: Account
) -> None:
    recipient = Reader(account, country)

    answers = [recipient.ask(headers={"accept-language": "fr"}), recipient.ask("POST")]

    assert asked in heading(answers[0])
    assert all(f'<html lang="{language}">' in each["body"] for each in answers)


@pytest.mark.parametrize(("browser", "language"), [("en-GB,en;q=0.9", "en"), ("fr, en", "nb"), ("", "nb")])
def test_a_reader_whom_we_do_not_know_is_answered_as_the_browser_asks(
    browser: str, language: str, reader: Reader
) -> None:
    answer = reader.ask(path=f"{UNSUBSCRIBE_PATH}x", headers={"accept-language": browser})

    assert f'<html lang="{language}">' in answer["body"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH"])
def test_any_other_method_is_refused_and_told_which_there_are(method: str, reader: Reader) -> None:
    before = reader.stored

    answer = reader.ask(method)

    assert (answer["statusCode"], answer["headers"]["allow"]) == (405, "GET, HEAD, POST")
    assert reader.stored == before


def test_more_than_a_page_can_hold_is_refused_before_any_of_it_is_read(reader: Reader) -> None:
    before = reader.stored

    answer = reader.ask("POST", body="a=b&" * 20_000)

    assert (answer["statusCode"], answer["body"]) == (
        413,
        "This is more than the page can take. Please write less and send it again.\n",
    )
    assert reader.stored == before


@pytest.mark.parametrize("path", [None, f"{UNSUBSCRIBE_PATH}x"])
def test_head_answers_as_get_does_without_the_page(path: str | None, reader: Reader) -> None:
    assert reader.ask("HEAD", path) == reader.ask("GET", path) | {"body": ""}


def every_answer(reader: Reader) -> list[dict[str, Any]]:
    unknown = f"{UNSUBSCRIBE_PATH}x"
    return [
        *(reader.ask(method) for method in ("GET", "HEAD", "DELETE", "POST")),
        reader.ask("GET", unknown),
        reader.ask("POST", unknown),
        reader.ask("POST", body=ONE_CLICK[FORM]),
        reader.ask("POST", body="a" * 70_000),
    ]


def test_every_answer_may_load_nothing_run_nothing_be_kept_nowhere_and_tell_nobody(reader: Reader) -> None:
    for answer in every_answer(reader):
        headers = answer["headers"]
        policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
        assert {name: value for name, value in policy.items() if name != "style-src"} == {
            "default-src": "'none'",
            "form-action": "'self'",
            "frame-ancestors": "'none'",
            "base-uri": "'none'",
        }
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-robots-tag"] == "noindex"
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert "set-cookie" not in headers
        assert "cookies" not in answer


def test_the_only_style_that_is_allowed_is_the_pages_own(reader: Reader) -> None:
    for answer in every_answer(reader):
        for style in re.findall(r"<style[^>]*>(.*?)</style>", answer["body"], re.DOTALL):
            digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
            assert f"style-src 'sha256-{digest}'" in answer["headers"]["content-security-policy"]
        assert "style=" not in answer["body"]


def test_no_address_of_a_recipient_and_no_link_to_leave_stands_in_any_answer(reader: Reader) -> None:
    contact_id = next(iter(reader.account.tables.contacts))
    token = reader.path.removeprefix(UNSUBSCRIBE_PATH)

    told = "".join(repr(answer) for answer in every_answer(reader))

    assert "person1" not in reader.path
    assert not [secret for secret in ("person1", contact_id, token) if secret in told]


def test_trouble_of_ours_is_said_to_be_ours_and_nothing_is_claimed_to_be_done(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_answer(*_: Any) -> None:
        raise ServiceUnavailable("GetItem: InternalServerError")

    monkeypatch.setattr(type(bootstrap.leave()), "_reader", no_answer)

    for method, body in product(("GET", "POST"), ("", ONE_CLICK[FORM])):
        answer = reader.ask(method, body=body)
        assert answer["statusCode"] == 503
        assert heading(answer) == "Det gikk ikke akkurat nå"
