"""People whom a website or an app tells of: strangers, who they turn out to be, and what they then get."""

import json
from datetime import datetime, timedelta
from typing import Any

from tests.builders import DAY, HOUR, MINUTE, at, stamp, subscriber, webhook
from tests.journeys.conftest import Story, play

MONDAY = at("2026-03-02 10:00")
ADA = {"email": "ada@example.com", "firstName": "Ada"}


def tell(*told: str) -> Story:
    return play(told, days=40)


def tracked(at: datetime, type: str = "track", **call: Any) -> str:
    """One line of a rehearsal's input."""
    return json.dumps({"at": stamp(at), "source": "segment", "body": {"type": type} | call})


def viewed(at: datetime, product: str = "7", **who: str) -> str:
    return tracked(at, event="Product Viewed", properties={"product_id": product}, **who)


def identified(at: datetime, **call: Any) -> str:
    return tracked(at, "identify", **{"userId": "u1", "traits": ADA} | call)


def received(story: Story) -> list[tuple[str, bool]]:
    """Each event, and whether it was known whose it is."""
    return [(line["event"], line.get("email") is not None) for line in story.of("received")]


def test_a_stranger_is_nobody_until_they_say_who_they_are_and_their_past_is_theirs_then() -> None:
    story = tell(
        viewed(MONDAY, anonymousId="a1"),
        viewed(MONDAY + HOUR, product="8", anonymousId="a1"),
        identified(MONDAY + 2 * HOUR, anonymousId="a1"),
        viewed(MONDAY + 3 * HOUR, product="9", anonymousId="a1"),
    )

    assert received(story) == [
        ("Product Viewed", False),
        ("Product Viewed", False),
        ("Product Viewed", True),
        ("Product Viewed", True),
        ("Identified", True),
        ("Product Viewed", True),
    ]
    assert len(story.account.tables.contacts) == 1


def test_a_strangers_past_of_more_than_a_month_is_forgotten() -> None:
    story = tell(
        viewed(MONDAY, anonymousId="a1"),
        identified(MONDAY + 31 * DAY, anonymousId="a1"),
    )

    assert received(story) == [("Product Viewed", False), ("Identified", True)]


def test_a_past_is_told_once_however_often_somebody_says_who_they_are() -> None:
    story = tell(
        viewed(MONDAY, anonymousId="a1"),
        *(identified(MONDAY + n * MINUTE, anonymousId="a1") for n in (1, 2, 3)),
    )

    assert received(story).count(("Product Viewed", True)) == 1


def test_two_people_at_one_browser_stay_two() -> None:
    eve = {"email": "eve@example.com"}
    story = tell(
        identified(MONDAY, anonymousId="a1"),
        identified(MONDAY + HOUR, anonymousId="a1", userId="u2", traits=eve),
        viewed(MONDAY + 2 * HOUR, anonymousId="a1", userId="u2"),
    )

    tables = story.account.tables
    assert len(tables.contacts) == 2
    assert tables.aliases["anon#a1"] == tables.aliases["user#u1"] != tables.aliases["user#u2"]


def test_who_gave_an_address_first_and_signs_in_later_is_one() -> None:
    story = tell(
        identified(MONDAY, anonymousId="a1", userId=None),
        tracked(MONDAY + HOUR, event="Signed Up", userId="u1", anonymousId="a1"),
    )

    tables = story.account.tables
    assert len(tables.contacts) == 1
    assert tables.aliases["user#u1"] == tables.aliases["email#ada@example.com"]


def test_a_customer_of_the_shop_is_known_to_its_website_by_their_address() -> None:
    story = tell(
        webhook("customers/create", subscriber(1, at=MONDAY), at=MONDAY),
        identified(MONDAY + HOUR, traits={"email": "Person1@example.com", "plan": "pro"}),
    )

    (contact,) = story.account.tables.contacts.values()
    assert contact.get("plan") == "pro"


def test_a_subscription_by_the_tracking_api_is_welcomed_and_its_end_ends_the_welcome() -> None:
    story = tell(
        identified(MONDAY),
        tracked(MONDAY + MINUTE, event="Subscribed", userId="u1"),
        tracked(MONDAY + timedelta(days=1), event="Unsubscribed", userId="u1"),
    )

    assert [line["step"] for line in story.of("sent", workflow="welcome")] == ["welcome"]
    assert story.of("exited", workflow="welcome", reason="unsubscribed")


def test_the_same_message_id_counts_once() -> None:
    call = tracked(MONDAY, event="Signed Up", userId="u1", messageId="m1")
    again = tracked(MONDAY + HOUR, event="Signed Up", userId="u1", messageId="m1")

    story = tell(call, again)

    assert [line.get("reason") for line in story.of("received")] == [None, "duplicate"]


def test_a_batch_is_played_call_by_call_and_an_odd_one_is_ignored() -> None:
    batch = [{"type": "dance"}, {"type": "page", "userId": "u1"}, {"type": "track", "userId": "u1"}]
    line = json.dumps({"at": stamp(MONDAY), "source": "segment", "body": {"batch": batch}})

    story = tell(line)

    assert [(each["event"], each.get("reason")) for each in story.of("received")] == [
        ("Page Viewed", None),
        ("track", "ignored"),
    ]
