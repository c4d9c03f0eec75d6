"""Text messages: who gets one, when, and at most once."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from homing.domain.errors import DailyQuotaReached, OptedOut, SendAmbiguous
from homing.domain.message import Reason
from homing.services.ports import OutgoingText

from local import lines, outbox
from local.account import Account
from local.metered import Trip
from local.play import schedule
from local.rehearse import Stage, open_account
from tests.builders import HOUR, MINUTE, at, stamp, subscriber, webhook
from tests.journeys.conftest import ROOT, START, Story
from tests.journeys.test_crashes import Tripwire
from tests.journeys.test_waits_for_events import flow

SIGNED_UP = at("2026-03-04 10:00")

REMINDING = """
name: reminding
title: Reminds by text
status: draft
stage: after
trigger: {type: event, event: Subscribed}
steps:
  - {id: hello, type: email, hours: any}
  - {id: wait, type: wait, after: 14h}
  - {id: tomorrow, type: sms, purpose: PURPOSE}
  - {id: day_5, type: wait, day: 5}
  - {id: last, type: email}
"""


def workflows(folder: Path, purpose: str) -> Path:
    made = flow(folder, "reminding", REMINDING.replace("PURPOSE", purpose), ("hello", "last"))
    texts = made / "reminding" / "sms"
    texts.mkdir()
    (texts / "tomorrow.txt").write_text("See you, {{ contact.first_name }}", encoding="utf-8")
    shop = (ROOT / "shop.yaml").read_text("utf-8")
    (folder / "shop.yaml").write_text(shop, encoding="utf-8")
    return made


@pytest.fixture
def service(tmp_path: Path) -> Path:
    return workflows(tmp_path, "transactional")


@pytest.fixture
def marketing(tmp_path: Path) -> Path:
    return workflows(tmp_path, "marketing")


class Carrier:
    """Takes texts; each try meets the next trouble, and then none."""

    def __init__(self, *troubles: Exception) -> None:
        self.taken: list[OutgoingText] = []
        self.tries = 0
        self._troubles = list(troubles)

    def send(self, text: OutgoingText) -> str:
        self.tries += 1
        if self._troubles:
            raise self._troubles.pop(0)
        self.taken.append(text)
        return f"t-{len(self.taken)}"


def agreed(state: str, at: datetime, number: int = 1) -> str:
    told = {"state": state, "opt_in_level": "single_opt_in", "consent_updated_at": stamp(at)}
    body = {"id": number, "phone": "+4740612345", "sms_marketing_consent": told}
    return webhook("customers_marketing_consent/update", body, at=at)


def tell(
    folder: Path, *more: str, carrier: Carrier | None = None, trip: Trip | None = None, **person: Any
) -> tuple[Story, Account]:
    known = {"phone": "+4740612345"} | person
    new = webhook("customers/create", subscriber(at=SIGNED_UP, **known), at=SIGNED_UP)
    told = lines.parse([new, *more], "test")
    shop = folder / "shop.yaml"
    account = open_account(Stage(workflows=folder, shop=shop, start=START, days=12), told, trip=trip)
    if carrier is not None:
        account.neighbours.texts = carrier
    schedule(account, told)
    account.agenda.run(START + timedelta(days=12))
    return Story(account), account


def test_a_service_text_needs_no_consent_and_waits_until_the_morning(service: Path) -> None:
    carrier = Carrier()

    story, account = tell(service, carrier=carrier)

    (text,) = carrier.taken
    assert text == OutgoingText(number="+4740612345", body="See you, Ada", marketing=False)
    (line,) = story.of("sent", step="tomorrow")
    assert line["channel"] == "sms"
    assert line["local"][:15] == "2026-03-05T09:0"  # due at one o'clock at night in Oslo
    assert len(story.of("completed")) == 1
    figures = {cell.step: dict(metrics) for cell, metrics in account.tables.figures.items() if cell.step}
    assert set(figures["tomorrow"]) == {"texted"}


def test_marketing_by_text_needs_a_consent_of_its_own(marketing: Path) -> None:
    carrier = Carrier()

    story, _ = tell(marketing, carrier=carrier)

    assert carrier.taken == []
    assert [line["reason"] for line in story.of("skipped", step="tomorrow")] == ["no_consent"]
    assert story.steps() == ["hello", "last"]


def test_who_agreed_to_be_texted_is(marketing: Path) -> None:
    carrier = Carrier()

    tell(marketing, agreed("subscribed", SIGNED_UP + HOUR), carrier=carrier)

    assert [each.marketing for each in carrier.taken] == [True]


def test_who_took_it_back_is_not(marketing: Path) -> None:
    carrier = Carrier()

    story, _ = tell(
        marketing,
        agreed("unsubscribed", SIGNED_UP + 2 * HOUR),
        agreed("subscribed", SIGNED_UP + HOUR),
        carrier=carrier,
    )

    assert carrier.taken == []
    assert story.steps() == ["hello", "last"]


def test_agreeing_to_texts_says_nothing_of_mails(marketing: Path) -> None:
    carrier = Carrier()
    granted = {"type": "track", "event": "Subscribed", "userId": "u-1", "properties": {"channel": "sms"}}
    named = granted | {"context": {"traits": {"email": "person9@example.com"}}}
    line = json.dumps({"at": stamp(SIGNED_UP + MINUTE), "source": "segment", "body": named})

    _, account = tell(marketing, line, carrier=carrier)

    (nine,) = [each for each in account.tables.contacts.values() if each.email == "person9@example.com"]
    assert nine.texts.granted
    assert not nine.consent.granted


@pytest.mark.parametrize("phone", [None, "12", "+1 212 555 0123"])
def test_who_has_no_number_in_the_shops_countries_is_skipped(service: Path, phone: str | None) -> None:
    carrier = Carrier()

    story, _ = tell(service, carrier=carrier, phone=phone)

    assert carrier.taken == []
    assert [line["reason"] for line in story.of("skipped", step="tomorrow")] == ["no_address"]


def test_a_number_that_answered_stop_is_never_tried_again(service: Path) -> None:
    carrier = Carrier(OptedOut("STOP"))

    story, account = tell(service, carrier=carrier)

    assert carrier.taken == []
    assert [line["reason"] for line in story.of("skipped", step="tomorrow")] == ["suppressed"]
    assert account.neighbours.suppressions.of("+4740612345")
    assert story.steps() == ["hello", "last"]


def test_a_text_in_doubt_is_not_sent_again_and_is_given_up(service: Path) -> None:
    carrier = Carrier(SendAmbiguous("silence"))

    story, account = tell(service, carrier=carrier)

    assert carrier.tries == 1
    (line,) = story.of("rejected")
    assert (line["step"], line["reason"]) == ("tomorrow", "lost")
    assert story.steps() == ["hello", "last"]
    assert not account.dead_letters()


def test_a_months_budget_that_is_spent_parks_the_text(service: Path) -> None:
    carrier = Carrier(DailyQuotaReached("spent"))

    story, _ = tell(service, carrier=carrier)

    assert len(carrier.taken) == 1
    assert "send_rate" in [line["reason"] for line in story.of("parked")]


def test_no_crash_texts_anybody_twice(service: Path) -> None:
    wire = Tripwire()
    tell(service, trip=wire)

    for at_call, call in enumerate(wire.calls):
        carrier = Carrier()
        _, account = tell(service, carrier=carrier, trip=Tripwire(at_call))

        # Dead between the claim and its record, nobody can tell whether it left.
        given_up = [each.id.step for each in account.tables.messages.values() if each.reason is Reason.LOST]
        assert len(carrier.taken) <= 1, call
        assert len(carrier.taken) == 1 or given_up == ["tomorrow"], call
        assert not account.dead_letters(), call


def test_a_rehearsal_leaves_the_texts_beside_the_mails(service: Path, tmp_path: Path) -> None:
    _, account = tell(service)

    outbox.write(account, tmp_path / "out")

    (text,) = (tmp_path / "out").glob("text-*.txt")
    assert text.read_text("utf-8").endswith(" to +4740612345\n\nSee you, Ada\n")
