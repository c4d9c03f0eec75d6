"""Sentences of the contract that no other journey tells: late, doubled, swapped, elsewhere, at the edges."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from homing.domain.errors import InvalidTimeline

from local import lines
from tests.builders import (
    DAY,
    HOUR,
    MINUTE,
    Json,
    at,
    cart,
    checkout,
    consent,
    consent_change,
    customer,
    order,
    recipient,
    ses,
    stamp,
    subscriber,
    webhook,
)
from tests.journeys.conftest import START, play

LONG_AGO = at("2026-01-05 10:00")
LEFT = at("2026-03-04 10:20")  # 11:20 in Oslo
KNOWN = webhook("customers/create", subscriber(at=LONG_AGO), at=LONG_AGO)
CONSENT = "customers_email_marketing_consent/update"
KEYS = {"at", "local", "zone", "zone_source", "kind", "workflow", "enrollment", "step", "variant", "locale"}
KEYS |= {"email", "reason", "subject"} | {"event", "until"}  # the last two are ours


def abandons(token: str = "t1", *, when: datetime = LEFT, **changes: Any) -> str:
    return webhook("checkouts/create", checkout(token, at=when, **changes), at=when)


def lives_in(country: str | None, province: str | None = None) -> Json:
    return {"country_code": country, "province_code": province}


def sns(kind: str, address: str, when: datetime, **detail: Any) -> str:
    """What SES tells of a mail that is not ours."""
    mail = {"timestamp": stamp(when - HOUR), "messageId": "not-ours", "destination": [address]}
    told = {"timestamp": stamp(when)} | detail
    return ses({"eventType": kind, "mail": mail, kind.lower(): told}, at=when)


@pytest.mark.parametrize(
    ("left_at", "reassured_at"),
    [
        ("2026-03-04 06:59", "2026-03-05 08:0"),  # 07:59 is night
        ("2026-03-04 07:00", "2026-03-05 08:00"),  # hours are not spread
        ("2026-03-04 19:59", "2026-03-05 20:59"),
        ("2026-03-04 20:00", "2026-03-06 08:0"),  # 21:00 is night
    ],
)
def test_the_day_lasts_from_eight_to_one_minute_before_nine(left_at: str, reassured_at: str) -> None:
    story = play([KNOWN, abandons(when=at(left_at))])

    assert dict(story.sent())["reassurance"].startswith(reassured_at)


@pytest.mark.parametrize(
    ("signed_up", "home"),
    [
        ("2026-03-06 23:30", lives_in("US", "NY")),  # forward on the 8th
        ("2026-03-27 12:00", lives_in("DE")),  # forward on the 29th
        ("2026-04-03 12:00", lives_in("AU", "NSW")),  # back on the 5th
        ("2026-03-27 18:45", lives_in("IN")),  # half an hour off, and past midnight there
    ],
)
def test_nine_o_clock_is_nine_o_clock_all_over_the_world(signed_up: str, home: Json) -> None:
    joined = at(signed_up)
    told = webhook("customers/create", subscriber(at=joined, default_address=home), at=joined)
    story = play([told], days=60)

    assert [clock[11:14] for _, clock in story.sent()[1:]] == ["09:"] * 3
    first_day, *later = [int(clock[8:10]) for _, clock in story.sent()]
    month = 31 if first_day > 20 else 99
    assert [(day - first_day) % month for day in later] == [2, 4, 7]


def test_one_second_before_midnight_is_a_day_earlier() -> None:
    before = webhook("customers/create", subscriber(1, at=at("2026-03-06 22:59")), at=at("2026-03-06 22:59"))
    after = webhook("customers/create", subscriber(2, at=at("2026-03-06 23:00")), at=at("2026-03-06 23:00"))
    story = play([before, after])

    assert dict(story.sent("person1@example.com"))["brand_story"].startswith("2026-03-08 09:")
    assert dict(story.sent("person2@example.com"))["brand_story"].startswith("2026-03-09 09:")


def test_a_cart_left_before_the_start_starts_only_when_it_is_changed_after() -> None:
    before, after = START - 20 * MINUTE, START + 20 * MINUTE
    left = abandons(when=before)
    assert not play([KNOWN, left]).of("enrolled")
    changed = play([KNOWN, left, webhook("carts/update", cart(at=after), at=after)])
    assert changed.of("sent")[0]["at"] == "2026-03-02T01:20:00.000Z"


@pytest.mark.parametrize("state", ["redacted", "invalid"])
def test_every_withdrawal_in_the_record_ends_what_runs(state: str) -> None:
    later = LEFT + 2 * HOUR
    told = webhook("customers/create", subscriber(at=LEFT), at=LEFT)
    withdrawn = customer(at=later, email_marketing_consent=consent(state, later))
    story = play([told, webhook("customers/update", withdrawn, at=later)])

    assert story.steps() == ["welcome"]
    assert [line["reason"] for line in story.of("exited")] == ["unsubscribed"]


@pytest.mark.parametrize("said", [{}, {"email_marketing_consent": None}, {"accepts_marketing": False}])
def test_a_record_without_consent_says_nothing_of_it(said: Json) -> None:
    later = LEFT + 2 * HOUR
    told = webhook("customers/create", subscriber(at=LEFT), at=LEFT)
    story = play([told, webhook("customers/update", customer(at=later, **said), at=later)])

    assert len(story.steps()) == 4


def test_a_withdrawal_that_arrives_a_day_late_still_ends_what_runs() -> None:
    told = webhook("customers/create", subscriber(at=LEFT), at=LEFT)
    late = webhook(CONSENT, consent_change(1, "unsubscribed", LEFT + HOUR), at=LEFT + 30 * HOUR)

    assert play([told, late]).steps() == ["welcome"]


def test_a_payment_told_before_its_order_converts_once() -> None:
    ordered = LEFT + 3 * HOUR
    paid = webhook("orders/paid", order(at=ordered + timedelta(seconds=1)), at=ordered)
    story = play([KNOWN, abandons(), paid, webhook("orders/create", order(at=ordered), at=ordered + MINUTE)])

    assert [line["reason"] for line in story.of("exited")] == ["goal"]
    assert len(story.of("converted")) == 1


def test_the_cart_is_found_by_a_token_it_got_after_its_reminder() -> None:
    later, ordered = LEFT + 2 * HOUR, LEFT + 3 * HOUR
    named = webhook("checkouts/update", checkout(at=later, cart_token="c1"), at=later)
    stranger = order(at=ordered, by=2, cart_token="c1", checkout_token=None, customer=None, email=None)
    story = play([KNOWN, abandons(cart_token=None), named, webhook("orders/create", stranger, at=ordered)])

    assert story.steps() == ["reminder"]


def test_one_open_offer_at_a_time() -> None:
    joined, left = at("2026-03-02 10:00"), at("2026-03-07 09:00")
    told = webhook("customers/create", subscriber(at=joined), at=joined)
    story = play([told, abandons(when=left)])

    assert "first_offer" in story.steps()
    assert [(line["step"], line["reason"]) for line in story.of("skipped")] == [("incentive", "condition")]


def test_a_dead_address_is_known_before_its_owner() -> None:
    gone = [{"emailAddress": "Person2@Example.com"}]
    bounce = sns("Bounce", "person2@example.com", LEFT, bounceType="Permanent", bouncedRecipients=gone)
    joins = webhook("customers/create", subscriber(2, at=LEFT + HOUR), at=LEFT + HOUR)
    story = play([bounce, joins])

    assert [(line["workflow"], line["reason"]) for line in story.of("refused")] == [("welcome", "suppressed")]


def test_an_out_of_office_stops_nothing() -> None:
    bounce = sns("Bounce", "person1@example.com", LEFT + 2 * HOUR, bounceType="Transient")

    assert play([KNOWN, abandons(), bounce]).steps() == ["reminder", "reassurance", "incentive"]


@pytest.mark.parametrize("action", ["open", "click", "unsubscribe", "complain", "bounce", "sneeze"])
def test_what_a_recipient_does_before_any_mail_is_ignored(action: str) -> None:
    story = play([KNOWN, recipient(action, at=LEFT)])

    assert [(line["kind"], line["reason"]) for line in story.timeline] == [("received", "ignored")]


def test_every_line_of_a_timeline_has_the_keys_of_the_contract() -> None:
    leaves = recipient("unsubscribe", at=LEFT + 2 * DAY)
    story = play([KNOWN, abandons(), abandons("t2", when=LEFT + DAY), leaves])
    of_a_mail = KEYS - {"variant", "reason", "event", "until"}

    for line in story.timeline:
        assert {"at", "kind"} <= set(line) <= KEYS
        assert None not in line.values()
    assert all(set(line) == of_a_mail for line in story.of("sent"))


@pytest.mark.parametrize("line", ["nope", "[1]", "{}", '{"at": "2026-03-02T10:00:00", "source": "ses"}'])
def test_a_line_that_cannot_be_played_is_named_and_none_is_played(line: str) -> None:
    fax = json.dumps({"at": "2026-03-02T10:00:00Z", "source": "fax"})

    with pytest.raises(InvalidTimeline) as refused:
        lines.parse([KNOWN, line, fax], "events.jsonl")
    assert "events.jsonl:2: " in str(refused.value)
    assert "events.jsonl:3: " in str(refused.value)
