"""What a reader chose on the preference page, in the mails that come after it."""

import io
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import pytest
from homing import bootstrap
from homing.domain.contact import Trait
from homing.domain.message import Message
from homing.domain.time import Stamp
from rich.console import Console

from local import lines
from local.account import Account
from local.explain import explain
from local.play import schedule
from local.rehearse import Stage, open_account
from tests.builders import DAY, HOUR, at, identified, recipient, subscriber, webhook
from tests.journeys.conftest import ROOT, START, Story, play
from tests.journeys.flows import tracked, write_flows
from tests.preference_forms import UNTOUCHED

SIGNED_UP = at("2026-03-04 11:00")  # a Wednesday, noon in Oslo
ASKED = SIGNED_UP + DAY
KNOWN = webhook("customers/create", subscriber(at=SIGNED_UP), at=SIGNED_UP)
KNOWN_THERE = identified(at=SIGNED_UP)  # by the website, of which the flows below hear
LONG_LIVED = """
name: {name}
trigger: {{type: event, event: {event}}}
key: contact
steps:
  - {{id: {name}, type: email, purpose: {purpose}, valid_for: 60d}}
"""


def chooses(when: datetime = ASKED, *without: str, **choices: str) -> str:
    answer = {name: value for name, value in {**UNTOUCHED, **choices}.items() if name not in without}
    return recipient("answer", at=when, page="preferences", answer=answer)


def three_flows(folder: Path) -> Path:
    """A mail each for three things that somebody does, good for two months."""
    names = ("one", "two", "three")
    flows = [LONG_LIVED.format(name=name, event=name.title(), purpose="marketing") for name in names]
    service = LONG_LIVED.format(name="receipt", event="Paid", purpose="transactional")
    welcome = LONG_LIVED.format(name="hello", event="Subscribed", purpose="marketing")
    return write_flows(folder, *flows, service, welcome)


def does(event: str, when: datetime) -> str:
    return tracked(event, when, who="u1")


def test_who_takes_a_break_gets_no_marketing_until_it_is_over_and_no_stale_mail_then() -> None:
    story = play([KNOWN, chooses(pause="month")], days=60)

    assert story.steps() == ["welcome"]
    skipped = [(line["step"], line["reason"]) for line in story.of("skipped")]
    assert skipped == [("brand_story", "expired"), ("social_proof", "expired"), ("first_offer", "expired")]
    assert len(story.of("completed")) == 1


def test_what_waited_for_the_end_of_a_break_does_not_burst_out_then(tmp_path: Path) -> None:
    during = ASKED + 5 * DAY
    happens = [does(each, during) for each in ("One", "Two", "Three")]
    told = [KNOWN, KNOWN_THERE, chooses(pause="month"), *happens]

    story = play(told, days=60, workflows=three_flows(tmp_path))

    after = [line["local"][:10] for line in story.of("sent") if line["step"] != "hello"]
    assert after == ["2026-04-04", "2026-04-04", "2026-04-05"]  # two a local day, as ever
    assert {line["reason"] for line in story.of("parked")} == {"frequency_cap"}


@pytest.mark.parametrize("wish", [{"paused_until": ASKED + 30 * DAY}, {"cap": 1}])
def test_a_choice_made_while_a_mail_is_on_its_way_holds_for_it(tmp_path: Path, wish: dict[str, Any]) -> None:
    """It was judged before, and its claim comes after."""
    told = [KNOWN, KNOWN_THERE, does("One", ASKED)]
    stage = Stage(workflows=three_flows(tmp_path), shop=ROOT / "shop.yaml", start=START, days=10)
    account = open_account(stage, lines.parse(told, "test"))
    account.neighbours.messages = cast("Any", _Chosen(account, wish))
    bootstrap.install(account.neighbours)
    schedule(account, lines.parse(told, "test"))
    account.agenda.run(ASKED + HOUR)

    story = Story(account)
    assert story.steps() == ["hello"]
    assert [(line["step"], line["reason"]) for line in story.of("parked")] == [("one", "frequency_cap")]


class _Chosen:
    """Messages whose reader chooses something just before the claim of `one`."""

    def __init__(self, account: Account, wish: dict[str, Any]) -> None:
        self._messages, self._contacts = account.neighbours.messages, account.neighbours.contacts
        self._wish: dict[str, Any] | None = wish

    def __getattr__(self, name: str) -> Any:
        return getattr(self._messages, name)

    def claim(self, message: Message, *judged_by: Any) -> str:
        if message.id.step == "one" and self._wish is not None:
            chosen = {
                name: Trait(value=value, time=Stamp(ASKED, ASKED)) for name, value in self._wish.items()
            }
            self._wish = None
            assert self._contacts.restrain(message.contact_id, chosen)
        return self._messages.claim(message, *judged_by)


