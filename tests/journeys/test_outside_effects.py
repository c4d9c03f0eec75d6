"""Steps that do something beside mailing their contact: calls of other systems, words to colleagues."""

import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from homing.domain.errors import CallForbidden, CallUnanswered, SendingRefused
from homing.domain.message import Message, MessageState
from homing.services.ports import CallAnswer, Notice, Notices, OutgoingCall

from local import lines
from local.account import Account
from local.metered import Trip
from local.play import schedule
from local.rehearse import Stage, open_account
from tests.builders import at, consent_change, order, recipient, stamp, subscriber, webhook
from tests.journeys.conftest import ROOT, START, Story
from tests.journeys.test_crashes import Tripwire
from tests.journeys.test_waits_for_events import flow

SIGNED_UP = at("2026-03-04 10:00")

PRINTING = """
name: printing
title: A printed card
status: draft
stage: after
trigger: {type: event, event: Subscribed}
exit: [{event: Order Completed}]
steps:
  - {id: hello, type: email, hours: any}
  - id: card
    type: webhook
    url: https://print.example.com/cards
    send: [contact.first_name, contact.country, contact.orders, trigger.source, contact.nickname]
    text: true
    only_if: {fact: contact.country, is: NO}
  - {id: day_5, type: wait, day: 5, at: "10:00"}
  - {id: after, type: email}
"""


@pytest.fixture
def workflows(tmp_path: Path) -> Path:
    folder = flow(tmp_path, "printing", PRINTING, ("hello", "after"))
    notes = folder / "printing" / "notes"
    notes.mkdir()
    (notes / "card.txt").write_text("Dear {{ contact.first_name }}", encoding="utf-8")
    return folder


class Printer:
    """The printer's server; each call takes the next answer, and the last for ever."""

    def __init__(self, *answers: CallAnswer | Exception) -> None:
        self.calls: list[OutgoingCall] = []
        self._answers = list(answers) or [CallAnswer(status=200)]

    def call(self, call: OutgoingCall) -> CallAnswer:
        self.calls.append(call)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def tell(
    workflows: Path,
    *more: str,
    printer: Printer | None = None,
    trip: Trip | None = None,
    days: int = 20,
    shop: Path = ROOT / "shop.yaml",
    topic: Notices | None = None,
    **person: Any,
) -> tuple[Story, Account]:
    new = webhook("customers/create", subscriber(at=SIGNED_UP, **person), at=SIGNED_UP)
    stage = Stage(workflows=workflows, shop=shop, start=START, days=days)
    account = open_account(stage, lines.parse([new, *more], "test"), trip=trip)
    if printer is not None:
        account.neighbours.webhooks = printer
    if topic is not None:
        account.neighbours.notices = topic
    schedule(account, lines.parse([new, *more], "test"))
    account.agenda.run(START + timedelta(days=days))
    return Story(account), account


def card(account: Account) -> Message:
    (found,) = [each for each in account.tables.messages.values() if each.id.step == "card"]
    return found


def test_the_other_side_gets_the_facts_that_the_step_names_and_the_words(workflows: Path) -> None:
    printer = Printer()

    story, account = tell(workflows, printer=printer)

    (call,) = printer.calls
    told = json.loads(call.body)
    enrollment = next(iter(account.tables.enrollments))
    assert call.url == "https://print.example.com/cards"
    assert call.id == f"{enrollment}--card--0"
    assert told["type"] == "printing.card"
    assert told["data"] == {
        "enrollment": enrollment,
        "workflow": "printing",
        "step": "card",
        "contact": {
            "contact.first_name": "Ada",
            "contact.country": "NO",
            "contact.orders": 0,
            "trigger.source": "customer",
            "contact.nickname": None,
        },
        "text": "Dear Ada",
    }
    assert card(account).state is MessageState.DONE
    assert card(account).status == 200
    assert story.steps() == ["hello", "after"]
    assert len(story.of("completed")) == 1


def test_no_address_stands_in_what_is_sent_unless_the_step_names_it(workflows: Path) -> None:
    printer = Printer()

    tell(workflows, printer=printer)

    assert "person1@example.com" not in printer.calls[0].body


