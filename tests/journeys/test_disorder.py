"""Deliveries twice, out of order, and odd ones: the messages stay the same, and nothing is lost."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import (
    DAY,
    MINUTE,
    Json,
    at,
    cart,
    checkout,
    consent_change,
    customer,
    order,
    product,
    stamp,
    subscriber,
    webhook,
)
from tests.journeys.conftest import START, play

PEOPLE = (1, 2, 3)
HISTORY = [
    webhook("customers/create", subscriber(1, at=START - 40 * DAY), at=START - 40 * DAY),
    webhook("products/create", product(at=START - 40 * DAY), at=START - 40 * DAY),
]


def _event(kind: str, who: int, when: datetime) -> tuple[str, Json]:
    token = f"t{who}{when.day % 2}"
    match kind:
        case "sign_up":
            return "customers/create", subscriber(who, at=when)
        case "touched":
            return "customers/update", customer(who, at=when, first_name=None)
        case "checkout":
            return "checkouts/create", checkout(token, who, at=when)
        case "change":
            return "carts/update", cart(f"cart-{token}", at=when)
        case "order":
            return "orders/create", order(7000 + when.day * 100 + who, token=token, by=who, at=when)
        case "paid":
            return "orders/paid", order(7000 + when.day * 100 + who, token=token, by=who, at=when)
        case "leaves":
            return (
                "customers_email_marketing_consent/update",
                consent_change(who, "unsubscribed", when),
            )
        case _:
            raise ValueError(kind)


KINDS = ("sign_up", "touched", "checkout", "change", "order", "paid", "leaves")
moments = st.integers(min_value=0, max_value=10 * 24 * 60).map(lambda minutes: START + minutes * MINUTE)
happenings = st.lists(
    st.tuples(st.sampled_from(KINDS), st.sampled_from(PEOPLE), moments), min_size=1, max_size=12
)


def _lines(events: Sequence[tuple[str, int, datetime]]) -> list[str]:
    return [webhook(*_event(kind, who, when), at=when) for kind, who, when in events]


@given(happenings)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_event_delivered_twice_gives_the_same_messages(events: list[tuple[str, int, datetime]]) -> None:
    once = _lines(events)
    again = [
        webhook(*_event(kind, who, when), at=when + 3 * MINUTE, id=f"again-{n}")
        for n, (kind, who, when) in enumerate(events)
    ]

    assert play(once).messages() == play([*once, *once, *again]).messages()


def test_lines_of_one_instant_play_alike_in_any_order() -> None:
    when = START + DAY
    told = _lines([("sign_up", 2, when), ("checkout", 2, when), ("checkout", 1, when), ("order", 1, when)])

    first, second = play(told), play(list(reversed(told)))

    assert first.timeline == second.timeline


@given(
    st.sampled_from(PEOPLE[1:]),
    st.permutations(["sign_up", "touched", "checkout", "change"]),
    st.integers(min_value=1, max_value=9),
)
@settings(max_examples=30, deadline=None)
def test_events_of_ten_minutes_in_the_opposite_order_give_the_same_messages(
    who: int, kinds: list[str], gap: int
) -> None:
    bodies = [_event(kind, who, START + DAY + n * MINUTE) for n, kind in enumerate(kinds)]
    arrivals = [START + DAY + n * gap * MINUTE / len(kinds) for n in range(len(kinds))]

    in_order = [webhook(*body, at=when) for body, when in zip(bodies, arrivals, strict=True)]
    opposite = [webhook(*body, at=when) for body, when in zip(reversed(bodies), arrivals, strict=True)]

    assert play([*HISTORY, *in_order]).messages() == play([*HISTORY, *opposite]).messages()


def test_an_order_that_overtakes_its_cart_gives_the_same_messages() -> None:
    left = START + DAY
    bodies = [
        ("checkouts/create", checkout(at=left)),
        ("checkouts/update", checkout(at=left + 2 * MINUTE)),
        ("orders/create", order(at=left + 4 * MINUTE)),
        ("orders/paid", order(at=left + 4 * MINUTE)),
    ]
    arrivals = [left + n * 2 * MINUTE for n in range(4)]

    in_order = [webhook(*body, at=when) for body, when in zip(bodies, arrivals, strict=True)]
    opposite = [webhook(*body, at=when) for body, when in zip(reversed(bodies), arrivals, strict=True)]

    assert play([*HISTORY, *in_order]).messages() == set()
    assert play([*HISTORY, *opposite]).messages() == set()


def test_three_webhooks_of_a_first_buyer_make_one_contact() -> None:
    when = START + DAY
    told = [
        webhook("checkouts/create", checkout(at=when, customer=None), at=when),
        webhook("customers/create", customer(at=when), at=when + timedelta(seconds=1)),
        webhook("orders/create", order(at=when), at=when + timedelta(seconds=1)),
    ]

    assert len(play(told).account.tables.contacts) == 1


def test_customer_id_and_email_of_two_contacts_merge_nothing() -> None:
    when = START + DAY
    story = play(
        [
            webhook("customers/create", customer(1, at=when), at=when),
            webhook("customers/create", customer(2, at=when), at=when),
            webhook(
                "customers/update", customer(1, at=when + DAY, email="person2@example.com"), at=when + DAY
            ),
        ]
    )

    contacts = story.account.tables.contacts.values()
    assert sorted(str(contact.email) for contact in contacts) == [
        "person2@example.com",
        "person2@example.com",
    ]


def test_odd_bodies_are_played_and_ignored() -> None:
    odd: list[object] = [None, [], "text", 7, {}, {"id": None}, {"customer": None, "email": None}]
    topics = ["customers/create", "checkouts/create", "orders/create", "refunds/create", "no/such"]
    told = [
        webhook(topic, body, at=START + DAY, id=f"{topic}{n}")
        for topic in topics
        for n, body in enumerate(odd)
    ]
    told.append(json.dumps({"at": stamp(START + DAY), "source": "ses", "body": None}))
    told.append(json.dumps({"at": stamp(START + DAY), "source": "segment", "body": {"type": "track"}}))

    story = play(told)

    assert {line["kind"] for line in story.timeline} == {"received"}
    assert not story.account.events.dead_letters
    assert sum(line.get("reason") == "ignored" for line in story.timeline) >= len(odd) * len(topics)


def test_an_email_with_capitals_and_spaces_is_the_same_person() -> None:
    when = at("2026-03-04 10:00")
    story = play(
        [
            webhook("customers/create", subscriber(1, at=when), at=when),
            webhook(
                "checkouts/create",
                checkout(at=when, email="  Person1@Example.COM ", customer=None),
                at=when + MINUTE,
            ),
        ]
    )

    assert len(story.account.tables.contacts) == 1
    assert "reminder" in story.steps("person1@example.com")