def test_service_mail_goes_on_through_a_break(tmp_path: Path) -> None:
    told = [KNOWN, KNOWN_THERE, chooses(pause="month"), does("Paid", ASKED + DAY)]

    story = play(told, workflows=three_flows(tmp_path))

    assert [line["step"] for line in story.of("sent")] == ["hello", "receipt"]


def test_a_break_that_is_taken_back_is_over_within_a_day(tmp_path: Path) -> None:
    told = [KNOWN, KNOWN_THERE, chooses(pause="month"), does("One", ASKED + DAY)]

    story = play([*told, chooses(ASKED + 4 * DAY)], workflows=three_flows(tmp_path))

    (late,) = [line for line in story.of("sent") if line["step"] == "one"]
    assert at("2026-03-09 00:00") < datetime.fromisoformat(late["at"]) <= ASKED + 5 * DAY


def test_who_wants_fewer_mails_gets_one_a_week_over_all_flows(tmp_path: Path) -> None:
    does_all = [does(each, ASKED + HOUR) for each in ("One", "Two", "Three")]
    told = [KNOWN, KNOWN_THERE, chooses(often="seldom"), *does_all]

    story = play(told, days=40, workflows=three_flows(tmp_path))

    sent = [datetime.fromisoformat(line["at"]) for line in story.of("sent")]
    assert len(sent) == 4
    assert all(later - earlier >= timedelta(days=7) for earlier, later in pairwise(sent))


def test_who_takes_fewer_mails_back_gets_the_next_as_everybody_does() -> None:
    story = play([KNOWN, chooses(often="seldom"), chooses(ASKED + HOUR)])

    assert story.steps() == ["welcome", "brand_story", "social_proof", "first_offer"]


def test_a_chosen_language_and_zone_count_from_the_next_mail_on() -> None:
    story = play([KNOWN, chooses(locale="de", zone="Asia/Tokyo")])

    assert [(line["step"], line["locale"], line["local"][11:13]) for line in story.of("sent")] == [
        ("welcome", "nb", "12"),
        ("brand_story", "de", "17"),  # its wait was on its way, and is never ended early
        ("social_proof", "de", "09"),
        ("first_offer", "de", "09"),
    ]


def test_who_leaves_on_the_page_gets_nothing_more_and_who_comes_back_is_not_welcomed_again() -> None:
    story = play([KNOWN, chooses(ASKED, "marketing"), chooses(ASKED + HOUR)])

    assert story.steps() == ["welcome"]
    assert [line["reason"] for line in story.of("exited")] == ["unsubscribed"]
    (contact,) = story.account.tables.contacts.values()
    assert contact.consent.granted


def test_every_mail_links_to_the_page_in_both_its_parts() -> None:
    story = play([KNOWN])

    for mail in story.account.mailer.sent:
        path = mail.pages["preferences"]
        assert path in mail.email.html
        assert path in mail.email.text


def test_explain_tells_what_was_asked_for(tmp_path: Path) -> None:
    story = play([KNOWN, chooses(pause="month", often="seldom"), chooses(ASKED + DAY)])
    story.account.timeline.save(tmp_path)

    told = explained(tmp_path)

    assert "Emails Paused · until Sat 04 Apr" in told
    assert "Fewer Emails Wanted" in told
    assert "Emails Resumed" in told
    assert "Usual Emails Wanted" in told


def explained(folder: Path) -> str:
    out: Any = io.StringIO()
    assert explain("person1@example.com", folder, Console(file=out, width=160))
    return str(out.getvalue())


def test_who_wants_nothing_on_a_topic_gets_the_rest(tmp_path: Path) -> None:
    on_offers = LONG_LIVED.format(name="sale", event="One", purpose="marketing") + "topic: offers\n"
    others = LONG_LIVED.format(name="other", event="One", purpose="marketing") + "topic: tips\n"
    told = [KNOWN, KNOWN_THERE, chooses(ASKED, "topic_offers"), does("One", ASKED + HOUR)]
    hello = LONG_LIVED.format(name="hello", event="Subscribed", purpose="marketing")

    story = play(told, workflows=write_flows(tmp_path, on_offers, others, hello))

    assert story.steps() == ["hello", "other"]
    assert [(line["workflow"], line["reason"]) for line in story.of("refused")] == [("sale", "no_consent")]


def test_a_refusal_on_the_page_takes_the_pixel_out_of_the_next_mail() -> None:
    story = play([KNOWN, chooses(ASKED, "tracking")])

    assert [mail.email.track_opens for mail in story.account.mailer.sent] == [True, False, False, False]
