"""What SES tells of a message: every first counts once, in whatever order it comes."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from homing.domain.feedback import (
    Feedback,
    FeedbackKind,
    observed,
    unsubscribed,
)
from homing.domain.figures import Metric
from homing.domain.interactions import Act, Interaction, Label, plain_link
from homing.domain.message import Message, MessageId, MessageState
from homing.domain.tally import tallied
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import MINUTE, at

NOW = at("2026-03-04 11:00")
ID = MessageId(enrollment="welcome-1", step="hello")
Kind = FeedbackKind
A_PERSON = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
SHOP = "https://fjordogfell.example.com"
BOT = "Likely"


def message(**known: Any) -> Message:
    new = Message(
        id=ID, workflow="welcome", contact_id="c-1", state=MessageState.SENT, decided_at=NOW, sent_at=NOW
    )
    return replace(new, **known)


def told(
    kind: FeedbackKind,
    minutes: float = 5,
    *,
    agent: str | None = A_PERSON,
    bot: str | None = None,
    link: str | None = None,
    **known: Any,
) -> Feedback:
    when = NOW + minutes * MINUTE
    new = Feedback(id=f"{kind}{minutes}", kind=kind, at=when, message=ID, link=link)
    if kind in (Kind.OPEN, Kind.CLICK):
        shown = Interaction(act=Act(kind.value.lower()), at=when, agent=agent, bot=bot, link=plain_link(link))
        new = replace(new, interaction=shown)
    return replace(new, **known)


def counted(events: Iterable[Feedback], about: Message | None = None) -> Mapping[Metric, int]:
    """The figures after all the events, those that came to nothing left out."""
    known, totals = about or message(), Counter[Metric]()
    for event in events:
        known, counts = observed(known, event)
        totals.update(counts)
    return {metric: count for metric, count in totals.items() if count}


ONE_OF_EACH = [
    told(Kind.DELIVERY, 1),
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
    st.integers(-2, 600).map(lambda seconds: seconds / 60),
    agent=st.sampled_from([A_PERSON, "Mozilla/5.0", None]),
    bot=st.sampled_from([None, "Likely", "Unlikely"]),
    link=st.sampled_from([None, *(f"https://shop.example.com/{name}" for name in ("a", "b", "c", "terms"))]),
    unsubscribes=st.booleans(),
    subtype=st.sampled_from([None, "OnAccountSuppressionList"]),
)


def after(happened: Iterable[Feedback], about: Message) -> Message:
    """The row after all the events."""
    for event in happened:
        about, _ = observed(about, event)
    return about


@given(st.lists(events, max_size=12), st.data(), st.booleans())
@settings(max_examples=300, deadline=None)
def test_no_order_and_no_repetition_of_events_changes_the_row_or_what_is_counted(
    happened: list[Feedback], data: Any, pixel: bool
) -> None:
    again = data.draw(st.lists(st.sampled_from(happened))) if happened else []
    shuffled = data.draw(st.permutations([*happened, *again]))

    assert after(shuffled, message(pixel=pixel)) == after(happened, message(pixel=pixel))
    assert counted(shuffled, message(pixel=pixel)) == counted(happened, message(pixel=pixel))


@given(st.lists(events, max_size=12), st.booleans())
@settings(max_examples=300, deadline=None)
def test_what_was_counted_is_what_the_row_says(happened: list[Feedback], pixel: bool) -> None:
    known = message(pixel=pixel)

    assert set(counted(happened, known)) == tallied(after(happened, known))


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
        ([told(Kind.OPEN, bot=BOT)], {Metric.MACHINE_ONLY_OPENED: 1}),
        ([told(Kind.OPEN, bot=BOT), told(Kind.OPEN, 6)], {Metric.OPENED: 1}),
        ([told(Kind.OPEN), told(Kind.OPEN, 6, bot=BOT)], {Metric.OPENED: 1}),
        ([told(Kind.CLICK, bot=BOT)], {Metric.MACHINE_ONLY_CLICKED: 1}),
        ([told(Kind.CLICK, bot=BOT), told(Kind.CLICK, 6)], {Metric.CLICKED: 1}),
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

    assert counted([told(Kind.OPEN), told(Kind.OPEN, 6, bot=BOT)], unseen) == {}
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


@pytest.mark.parametrize("minutes", [(5, 9), (9, 5)])
def test_the_earliest_event_of_a_kind_gives_its_time(minutes: tuple[int, int]) -> None:
    kinds = (Kind.OPEN, Kind.CLICK, Kind.DELIVERY, Kind.BOUNCE, Kind.COMPLAINT)
    later = {Kind.OPEN: 20, Kind.CLICK: 20}
    told_of = [told(kind, each + later.get(kind, 0)) for each in minutes for kind in kinds]

    known = after(told_of, message())

    assert (known.delivered_at, known.bounced_at, known.complained_at) == (NOW + 5 * MINUTE,) * 3
    assert (known.opened_at, known.clicked_at) == (NOW + 25 * MINUTE,) * 2


def test_an_open_that_a_late_delivery_proves_too_early_is_a_machines() -> None:
    opened, counts = observed(message(), told(Kind.OPEN, 5))
    assert counts == {Metric.OPENED: 1}

    known, counts = observed(opened, told(Kind.DELIVERY, 6))

    assert counts == {
        Metric.DELIVERED: 1,
        Metric.TRACKED: 1,
        Metric.OPENED: -1,
        Metric.MACHINE_ONLY_OPENED: 1,
    }
    assert (known.opened_at, known.machine_opened_at) == (None, NOW + 5 * MINUTE)


def test_what_nobody_can_tell_counts_as_a_persons_and_beside_it_until_a_person_shows() -> None:
    proxied, counts = observed(message(), told(Kind.OPEN, 5, agent=None))
    assert counts == {Metric.OPENED: 1, Metric.UNKNOWN_OPENED: 1}

    assert observed(proxied, told(Kind.OPEN, 9))[1] == {Metric.UNKNOWN_OPENED: -1}


def test_three_links_at_once_take_back_the_click_that_was_counted_for_a_person() -> None:
    clicks = [told(Kind.CLICK, 5 + n / 60, link=f"{SHOP}/products/{n}") for n in range(3)]
    _, counts = observed(message(), clicks[0])
    assert counts == {Metric.CLICKED: 1}

    assert counted(clicks) == {Metric.MACHINE_ONLY_CLICKED: 1}
    assert counted([*clicks, told(Kind.CLICK, 95, link=SHOP)]) == {Metric.CLICKED: 1}


def test_a_row_of_before_evidence_keeps_what_it_knew() -> None:
    old = message(opened_at=NOW, machine_clicked_at=NOW)

    known, counts = observed(old, told(Kind.CLICK, 7))

    assert (known.opened_at, known.machine_clicked_at) == (NOW, NOW)
    assert known.opened_by is Label.UNKNOWN
    assert counts == {Metric.CLICKED: 1, Metric.UNKNOWN_OPENED: 1}
    assert observed(known, told(Kind.CLICK, 7)) == (known, {})


@pytest.mark.parametrize(
    ("links", "figures"),
    [
        ([f"{SHOP}/products/wool-socks"], {Metric.CLICKED: 1}),
        ([SHOP], {Metric.CLICKED: 1}),
        ([f"{SHOP}/unsubscribe/abc"], {}),
        ([f"{SHOP}/terms"], {}),
        ([f"{SHOP}/policies/privacy-policy"], {}),
        ([f"{SHOP}/unsubscribe/abc", f"{SHOP}/products/wool-socks"], {Metric.CLICKED: 1}),
    ],
)
def test_a_click_on_the_small_print_is_no_click(links: list[str], figures: dict[Metric, int]) -> None:
    assert counted(told(Kind.CLICK, n, link=link) for n, link in enumerate(links)) == figures
