"""What SES tells of a message: every first counts once, in whatever order it comes."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from homing.domain.feedback import (
    APPLE_PRIVACY_AGENT,
    GMAIL_PREFETCH_AGENT,
    Feedback,
    FeedbackKind,
    by_machine,
    observed,
    unsubscribed,
)
from homing.domain.figures import Metric
from homing.domain.message import Message, MessageId, MessageState
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import MINUTE, at

NOW = at("2026-03-04 11:00")
ID = MessageId(enrollment="welcome-1", step="hello")
Kind = FeedbackKind
MACHINE = {"machine": True}


def message(**known: Any) -> Message:
    new = Message(
        id=ID, workflow="welcome", contact_id="c-1", state=MessageState.SENT, decided_at=NOW, sent_at=NOW
    )
    return replace(new, **known)


def told(kind: FeedbackKind, minutes: int = 5, **known: Any) -> Feedback:
    new = Feedback(id=f"{kind}{minutes}", kind=kind, at=NOW + minutes * MINUTE, message=ID)
    return replace(new, **known)


def counted(events: Iterable[Feedback], about: Message | None = None) -> Mapping[Metric, int]:
    """The figures after all the events, those that came to nothing left out."""
    known, totals = about or message(), Counter[Metric]()
    for event in events:
        known, counts = observed(known, event)
        totals.update(counts)
    return {metric: count for metric, count in totals.items() if count}


ONE_OF_EACH = [
    told(Kind.DELIVERY),
    told(Kind.OPEN),
    told(Kind.CLICK),
    told(Kind.COMPLAINT),
    told(Kind.SUBSCRIPTION, unsubscribes=True),
]
AS_COUNTED = {
    Metric.DELIVERED: 1,
    Metric.TRACKED: 1,
    Metric.OPENED: 1,
    Metric.CLICKED: 1,
    Metric.COMPLAINED: 1,
    Metric.UNSUBSCRIBED: 1,
}


def test_each_first_event_is_counted_in_every_order() -> None:
    for order in permutations(ONE_OF_EACH):
        assert counted(order) == AS_COUNTED


events = st.builds(
    told,
    st.sampled_from(list(Kind)),
    st.integers(0, 30),
    machine=st.booleans(),
    unsubscribes=st.booleans(),
)


@given(st.lists(events, max_size=8), st.randoms(use_true_random=False), st.booleans())
@settings(max_examples=300, deadline=None)
def test_no_order_of_events_changes_what_is_counted(
    happened: list[Feedback], chance: Any, pixel: bool
) -> None:
    shuffled = list(happened)
    chance.shuffle(shuffled)

    assert counted(shuffled, message(pixel=pixel)) == counted(happened, message(pixel=pixel))


@given(st.lists(events, max_size=6))
def test_the_same_events_again_count_nothing(happened: list[Feedback]) -> None:
    assert counted([*happened, *happened]) == counted(happened)


@given(st.lists(events, max_size=8))
def test_no_event_counts_more_than_once_for_a_message_and_none_below_zero(happened: list[Feedback]) -> None:
    assert set(counted(happened).values()) <= {1}


@pytest.mark.parametrize("first", [Kind.DELIVERY, Kind.BOUNCE])
def test_a_mail_that_bounced_was_not_delivered_whichever_came_first(first: FeedbackKind) -> None:
    second = Kind.BOUNCE if first is Kind.DELIVERY else Kind.DELIVERY

    assert counted([told(first), told(second, 6)]) == {Metric.BOUNCED: 1}


@pytest.mark.parametrize(
    ("happened", "figures"),
    [
        ([told(Kind.OPEN, **MACHINE)], {Metric.MACHINE_ONLY_OPENED: 1}),
        ([told(Kind.OPEN, **MACHINE), told(Kind.OPEN, 6)], {Metric.OPENED: 1}),
        ([told(Kind.OPEN), told(Kind.OPEN, 6, **MACHINE)], {Metric.OPENED: 1}),
        ([told(Kind.CLICK, **MACHINE)], {}),
        ([told(Kind.CLICK, **MACHINE), told(Kind.CLICK, 6)], {Metric.CLICKED: 1}),
    ],
)
def test_a_machines_open_counts_apart_until_a_human_opens(
    happened: list[Feedback], figures: dict[Metric, int]
) -> None:
    assert counted(happened) == figures


@pytest.mark.parametrize("kind", [Kind.SOFT_BOUNCE, Kind.REJECT, Kind.RENDERING_FAILURE, Kind.DELIVERY_DELAY])
def test_what_may_yet_arrive_or_never_left_changes_nothing(kind: FeedbackKind) -> None:
    assert observed(message(), told(kind)) == (message(), {})


def test_a_mail_without_a_pixel_is_delivered_but_not_among_the_tracked() -> None:
    assert counted([told(Kind.DELIVERY)], message(pixel=False)) == {Metric.DELIVERED: 1}


def test_an_open_of_a_mail_without_a_pixel_counts_nothing_and_a_click_apart() -> None:
    unseen = message(pixel=False)

    assert counted([told(Kind.OPEN), told(Kind.OPEN, 6, **MACHINE)], unseen) == {}
    assert counted([told(Kind.CLICK)], unseen) == {Metric.CLICKED: 1, Metric.CLICKED_UNSEEN: 1}


def test_a_change_of_subscription_counts_only_if_it_is_to_leave() -> None:
    assert counted([told(Kind.SUBSCRIPTION)]) == {}
    assert counted([told(Kind.SUBSCRIPTION, unsubscribes=True)]) == {Metric.UNSUBSCRIBED: 1}


def test_leaving_by_our_page_and_by_the_mail_program_is_leaving_once() -> None:
    left, counts = unsubscribed(message(), NOW)

    assert counts == {Metric.UNSUBSCRIBED: 1}
    assert observed(left, told(Kind.SUBSCRIPTION, unsubscribes=True)) == (left, {})


@pytest.mark.parametrize(
    "kind", [Kind.SEND, Kind.DELIVERY, Kind.BOUNCE, Kind.COMPLAINT, Kind.OPEN, Kind.CLICK]
)
def test_an_event_about_a_claim_in_doubt_proves_that_the_mail_left(kind: FeedbackKind) -> None:
    claim = message(state=MessageState.CLAIMED, claimed_at=NOW - MINUTE, sent_at=None)

    known, _ = observed(claim, told(kind, ses_message_id="ses-1"))

    assert known.settled
    assert (known.sent_at, known.ses_message_id) == (NOW - MINUTE, "ses-1")


@pytest.mark.parametrize("kind", [Kind.SEND, Kind.DELIVERY])
def test_an_event_about_a_sent_message_leaves_the_time_of_sending(kind: FeedbackKind) -> None:
    known, _ = observed(message(ses_message_id="ses-1"), told(kind, ses_message_id="ses-2"))

    assert (known.sent_at, known.ses_message_id) == (NOW, "ses-1")


def test_the_first_event_of_a_kind_gives_its_time() -> None:
    known, _ = observed(message(), told(Kind.OPEN, 5))
    known, _ = observed(known, told(Kind.OPEN, 9))

    assert known.opened_at == NOW + 5 * MINUTE


A_PERSON = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "bot_flag", "after_send", "machine"),
    [
        (A_PERSON, "Unlikely", 60, False),
        (A_PERSON, None, 60, False),
        (A_PERSON, "Likely", 60, True),
        (A_PERSON, "Unlikely", 2.9, True),
        (A_PERSON, None, 0, True),
        (A_PERSON, None, 3, False),
        (A_PERSON, None, -1, False),  # clocks differ; no evidence
        (A_PERSON, None, None, False),
        (APPLE_PRIVACY_AGENT, None, 60, True),
        (f"  {APPLE_PRIVACY_AGENT} ", "Unlikely", None, True),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64) {GMAIL_PREFETCH_AGENT}", None, 60, True),
        (f"{GMAIL_PREFETCH_AGENT} (via ggpht.com GoogleImageProxy)", None, 60, False),
        (None, None, 60, False),
        ("", None, None, False),
    ],
)
def test_a_machine_is_known_by_what_ses_says_its_agent_or_its_haste(
    agent: str | None, bot_flag: str | None, after_send: float | None, machine: bool
) -> None:
    haste = None if after_send is None else timedelta(seconds=after_send)

    assert by_machine(agent, bot_flag, haste) is machine


SHOP = "https://fjordogfell.example.com"


@pytest.mark.parametrize(
    ("links", "figures"),
    [
        ([f"{SHOP}/products/wool-socks"], {Metric.CLICKED: 1}),
        ([SHOP], {Metric.CLICKED: 1}),
        ([f"{SHOP}/unsubscribe/abc"], {}),
        ([f"{SHOP}/policies/privacy-policy"], {}),
        ([f"{SHOP}/unsubscribe/abc", f"{SHOP}/products/wool-socks"], {Metric.CLICKED: 1}),
    ],
)
def test_a_click_on_the_small_print_is_no_click(links: list[str], figures: dict[Metric, int]) -> None:
    assert counted(told(Kind.CLICK, n, link=link) for n, link in enumerate(links)) == figures
