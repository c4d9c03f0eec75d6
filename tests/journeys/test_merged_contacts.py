"""Two contacts that prove to be one, by the shop's word or by a tracking library's."""

import json
from collections.abc import Callable
from datetime import datetime
from itertools import permutations

import pytest
from homing.domain.contact import Contact

from tests.builders import (
    DAY,
    HOUR,
    MINUTE,
    at,
    checkout,
    consent_change,
    order,
    stamp,
    subscriber,
    webhook,
)
from tests.journeys.conftest import Story, play

MONDAY = at("2026-03-02 10:00")
TUESDAY = MONDAY + DAY


def signs_up(number: int, at: datetime) -> str:
    return webhook("customers/create", subscriber(number, at=at), at=at)


def merged(at: datetime, *, kept: int = 1, gone: int = 2) -> str:
    body = {
        "admin_graphql_api_customer_kept_id": f"gid://shopify/Customer/{kept}",
        "admin_graphql_api_customer_deleted_id": f"gid://shopify/Customer/{gone}",
        "status": "completed",
    }
    return webhook("customers/merge", body, at=at)


def the_one(story: Story) -> Contact:
    (contact,) = (each for each in story.account.tables.contacts.values() if each.moved_to is None)
    return contact


def test_the_younger_becomes_the_elder_and_gets_no_second_welcome() -> None:
    story = play([signs_up(1, MONDAY), signs_up(2, MONDAY + HOUR), merged(TUESDAY)])

    assert [(line["step"], line["email"]) for line in story.of("sent") if line["at"] < stamp(TUESDAY)] == [
        ("welcome", "person1@example.com"),
        ("welcome", "person2@example.com"),
    ]
    assert [line["step"] for line in story.of("sent") if line["at"] > stamp(TUESDAY)] == [
        "brand_story",
        "social_proof",
        "first_offer",
    ]
    assert len(story.of("exited", reason="merged")) == 1
    aliases = story.account.tables.aliases
    assert set(aliases.values()) == {the_one(story).id}


def test_the_address_of_whom_the_shop_keeps_is_the_one_that_is_written_to() -> None:
    story = play([signs_up(1, MONDAY), signs_up(2, MONDAY + HOUR), merged(TUESDAY, kept=2, gone=1)])

    assert {line["email"] for line in story.of("sent") if line["at"] > stamp(TUESDAY)} == {
        "person2@example.com"
    }
    assert the_one(story).get("customer_id") == "2"


def test_what_only_the_younger_had_goes_on_as_the_elders_and_an_order_of_the_elder_ends_it() -> None:
    cart = webhook("checkouts/create", checkout("t2", 2, at=TUESDAY), at=TUESDAY)
    bought = order(at=TUESDAY + 5 * HOUR, token=None, by=1)

    story = play(
        [
            webhook("customers/create", subscriber(1, at=MONDAY, email_marketing_consent=None), at=MONDAY),
            signs_up(2, MONDAY + HOUR),
            cart,
            merged(TUESDAY + 2 * HOUR),
            webhook("orders/create", bought, at=TUESDAY + 5 * HOUR),
        ]
    )

    assert [line["step"] for line in story.of("sent", workflow="abandoned_cart")] == ["reminder"]
    assert story.of("exited", workflow="abandoned_cart")
    assert the_one(story).orders_seen == 1


def test_a_later_sign_up_of_the_elder_is_no_second_welcome() -> None:
    new = subscriber(1, at=TUESDAY + DAY)
    story = play(
        [
            webhook("customers/create", subscriber(1, at=MONDAY, email_marketing_consent=None), at=MONDAY),
            signs_up(2, MONDAY + HOUR),
            merged(TUESDAY),
            webhook("customers/update", new, at=TUESDAY + DAY),
        ]
    )

    assert [line["step"] for line in story.of("sent", workflow="welcome")].count("welcome") == 1


def test_a_withdrawal_of_either_is_the_withdrawal_of_both() -> None:
    left = webhook(
        "customers_email_marketing_consent/update",
        consent_change(2, "unsubscribed", MONDAY + 3 * HOUR),
        at=MONDAY + 3 * HOUR,
    )
    story = play([signs_up(1, MONDAY), signs_up(2, MONDAY + HOUR), left, merged(TUESDAY)])

    assert [line for line in story.of("sent") if line["at"] > stamp(TUESDAY)] == []
    assert not the_one(story).consent.granted


def test_a_customer_whom_nobody_knew_leads_to_the_one_who_is_known() -> None:
    story = play(
        [
            signs_up(1, MONDAY),
            merged(TUESDAY, kept=9, gone=1),
            webhook("orders/create", order(at=TUESDAY + DAY, by=9, token=None), at=TUESDAY + DAY),
        ]
    )

    assert the_one(story).orders_seen == 1


