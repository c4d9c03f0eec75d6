"""The page that confirms a sign-up: to look changes nothing, to post counts, no door tells who is known."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from homing import bootstrap
from homing.adapters.mjml import compile_templates
from homing.adapters.shop_file import load_shop
from homing.adapters.workflow_files import load
from homing.domain.consent_rules import ConsentRules
from homing.domain.double_opt_in import DoubleOptIn
from homing.domain.evidence import Evidence
from homing.domain.message import MessageId
from homing.domain.pages import Page
from homing.services.forms import TOKEN

from functions.trigger import pages
from local.account import CONTEXT, Account
from local.api import VISITOR, http_request
from local.ses import SentEmail
from tests.functional.laptop import ROOT, START

Answer = dict[str, Any]
EVERYBODY = DoubleOptIn(sources=("form", "api"))


class Visitor:
    """Somebody who signs up where everybody is asked to confirm it, and follows what they are sent."""

    def __init__(self, account: Account) -> None:
        self.account = account

    def signs_up(self, email: str = "ada@example.com", **fields: str) -> Answer:
        account = self.account
        token = account.neighbours.form_tokens.make("wool_guide", account.clock.now() + timedelta(days=1))
        told = {"email": email, "consent": "on", "locale": "en", TOKEN: token, **fields}
        headers = {"content-type": "application/x-www-form-urlencoded", "user-agent": "Firefox"}
        request = http_request("POST", "/v1/forms/wool_guide", headers, urlencode(told).encode())
        answer: Answer = account.invoke("forms", request)
        return answer

    def waits(self, wait: timedelta = timedelta(minutes=2)) -> None:
        self.account.agenda.run(self.account.clock.now() + wait)

    @property
    def mails(self) -> list[SentEmail]:
        return [each for each in self.account.mailer.sent if each.tag("step") == "confirm"]

    def looks(self, mail: int = -1, method: str = "GET") -> Answer:
        return self._ask(method, self.mails[mail].pages["confirm"])

    def presses(self, mail: int = -1, headers: dict[str, str] | None = None, **form: str) -> Answer:
        body = urlencode(form).encode()
        return self._ask("POST", self.mails[mail].pages["confirm"], body, headers)

    def _ask(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Answer:
        given = {"user-agent": "Thunderbird", **(headers or {})}
        answer: Answer = pages.handler(http_request(method, path, given, body), CONTEXT)
        return answer

    @property
    def state(self) -> str:
        (contact,) = self.account.tables.contacts.values()
        return contact.consent.state.value

    @property
    def evidence(self) -> list[Evidence]:
        (entries,) = self.account.tables.consent_entries.values()
        return [each.evidence for each in entries]


@pytest.fixture
def account() -> Iterator[Account]:
    shop = load_shop(ROOT / "shop.yaml")
    names = ("confirm_subscription", "welcome")
    yield Account(
        shop=shop.model_copy(update={"consent": ConsentRules(double_opt_in=EVERYBODY)}),
        workflows=[each for each in load(ROOT / "workflows") if each.name in names],
        templates=compile_templates(ROOT / "workflows"),
        start=START,
        live_from=START,
    )
    bootstrap.install(None)


@pytest.fixture
def visitor(account: Account) -> Visitor:
    made = Visitor(account)
    made.signs_up()
    made.waits()
    return made


def title(answer: Answer) -> str:
    return str(answer["body"].partition("<h1>")[2].partition("</h1>")[0])


def test_whoever_only_looks_confirms_nothing_however_often(visitor: Visitor) -> None:
    before = repr(visitor.account.tables)

    answers = [visitor.looks(method=method) for method in ("GET", "HEAD", "GET")]
    assert repr(visitor.account.tables) == before
    visitor.waits()

    assert [each["statusCode"] for each in answers] == [200, 200, 200]
    assert title(answers[0]) == "Get emails from Fjord &amp; Fell?"
    assert answers[0]["body"].count("<button") == 1
    assert visitor.state == "pending"


def test_the_page_shows_the_words_that_were_ticked(visitor: Visitor) -> None:
    assert "<blockquote>Yes please, I would like emails" in visitor.looks()["body"]


def test_the_words_of_an_api_call_are_kept_and_never_shown_for_anybody_may_call(account: Account) -> None:
    caller = Visitor(account)
    call = {
        "type": "track", "event": "Subscribed", "userId": "u1", "messageId": "m1",
        "context": {"traits": {"email": "ada@example.com"}, "ip": "192.0.2.8"},
        "properties": {"wording": "WIN at spam.example.com", "wording_version": "9"},
    }  # fmt: skip
    account.tracked("track", json.dumps(call).encode())
    caller.waits()

    assert "spam.example.com" not in caller.looks()["body"]
    assert caller.evidence[0].wording == "WIN at spam.example.com"


def test_the_button_confirms_with_the_address_that_the_gateway_saw_and_no_headers(visitor: Visitor) -> None:
    answer = visitor.presses(headers={"x-forwarded-for": "203.0.113.99"})
    visitor.waits()

    assert title(answer) == "You’re signed up"
    assert visitor.state == "subscribed"
    assert (visitor.evidence[-1].ip, visitor.evidence[-1].user_agent) == (VISITOR, "Thunderbird")
    assert title(visitor.looks()) == "You’re signed up"


def test_what_shows_who_pressed_travels_in_the_body_and_nowhere_else(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, Any]] = []
    send = account.events.send

    def spy(body: str, attributes: Any = None) -> None:
        seen.append((body, attributes))
        send(body, attributes)

    monkeypatch.setattr(account.events, "send", spy)
    visitor = Visitor(account)
    visitor.signs_up()
    visitor.waits()
    visitor.presses()
    visitor.waits()

    assert len(seen) == 2
    assert all(VISITOR in str(body) and VISITOR not in str(attributes) for body, attributes in seen)
    told = json.dumps(account.timeline.lines) + repr(account.tables.enrollments)
    assert VISITOR not in told


def test_an_expired_link_offers_a_new_one_and_confirms_nothing(visitor: Visitor) -> None:
    visitor.waits(timedelta(days=7))

    assert title(visitor.looks()) == title(visitor.presses()) == "This link has expired"
    visitor.waits()
    assert visitor.state == "pending"
    assert title(visitor.presses(again="yes")) == "Look in your inbox"
    visitor.waits()
    assert len(visitor.mails) == 2
    visitor.presses()
    visitor.waits()
    assert visitor.state == "subscribed"


def test_an_expired_link_brings_no_more_mails_a_day_than_a_form_does_and_answers_alike(
    visitor: Visitor,
) -> None:
    visitor.waits(timedelta(days=7))

    answers = []
    for _ in range(8):
        answers.append(visitor.presses(0, again="yes"))
        visitor.waits()

    assert len(visitor.mails) == 1 + 3
    assert {each["body"] for each in answers} == {answers[0]["body"]}


def test_to_ask_for_a_new_link_where_the_old_one_works_is_no_confirmation(visitor: Visitor) -> None:
    answer = visitor.presses(again="yes")
    visitor.waits()

    assert title(answer) == "Get emails from Fjord &amp; Fell?"
    assert visitor.state == "pending"


def test_who_was_erased_is_not_known_by_their_link(visitor: Visitor) -> None:
    visitor.account.tables.contacts.clear()

    assert visitor.looks()["statusCode"] == visitor.presses()["statusCode"] == 404
    visitor.waits()
    assert not visitor.account.tables.contacts


def test_whose_address_changed_is_not_signed_up_by_the_link_to_the_old_one(visitor: Visitor) -> None:
    ((contact_id, contact),) = visitor.account.tables.contacts.items()
    email = replace(contact.traits["email"], value="other@example.com")
    moved = replace(contact, traits={**contact.traits, "email": email})
    visitor.account.tables.contacts[contact_id] = moved

    assert title(visitor.looks()) == title(visitor.presses()) == "This link no longer works"
    visitor.waits()
    assert visitor.state == "pending"


def test_a_link_to_another_page_confirms_nothing(visitor: Visitor) -> None:
    path = visitor.mails[0].pages["confirm"]
    links = visitor.account.neighbours.links
    read = links.read(path.rpartition("/")[2], Page.CONFIRM)
    assert read is not None
    foreign = links.page(Page.POLL, read.message, read.contact_id).rpartition("/")[2]

    answer = visitor._ask("POST", f"/confirm/{foreign}")

    assert answer["statusCode"] == 404


def test_a_link_of_another_mail_confirms_nothing(visitor: Visitor) -> None:
    visitor.presses()
    visitor.waits()
    (welcome,) = (each for each in visitor.account.mailer.sent if each.tag("workflow") == "welcome")
    contact_id = next(iter(visitor.account.tables.contacts))
    message = MessageId.parse(welcome.tag("message"))
    assert message is not None
    link = visitor.account.neighbours.links.page(Page.CONFIRM, message, contact_id)

    assert (
        visitor._ask("POST", link.removeprefix("https://links.fjordogfell.example.com"))["statusCode"] == 404
    )


def test_a_form_answers_alike_whether_an_address_is_new_waits_is_confirmed_or_has_left(
    account: Account,
) -> None:
    visitor = Visitor(account)
    asked: list[dict[str, int]] = []
    answers: list[Answer] = []

    def signs_up() -> None:
        before = Counter(account.tally.calls)
        answers.append(visitor.signs_up())
        asked.append(dict(account.tally.calls - before))
        visitor.waits()

    signs_up()  # new
    signs_up()  # waits
    visitor.presses()
    visitor.waits()
    signs_up()  # confirmed
    account.one_click(next(each for each in account.mailer.sent if each.unsubscribe_url))
    visitor.waits()
    signs_up()  # has left
    for _ in range(6):
        signs_up()  # asked too often

    assert len({json.dumps(each, sort_keys=True) for each in answers}) == 1
    # The door asks for nothing but a place in the queue, so it answers as fast for everybody.
    assert asked == [{"event_queue.send": 1}] * len(answers)
