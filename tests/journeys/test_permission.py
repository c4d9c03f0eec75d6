"""What consent allows, played through: customers where the law counts on them, topics, and opens."""

from pathlib import Path
from typing import Any

import pytest
from homing import bootstrap
from homing.domain.evidence import LawfulBasis
from homing.services.report_json import report_json

from local.memory.stores import MemoryConsentLedger
from tests.builders import (
    DAY,
    HOUR,
    at,
    checkout,
    consent_change,
    customer,
    order,
    recipient,
    tracked,
    webhook,
)
from tests.journeys.conftest import START, Story, play
from tests.journeys.flows import write_flows
from tests.journeys.shops import shop_with

NOON = START + 11 * HOUR
LATER = NOON + 5 * DAY
NEWS = """
name: news
topic: offers
re_entry: every
trigger: {type: event, event: News Ready}
steps: [{type: email, id: news, hours: any}]
"""
SERVICE = """
name: service
topic: offers
re_entry: every
trigger: {type: event, event: News Ready}
steps: [{type: email, id: parcel, purpose: transactional, hours: any}]
"""
LISTED = """
name: listed
re_entry: every
trigger: {type: segment, entered: may_get_mail}
steps: [{type: update, id: mark, tag: [listed]}]
"""
READER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.2"


def tell(
    folder: Path,
    *told: str,
    nordic: bool = True,
    flows: tuple[str, ...] = (NEWS,),
    **shop: Any,
) -> Story:
    consent = {"soft_opt_in": ["NO", "SE"] if nordic else []}
    changed = shop_with(folder, consent=consent, **shop)
    segments = "may_get_mail: {fact: contact.subscribed, is: true}" if LISTED in flows else ""
    return play(told, days=20, shop=changed, workflows=write_flows(folder, *flows, segments=segments))


def buys(country: str | None = "NO", when: Any = NOON, number: int = 7000, **changes: Any) -> str:
    where = {} if country is None else {"shipping_address": {"country_code": country, "city": "Somewhere"}}
    unticked = {"buyer_accepts_marketing": False, "token": None}
    return webhook("orders/create", order(number, at=when, **(unticked | where | changes)), at=when)


def news(when: Any = LATER) -> str:
    return tracked("News Ready", at=when)


def consent_of(story: Story) -> Any:
    (contact,) = story.account.tables.contacts.values()
    return contact.consent


def test_a_customer_in_such_a_country_is_written_to_and_the_small_print_says_why(tmp_path: Path) -> None:
    story = tell(tmp_path, buys(), news())

    assert story.steps() == ["news"]
    assert consent_of(story).basis is LawfulBasis.SOFT_OPT_IN
    (mail,) = story.account.mailer.sent
    assert "fordi du er kunde hos" in mail.email.text


@pytest.mark.parametrize(
    ("country", "nordic"),
    [("DE", True), (None, True), ("NO", False)],
)
def test_nobody_else_is(tmp_path: Path, country: str | None, nordic: bool) -> None:
    story = tell(tmp_path, buys(country), news(), nordic=nordic)

    assert story.steps() == []
    assert [line["reason"] for line in story.of("refused")] == ["no_consent"]


def test_an_order_counts_once_it_is_paid(tmp_path: Path) -> None:
    pending = buys(financial_status="pending")
    body = order(at=NOON + DAY, financial_status="paid", shipping_address={"country_code": "NO"})
    paid = webhook("orders/paid", body, at=NOON + DAY)

    assert tell(tmp_path, pending, news()).steps() == []
    assert tell(tmp_path, pending, paid, news()).steps() == ["news"]


@pytest.mark.parametrize("before", [True, False])
def test_whoever_said_no_is_not_written_to_whatever_they_buy(tmp_path: Path, before: bool) -> None:
    said_no = NOON - 2 * HOUR if before else NOON + DAY
    no = webhook(
        "customers_email_marketing_consent/update",
        consent_change(1, "unsubscribed", said_no),
        at=said_no,
    )
    again = buys(when=NOON + 2 * DAY, number=7001)
    known = webhook("customers/create", customer(at=NOON - 3 * HOUR), at=NOON - 3 * HOUR)

    assert tell(tmp_path, known, buys(), no, again, news()).steps() == []


def test_who_unsubscribes_from_such_a_mail_gets_none_after_the_next_purchase(tmp_path: Path) -> None:
    leaves = recipient("unsubscribe", at=LATER + HOUR)
    again = buys(when=LATER + DAY, number=7001)

    story = tell(tmp_path, buys(), news(), leaves, again, news(LATER + 2 * DAY))

    assert story.steps() == ["news"]
    assert consent_of(story).state == "unsubscribed"


def test_who_moves_away_is_written_to_no_more_until_they_say_so_themselves(tmp_path: Path) -> None:
    moves = buys("DE", when=NOON + DAY, number=7001)
    agrees = tracked("Subscribed", at=LATER + DAY)

    story = tell(tmp_path, buys(), moves, news(), agrees, news(LATER + 2 * DAY))

    assert [line["local"][:10] for line in story.of("sent")] == ["2026-03-09"]
    assert consent_of(story).basis is LawfulBasis.CONSENT