def test_a_merge_that_comes_before_both_is_known_when_they_come() -> None:
    story = play([merged(MONDAY), signs_up(1, MONDAY + MINUTE), signs_up(2, MONDAY + 2 * MINUTE)])

    assert len(story.account.tables.contacts) == 1
    assert story.steps() == ["welcome", "brand_story", "social_proof", "first_offer"]


def test_a_library_tells_that_two_users_are_one() -> None:
    def tells(at: datetime, **call: object) -> str:
        return json.dumps({"at": stamp(at), "source": "segment", "body": call})

    story = play(
        [
            tells(MONDAY, type="identify", userId="old", traits={"email": "ada@example.com", "plan": "pro"}),
            tells(MONDAY + HOUR, type="track", userId="new", event="Signed Up"),
            tells(MONDAY + 2 * HOUR, type="alias", previousId="old", userId="new"),
        ]
    )

    one = the_one(story)
    assert (one.email, one.get("plan"), one.get("user_id")) == ("ada@example.com", "pro", "new")


def test_a_library_tells_whose_visits_they_were() -> None:
    def tells(at: datetime, **call: object) -> str:
        return json.dumps({"at": stamp(at), "source": "segment", "body": call})

    story = play(
        [
            tells(MONDAY, type="page", anonymousId="a1"),
            tells(MONDAY + HOUR, type="alias", previousId="a1", userId="u1"),
        ]
    )

    assert [line["event"] for line in story.of("received")] == [
        "Page Viewed",
        "Page Viewed",
        "Customer Merged",
    ]


@pytest.mark.parametrize("order_of", list(permutations(range(3))))
def test_whatever_order_they_come_in_the_two_are_one(order_of: tuple[int, ...]) -> None:
    first, second, third = (MONDAY + n * MINUTE for n in order_of)

    story = play([signs_up(1, first), signs_up(2, second), merged(third)])

    one = the_one(story)
    ids = {story.account.tables.aliases[f"customer#{n}"] for n in (1, 2)}
    assert {story.account.tables.contacts[each].moved_to or each for each in ids} == {one.id}
    assert len({(line["email"], line["step"]) for line in story.of("sent")}) == len(story.of("sent"))


class Crash(Exception):
    """A function dies."""


def story_of(trip: Callable[[str], None] | None) -> Story:
    return play([signs_up(1, MONDAY), signs_up(2, MONDAY + HOUR), merged(TUESDAY)], trip=trip, days=12)


def merging_calls() -> list[str]:
    """Each call of a port from the merge on, in the order of a run without a crash."""
    seen: list[str] = []
    story_of(seen.append)
    first = next(n for n, call in enumerate(seen) if "contacts.join" in call)
    last = max(n for n, call in enumerate(seen) if "contacts.move_aliases" in call)
    return seen[first : last + 1]


def outcome(story: Story) -> tuple[object, ...]:
    tables = story.account.tables
    rows = sorted((e.workflow, e.contact_id, e.state) for e in tables.enrollments.values())
    on_the_list = {cell: counts for cell, counts in tables.figures.items() if cell.workflow == "list"}
    return the_one(story), dict(tables.aliases), rows, story.messages(), on_the_list


class Tripwire:
    """Lets a function die at one call of a port, counted from the join on."""

    def __init__(self, number: int) -> None:
        self._left = number
        self._joined = False

    def __call__(self, call: str) -> None:
        self._joined = self._joined or "contacts.join" in call
        if self._joined:
            self._left -= 1
            if self._left == -1:
                raise Crash(call)


@pytest.mark.parametrize("number", range(len(merging_calls())))
def test_a_crash_anywhere_in_a_merge_changes_nothing_in_the_end(number: int) -> None:
    assert outcome(story_of(Tripwire(number))) == outcome(story_of(None))


def texted(number: int, state: str, at: datetime) -> str:
    told = {"state": state, "opt_in_level": "single_opt_in", "consent_updated_at": stamp(at)}
    body = {"id": number, "sms_marketing_consent": told}
    return webhook("customers_marketing_consent/update", body, at=at)


@pytest.mark.parametrize(("newest", "granted"), [("subscribed", True), ("unsubscribed", False)])
def test_the_newest_word_of_either_says_whether_they_are_texted(newest: str, granted: bool) -> None:
    other = "unsubscribed" if granted else "subscribed"
    story = play(
        [
            signs_up(1, MONDAY),
            signs_up(2, MONDAY + HOUR),
            texted(1, other, MONDAY + 2 * HOUR),
            texted(2, newest, MONDAY + 3 * HOUR),
            merged(TUESDAY),
        ]
    )

    assert the_one(story).texts.granted is granted
