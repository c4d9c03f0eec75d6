"""The door of the shop's own forms: what it takes, what it turns away, and what it tells nobody."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from homing.domain.consent import ConsentSource
from homing.domain.evidence import Evidence
from homing.services.forms import TOKEN, TRAP

from local.account import Account
from local.api import VISITOR, http_request
from tests.functional.laptop import START, laptop

FORM = {"email": "Ada@example.com", "first_name": "Ada", "locale": "en"}
BOUNDARY = "----x"


@pytest.fixture
def account() -> Iterator[Account]:
    with laptop() as made:
        yield made


def token(account: Account, form: str = "wool_guide", days: float = 1) -> str:
    return account.neighbours.form_tokens.make(form, START + timedelta(days=days))


def post(
    account: Account, fields: dict[str, Any], *, form: str = "wool_guide", kind: str = "form", **headers: str
) -> dict[str, Any]:
    match kind:
        case "json":
            body, content = json.dumps(fields).encode(), "application/json"
        case "multipart":
            parts = "".join(
                f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
                for name, value in fields.items()
            )
            body = f"{parts}--{BOUNDARY}--\r\n".encode()
            content = f"multipart/form-data; boundary={BOUNDARY}"
        case _:
            body, content = urlencode(fields).encode(), "application/x-www-form-urlencoded"
    given = {"content-type": content, **headers}
    answer: dict[str, Any] = account.invoke("forms", http_request("POST", f"/v1/forms/{form}", given, body))
    account.agenda.run(until=account.clock.now())
    return answer


@pytest.mark.parametrize("kind", ["form", "multipart", "json"])
def test_a_form_makes_a_contact_and_leads_to_the_thank_you_page(account: Account, kind: str) -> None:
    answer = post(account, FORM | {TOKEN: token(account)}, kind=kind)

    assert answer["statusCode"] == 303
    assert answer["headers"]["location"] == "https://fjordogfell.example.com/pages/thank-you"
    (contact,) = account.tables.contacts.values()
    assert (contact.email, contact.get("first_name")) == ("ada@example.com", "Ada")
    assert account.timeline.lines[0]["event"] == "Resource Requested"


def test_a_page_that_asks_for_json_gets_json(account: Account) -> None:
    answer = post(account, FORM | {TOKEN: token(account)}, accept="application/json")

    assert (answer["statusCode"], json.loads(answer["body"])) == (200, {"success": True})


def test_the_tick_is_consent_kept_with_its_words_and_their_version(account: Account) -> None:
    post(account, FORM | {TOKEN: token(account), "consent": "on"})

    (contact,) = account.tables.contacts.values()
    assert contact.consent.granted
    assert contact.consent.source is ConsentSource.FORM
    assert contact.get("consent_wording").startswith("Yes please, I would like emails")
    assert (contact.get("consent_version"), contact.get("consent_form")) == ("2026-01", "wool_guide")


def test_what_shows_the_tick_is_kept_beside_the_consent_and_cannot_be_filled_in(account: Account) -> None:
    claimed = {"homing_seen": "192.0.2.99", "ip": "192.0.2.99"}

    post(
        account,
        FORM | claimed | {TOKEN: token(account), "consent": "on"},
        referer="https://fjordogfell.example.com/wool?email=ada@example.com",
        **{"user-agent": "Firefox", "x-forwarded-for": "192.0.2.99"},
    )

    (entry,) = next(iter(account.tables.consent_entries.values()))
    assert entry.evidence == Evidence(
        where="form wool_guide, https://fjordogfell.example.com/wool",
        wording=account.shop.forms["wool_guide"].consent.wording["en"],  # type: ignore[union-attr, index]
        wording_version="2026-01",
        locale="en",
        ip=VISITOR,
        user_agent="Firefox",
        proof=entry.event_id,
    )


@pytest.mark.parametrize("tick", [{}, {"consent": ""}, {"consent": "off"}])
def test_without_the_tick_nobody_has_agreed(account: Account, tick: dict[str, str]) -> None:
    post(account, FORM | tick | {TOKEN: token(account)})

    (contact,) = account.tables.contacts.values()
    assert not contact.consent.granted
    assert contact.get("consent_wording") is None


def test_a_form_without_a_wording_grants_nothing(account: Account) -> None:
    post(account, FORM | {TOKEN: token(account, "demo"), "consent": "on"}, form="demo")

    (contact,) = account.tables.contacts.values()
    assert not contact.consent.granted


def test_whoever_fills_in_the_trap_is_thanked_and_forgotten(account: Account) -> None:
    answer = post(account, FORM | {TOKEN: token(account), TRAP: "https://spam.example"})

    assert answer["statusCode"] == 303
    assert not account.tables.contacts


def test_the_answer_is_the_same_for_an_address_that_is_known(account: Account) -> None:
    answers = [post(account, FORM | {TOKEN: token(account)}) for _ in range(2)]

    assert answers[0] == answers[1]


def test_who_presses_twice_has_pressed_once(account: Account) -> None:
    for _ in range(2):
        post(account, FORM | {TOKEN: token(account)})

    told = [line for line in account.timeline.lines if line.get("event") == "Resource Requested"]
    assert [line.get("reason") for line in told] == [None, "duplicate"]


@pytest.mark.parametrize("bad", ["", "x", "made.up", None])
def test_a_form_that_is_not_ours_is_refused(account: Account, bad: str | None) -> None:
    answer = post(account, FORM | ({} if bad is None else {TOKEN: bad}))

    assert (answer["statusCode"], json.loads(answer["body"])["code"]) == (422, "expired")
    assert not account.tables.contacts


def test_a_form_of_yesterday_or_another_form_is_refused(account: Account) -> None:
    for old in (token(account, days=-1), token(account, "demo")):
        assert post(account, FORM | {TOKEN: old})["statusCode"] == 422


@pytest.mark.parametrize("address", ["", "ada", "ada@", "a b@example.com"])
def test_without_an_address_there_is_nobody(account: Account, address: str) -> None:
    answer = post(account, FORM | {TOKEN: token(account), "email": address})

    assert json.loads(answer["body"])["code"] == "no_email"


@pytest.mark.parametrize(("kind", "body"), [("application/json", b"["), ("text/plain", b"\xff")])
def test_what_cannot_be_read_is_refused(account: Account, kind: str, body: bytes) -> None:
    request = http_request("POST", "/v1/forms/demo", {"content-type": kind}, body)

    assert account.invoke("forms", request)["statusCode"] == 422


def test_more_than_a_form_can_hold_is_refused_as_too_large(account: Account) -> None:
    answer = account.invoke("forms", http_request("POST", "/v1/forms/demo", {}, b"x" * 70_000))

    assert answer["statusCode"] == 413
    assert json.loads(answer["body"])["message"] == "A form holds 64 KB at most."


def test_there_is_no_other_form(account: Account) -> None:
    assert post(account, FORM, form="another")["statusCode"] == 404


def test_only_the_fields_that_a_form_declares_are_told(account: Account) -> None:
    given = FORM | {TOKEN: token(account, "demo"), "company": "Engines", "admin": "true"}

    post(account, given, form="demo")

    told = account.neighbours.shop.forms["demo"].properties("demo", given)
    assert told == {"company": "Engines", "form": "demo"}