def test_the_ledger_says_order_and_country_and_the_report_who_came_so(tmp_path: Path) -> None:
    moves = buys("DE", when=NOON + DAY, number=7001)
    story = tell(tmp_path, buys(), moves)

    (contact,) = story.account.tables.contacts
    told = [
        (each.state.value, each.source.value, each.basis, each.evidence.where, each.evidence.proof)
        for each in MemoryConsentLedger(story.account.tables).of(contact)
    ]
    assert told == [
        ("subscribed", "purchase", "soft_opt_in", "NO", "7000"),
        ("not_subscribed", "purchase", None, "DE", "7001"),
    ]
    report = bootstrap.summarize().between(START, story.account.clock.now())
    assert report_json(report)["list"]["gained"] == {"purchase": 1}
    assert report_json(report)["list"]["lost"] == {"purchase": 1}


def test_a_purchase_welcomes_nobody_and_a_sign_up_after_it_does(tmp_path: Path) -> None:
    shop = shop_with(tmp_path, consent={"soft_opt_in": ["NO"]})
    bought = play([buys()], shop=shop, flows=["welcome"])
    signed = play([buys(), tracked("Subscribed", at=NOON + DAY)], shop=shop, flows=["welcome"])

    assert bought.of("enrolled") == []
    assert [line["workflow"] for line in signed.of("enrolled")] == ["welcome"]


def test_a_customer_who_signs_up_is_asked_to_confirm_like_anybody(tmp_path: Path) -> None:
    consent = {"soft_opt_in": ["NO"], "double_opt_in": {"sources": ["api"]}}
    shop = shop_with(tmp_path, consent=consent)

    story = play(
        [buys(), tracked("Subscribed", at=NOON + DAY)], shop=shop, flows=["welcome", "confirm_subscription"]
    )

    assert [line["workflow"] for line in story.of("sent")] == ["confirm_subscription"]
    assert consent_of(story).basis is LawfulBasis.SOFT_OPT_IN  # till they do


def test_who_may_get_mail_as_a_customer_is_in_the_segments_of_those(tmp_path: Path) -> None:
    story = tell(tmp_path, buys(), buys("DE", when=NOON + DAY, number=7001), flows=(LISTED,))

    assert [line["workflow"] for line in story.of("enrolled")] == ["listed"]
    assert [each.inside() for each in story.account.tables.memberships.values()] == [frozenset()]


def test_their_cart_is_written_about(tmp_path: Path) -> None:
    shop = shop_with(tmp_path, consent={"soft_opt_in": ["NO"]})
    abandons = webhook("checkouts/create", checkout("t2", at=LATER), at=LATER)

    assert play([buys(), abandons], shop=shop).steps() == ["reminder", "reassurance", "incentive"]


SAID = at("2026-03-02 09:00")


def subscribed() -> str:
    return tracked("Subscribed", at=SAID)


def test_who_opts_out_of_a_topic_is_refused_and_gets_what_they_asked_for(tmp_path: Path) -> None:
    out = tracked("Unsubscribed", at=NOON, topic="offers")

    story = tell(tmp_path, subscribed(), out, news(), flows=(NEWS, SERVICE))

    assert story.steps() == ["parcel"]
    assert [(line["workflow"], line["reason"]) for line in story.of("refused")] == [("news", "no_consent")]
    assert consent_of(story).granted  # of everything else


def test_who_opts_out_on_the_way_is_skipped_and_may_come_back(tmp_path: Path) -> None:
    series = NEWS.replace(
        "steps: [{type: email, id: news, hours: any}]",
        "steps: [{type: email, id: news, hours: any}, {type: wait, id: w, day: 3},"
        " {type: email, id: more}, {type: wait, id: v, day: 5}, {type: email, id: last}]",
    )
    out = tracked("Unsubscribed", at=NOON + DAY, topic="offers")
    back = tracked("Subscribed", at=NOON + 4 * DAY, topic="offers")

    story = tell(tmp_path, subscribed(), news(NOON), out, back, flows=(series,))

    assert story.steps() == ["news", "last"]
    assert [(line["step"], line["reason"]) for line in story.of("skipped")] == [("more", "no_consent")]


def test_a_topic_that_the_shop_does_not_have_is_kept_of_nobody(tmp_path: Path) -> None:
    story = tell(tmp_path, subscribed(), tracked("Unsubscribed", at=NOON, topic="gossip"), news())

    assert story.steps() == ["news"]
    (contact,) = story.account.tables.contacts.values()
    assert contact.topics == {}


@pytest.mark.parametrize(
    ("rule", "word", "pixel"),
    [
        ("all", None, True),
        ("all", "Unsubscribed", False),
        ("consented", None, False),
        ("consented", "Subscribed", True),
        ("off", "Subscribed", False),
    ],
)
def test_a_mail_carries_a_pixel_where_rule_and_word_allow_it(
    tmp_path: Path, rule: str, word: str | None, pixel: bool
) -> None:
    words = [tracked(word, at=NOON, purpose="tracking")] if word else []

    story = tell(tmp_path, subscribed(), *words, news(), tracking={"opens": rule})

    assert [mail.email.track_opens for mail in story.account.mailer.sent] == [pixel]


def test_who_says_no_later_is_not_watched_in_the_mail_that_they_have(tmp_path: Path) -> None:
    no = tracked("Unsubscribed", at=LATER + HOUR, purpose="tracking")
    opens = recipient("open", at=LATER + 2 * HOUR, user_agent=READER)

    watched = tell(tmp_path, subscribed(), news(), opens)
    refused = tell(tmp_path, subscribed(), news(), no, opens)

    assert len(watched.of("feedback", reason="Open")) == 1
    assert refused.of("feedback", reason="Open") == []
    assert [each.opened_at for each in refused.account.tables.messages.values()] == [None]