def test_the_guard_is_judged_when_it_would_be_called(workflows: Path) -> None:
    printer = Printer()

    story, _ = tell(workflows, printer=printer, default_address={"country_code": "GB"})

    assert printer.calls == []
    assert [line["reason"] for line in story.of("skipped", step="card")] == ["condition"]
    assert story.steps() == ["hello", "after"]


def test_who_is_away_is_called_again_under_the_same_id(workflows: Path) -> None:
    printer = Printer(
        CallUnanswered("timeout"), CallAnswer(status=503, retry_after=600.0), CallAnswer(status=201)
    )

    story, account = tell(workflows, printer=printer)

    assert len(printer.calls) == 3
    assert len({(each.id, each.body) for each in printer.calls}) == 1
    assert card(account).status == 201
    assert story.steps() == ["hello", "after"]


def test_who_is_away_for_a_day_is_given_up_and_the_flow_goes_on(workflows: Path) -> None:
    printer = Printer(CallAnswer(status=500))

    story, account = tell(workflows, printer=printer)

    assert len(printer.calls) == 8
    assert card(account).state is MessageState.REJECTED
    assert card(account).status == 500
    (rejected,) = story.of("rejected")
    assert (rejected["step"], rejected["reason"]) == ("card", "refused")
    assert story.steps() == ["hello", "after"]
    assert not account.dead_letters()


@pytest.mark.parametrize("answer", [CallAnswer(status=410), CallForbidden("into a private network")])
def test_who_refuses_is_not_called_again(workflows: Path, answer: CallAnswer | Exception) -> None:
    printer = Printer(answer)

    _, account = tell(workflows, printer=printer)

    assert len(printer.calls) == 1
    assert card(account).state is MessageState.REJECTED


def test_an_exit_ends_the_tries(workflows: Path) -> None:
    printer = Printer(CallAnswer(status=503))
    bought = SIGNED_UP + timedelta(minutes=10)

    story, _ = tell(
        workflows,
        webhook("orders/create", order(at=bought, token=None), at=bought),
        printer=printer,
    )

    assert len(printer.calls) == 3  # at once, after five seconds and after five minutes
    assert story.steps() == ["hello"]


def test_a_call_is_no_mail_and_needs_no_consent(workflows: Path) -> None:
    left = SIGNED_UP + timedelta(minutes=1)
    body = consent_change(1, "unsubscribed", left)
    printer = Printer(CallUnanswered("away"), CallAnswer(status=200))

    story, account = tell(
        workflows,
        webhook("customers_email_marketing_consent/update", body, at=left),
        printer=printer,
    )

    assert len(account.mailer.sent) == 1
    assert story.steps() == ["hello"]


def test_no_crash_loses_a_call_or_makes_two_of_one(workflows: Path) -> None:
    wire = Tripwire()
    tell(workflows, trip=wire, days=5)

    for at_call, call in enumerate(wire.calls):
        printer = Printer()
        _, account = tell(workflows, printer=printer, trip=Tripwire(at_call), days=5)

        assert {each.id for each in printer.calls} == {str(card(account).id)}, call
        assert card(account).state is MessageState.DONE, call
        assert not account.dead_letters(), call


HANDING_OVER = """
name: handing_over
title: Hands over
status: draft
stage: before
trigger: {type: event, event: Subscribed}
steps:
  - {id: hello, type: email, hours: any}
  - {id: hour_3, type: wait, after: 3h}
  - {id: tell, type: notify, to: sales}
  - {id: last, type: email, hours: any, only_if: {event: Product Viewed}}
"""


@pytest.fixture
def handing_over(tmp_path: Path) -> Path:
    folder = flow(tmp_path, "handing_over", HANDING_OVER, ("hello", "last"))
    notes = folder / "handing_over" / "notes"
    notes.mkdir()
    shutil.copy(ROOT / "workflows/lead_score/notes/tell_sales.txt", notes / "tell.txt")
    return folder


def viewed(name: str, after: timedelta) -> str:
    body = {
        "type": "track",
        "event": "Product Viewed",
        "userId": "u-1",
        "properties": {"name": name},
        "context": {"traits": {"email": "person1@example.com"}},
    }
    return json.dumps({"at": stamp(SIGNED_UP + after), "source": "segment", "body": body})


def notes_of(account: Account) -> list[Any]:
    return [each for each in account.mailer.sent if each.tag("to") == "colleague"]


