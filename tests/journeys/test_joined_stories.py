"""Stories whose parts come in an unlucky order, or by two names: they end as they would in order."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from homing import bootstrap

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
    subscriber,
    webhook,
)
from tests.journeys.conftest import START, Story, play

LEFT = at("2026-03-04 10:20")
SIGNED_UP = START - 40 * DAY
KNOWN = webhook("customers/create", subscriber(at=SIGNED_UP), at=SIGNED_UP)
SECOND = timedelta(seconds=1)


def both_ways(told: Sequence[str], *pair: tuple[str, Json, datetime]) -> tuple[Story, Story]:
    """The story in order, and with the bodies of the pair swapped between their arrivals."""
    (topic, body, first), (other_topic, other, second) = pair
    in_order = [webhook(topic, body, at=first), webhook(other_topic, other, at=second)]
    swapped = [webhook(other_topic, other, at=first), webhook(topic, body, at=second)]
    return play([*told, *in_order]), play([*told, *swapped])


@pytest.mark.parametrize("stale", ["not_subscribed", "pending"])
def test_a_stale_record_does_not_hide_an_older_grant(stale: str) -> None:
    change = consent_change(1, "subscribed", LEFT)
    later = LEFT + 5 * SECOND
    record = customer(at=later, email_marketing_consent=consent(stale, later))

    in_order, swapped = both_ways(
        [],
        ("customers_email_marketing_consent/update", change, LEFT),
        ("customers/update", record, later),
    )

    assert in_order.steps() == swapped.steps() == ["welcome", "brand_story", "social_proof", "first_offer"]


def test_a_ticked_checkout_keeps_its_consent_whatever_record_overtakes_it() -> None:
    later = LEFT + 5 * SECOND
    record = customer(at=later, email_marketing_consent=consent("not_subscribed", None))

    in_order, swapped = both_ways(
        [],
        ("checkouts/create", checkout(at=LEFT, buyer_accepts_marketing=True), LEFT),
        ("customers/create", record, later),
    )

    assert in_order.steps() == swapped.steps() == ["reminder", "reassurance", "incentive"]


def test_an_unsubscribe_overtaken_by_a_new_grant_still_ends_what_it_came_after() -> None:
    topic = "customers_email_marketing_consent/update"
    left, back = LEFT + 120 * MINUTE, LEFT + 125 * MINUTE

    in_order, swapped = both_ways(
        [KNOWN, webhook("checkouts/create", checkout(at=LEFT), at=LEFT)],
        (topic, consent_change(1, "unsubscribed", left), left),
        (topic, consent_change(1, "subscribed", back), back),
    )

    assert in_order.steps() == swapped.steps() == ["reminder"]


def test_a_cart_told_by_two_tokens_is_reminded_of_once() -> None:
    told = [
        KNOWN,
        webhook("carts/create", cart("c1", at=LEFT), at=LEFT),
        webhook("checkouts/create", checkout(at=LEFT + 5 * MINUTE, cart_token=None), at=LEFT + 5 * MINUTE),
        webhook("checkouts/update", checkout(at=LEFT + 10 * MINUTE, cart_token="c1"), at=LEFT + 10 * MINUTE),
    ]
    bought = LEFT + 30 * HOUR
    ordered = webhook("orders/create", order(at=bought, cart_token="c1"), at=bought)

    assert play(told).sent()[0] == ("reminder", "2026-03-04 12:30")
    assert play(told).steps() == ["reminder", "reassurance", "incentive"]
    assert len(play([*told, ordered]).of("converted")) == 1


def test_an_order_that_comes_before_its_cart_counts_for_the_carts_owner() -> None:
    anonymous = order(at=LEFT + MINUTE, customer=None, email=None)
    new = webhook("customers/create", subscriber(at=LEFT - HOUR), at=LEFT - HOUR)

    in_order, swapped = both_ways(
        [new],
        ("checkouts/create", checkout(at=LEFT), LEFT),
        ("orders/create", anonymous, LEFT + MINUTE),
    )

    assert in_order.steps() == swapped.steps() == ["welcome", "brand_story", "social_proof"]
    assert len(swapped.of("converted", workflow="welcome")) == 1


def test_who_shares_an_address_leaves_with_it() -> None:
    shared = "person1@example.com"
    before = at("2026-02-01 10:00")
    guest = checkout("old", at=before + HOUR, customer=None, buyer_accepts_marketing=True)
    named = customer(
        at=before + 2 * HOUR, email=shared, email_marketing_consent=consent("subscribed", before)
    )
    story = play(
        [
            webhook("customers/create", customer(at=before, email=None), at=before),
            webhook("checkouts/create", guest, at=before + HOUR),
            webhook("customers/update", named, at=before + 2 * HOUR),
            webhook("checkouts/create", checkout("t5", at=LEFT), at=LEFT),
            recipient("unsubscribe", at=LEFT + 2 * HOUR),
            webhook("checkouts/create", checkout("t6", at=LEFT + 3 * DAY, customer=None), at=LEFT + 3 * DAY),
        ]
    )

    assert story.steps() == ["reminder"]


def test_a_click_on_the_small_print_earns_nothing() -> None:
    opened = webhook("checkouts/create", checkout(at=LEFT), at=LEFT)
    leave = play([KNOWN, opened]).account.mailer.sent[0].unsubscribe_url
    story = play(
        [
            KNOWN,
            opened,
            recipient("click", at=LEFT + 2 * HOUR, link=leave),
            recipient("click", at=LEFT + 2 * HOUR, link="https://shop.example.com/policies/privacy-policy"),
            webhook("orders/create", order(at=LEFT + 3 * HOUR), at=LEFT + 3 * HOUR),
        ]
    )

    assert [line["reason"] for line in story.of("converted")] == ["uncredited"]
    assert not [m for m in story.account.tables.figures.values() if m.get("clicked")]


def test_the_billing_address_tells_the_zone_that_the_shipping_address_only_guesses() -> None:
    bare = {"country_code": "US"}
    full = {"country_code": "US", "province_code": "CA"}
    story = play(
        [
            KNOWN,
            webhook(
                "checkouts/create", checkout(at=LEFT, shipping_address=bare, billing_address=full), at=LEFT
            ),
        ]
    )

    assert (story.of("sent")[0]["zone"], story.of("sent")[0]["zone_source"]) == (
        "America/Los_Angeles",
        "billing",
    )


def test_an_unpaid_order_called_off_before_it_is_told_converts_nobody() -> None:
    unpaid = order(at=LEFT + 2 * HOUR, financial_status="pending")
    called_off = unpaid | {"updated_at": (LEFT + 3 * HOUR).isoformat(), "cancelled_at": "now"}
    story = play(
        [
            KNOWN,
            webhook("checkouts/create", checkout(at=LEFT), at=LEFT),
            webhook("orders/cancelled", called_off, at=LEFT + 3 * HOUR),
            webhook("orders/create", unpaid, at=LEFT + 4 * HOUR),
        ]
    )

    assert not story.of("converted")


def test_the_list_at_the_start_knows_the_history_of_the_same_day() -> None:
    morning, noon = at("2026-03-02 09:00"), at("2026-03-02 12:00")
    told = [webhook("customers/create", subscriber(n, at=morning), at=morning) for n in (1, 2, 3)]
    told.append(webhook("customers/create", subscriber(4, at=noon + HOUR), at=noon + HOUR))

    play(told, start=noon, days=2)
    grown = bootstrap.summarize().between(noon, noon + DAY).list

    assert (grown.start, grown.end) == (3, 4)