def test_a_colleague_is_told_with_the_contacts_story(handing_over: Path) -> None:
    known = {"type": "identify", "userId": "u-1", "traits": {"email": "person1@example.com"}}
    story, account = tell(
        handing_over,
        json.dumps({"at": stamp(SIGNED_UP + timedelta(minutes=1)), "source": "segment", "body": known}),
        viewed("Sweater", timedelta(hours=1)),
        recipient("open", at=SIGNED_UP + timedelta(hours=2)),
    )

    (note,) = notes_of(account)
    assert note.email.recipient == "silje@fjordogfell.example.com"
    assert "Ada" in note.email.subject
    for told in ("person1@example.com", "Email Sent: ", "Product Viewed: Sweater", "Email Opened: "):
        assert told in note.email.text
    assert note.email.text.index("Email Sent") < note.email.text.index("Sweater")
    assert [line["step"] for line in story.of("notified")] == ["tell"]
    assert len(story.of("completed")) == 1


def notices_of(account: Account) -> list[Notice]:
    kept: Any = account.neighbours.notices
    return list(kept.told)


def with_shop(folder: Path, **said: Any) -> Path:
    """The demo's shop with something said otherwise."""
    shop = yaml.safe_load((ROOT / "shop.yaml").read_text("utf-8"))
    shop["colleagues"]["sales"] |= said.pop("sales", {})
    path = folder / "other_shop.yaml"
    path.write_text(json.dumps(shop | said), encoding="utf-8")
    return path


def test_the_topic_is_told_of_nobody_but_an_id(handing_over: Path) -> None:
    _, account = tell(handing_over)

    (notice,) = notices_of(account)
    (enrollment,) = account.tables.enrollments.values()
    assert (notice.colleague, notice.workflow) == ("sales", "handing_over")
    assert enrollment.contact_id in notice.body
    told = f"{notice.subject}\n{notice.body}"
    assert not [secret for secret in ("Ada", "person1@example.com") if secret in told]


def test_the_topic_has_the_story_where_the_shop_says_so_and_never_in_its_subject(
    handing_over: Path, tmp_path: Path
) -> None:
    _, account = tell(handing_over, shop=with_shop(tmp_path, notices={"story": True}))

    (notice,) = notices_of(account)
    assert "person1@example.com" in notice.body
    assert "Ada" not in notice.subject


def test_who_has_no_address_is_told_by_the_topic_alone(handing_over: Path, tmp_path: Path) -> None:
    story, account = tell(handing_over, shop=with_shop(tmp_path, sales={"email": None}))

    assert notes_of(account) == []
    assert len(notices_of(account)) == 1
    assert [line["step"] for line in story.of("notified")] == ["tell"]


class Deaf:
    """A topic that takes nothing."""

    def publish(self, notice: Notice) -> None:
        raise SendingRefused("Publish: AuthorizationError")


def test_a_topic_that_refuses_makes_no_second_mail(handing_over: Path) -> None:
    story, account = tell(handing_over, topic=Deaf())

    assert len(notes_of(account)) == 1
    assert len(story.of("completed")) == 1
    assert not account.dead_letters()


def test_what_becomes_of_a_note_is_no_mail_of_the_contact(handing_over: Path) -> None:
    _, account = tell(handing_over)

    row = next(each for each in account.tables.messages.values() if each.id.step == "tell")
    assert row.state is MessageState.DONE
    assert row.delivered_at is None
    counted = {cell.step: metrics for cell, metrics in account.tables.figures.items() if cell.step == "tell"}
    assert counted == {}


def test_who_is_unknown_to_the_shop_is_not_told_and_the_flow_goes_on(handing_over: Path) -> None:
    text = HANDING_OVER.replace("to: sales", "to: nobody")
    (handing_over / "handing_over" / "workflow.yaml").write_text(text, encoding="utf-8")

    story, account = tell(handing_over)

    assert notes_of(account) == []
    assert [line["reason"] for line in story.of("skipped", step="tell")] == ["no_content"]
    assert len(story.of("completed")) == 1


def test_no_crash_keeps_a_note_from_leaving(handing_over: Path) -> None:
    wire = Tripwire()
    tell(handing_over, trip=wire, days=5)

    for at_call, call in enumerate(wire.calls):
        _, account = tell(handing_over, trip=Tripwire(at_call), days=5)

        assert 1 <= len(notes_of(account)) <= 2, call
        assert not account.dead_letters(), call
