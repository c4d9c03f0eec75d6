"""Consent: each sentence of the rules, and that it does not matter who tells first."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import permutations

import pytest
from homing.domain.consent import (
    WITHDRAWN,
    Consent,
    ConsentSource,
    ConsentState,
    ConsentStatement,
    apply,
    is_first_grant,
    made_current,
)
from homing.domain.evidence import LawfulBasis
from homing.domain.time import Stamp
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import DAY, HOUR, MINUTE, at

START = at("2026-03-02 10:00")
State, Source = ConsentState, ConsentSource
SUBSCRIBED, PENDING, NOTHING = State.SUBSCRIBED, State.PENDING, State.NOT_SUBSCRIBED
GRANTING = [source for source in Source if source not in (Source.TICK, Source.RECIPIENT, Source.PURCHASE)]


def said(
    state: ConsentState,
    source: ConsentSource = Source.CHANGE,
    when: timedelta = timedelta(0),
    *,
    dated: bool = True,
) -> ConsentStatement:
    instant = START + when
    return ConsentStatement(state=state, source=source, time=Stamp(instant, instant), dated=dated)


def after(statements: Iterable[ConsentStatement]) -> Consent:
    consent = Consent()
    for number, statement in enumerate(statements):
        consent = apply(consent, statement, f"event-{number}")
    return consent


def tick(when: timedelta = timedelta(0)) -> ConsentStatement:
    return said(SUBSCRIBED, Source.TICK, when)


def test_nobody_is_subscribed_who_never_said_so() -> None:
    assert Consent().state is NOTHING
    assert not Consent().granted


@pytest.mark.parametrize("source", [*GRANTING, Source.TICK])
def test_subscribed_grants_whoever_tells(source: ConsentSource) -> None:
    assert after([said(SUBSCRIBED, source)]).granted


@pytest.mark.parametrize(
    ("state", "before", "then"),
    [
        (PENDING, NOTHING, PENDING),
        (PENDING, SUBSCRIBED, SUBSCRIBED),  # it never un-confirms
        (NOTHING, NOTHING, NOTHING),
        (NOTHING, SUBSCRIBED, SUBSCRIBED),  # it grants nothing and withdraws nothing
        (NOTHING, State.UNSUBSCRIBED, State.UNSUBSCRIBED),
        (State.UNSUBSCRIBED, SUBSCRIBED, State.UNSUBSCRIBED),
        (State.REDACTED, SUBSCRIBED, State.REDACTED),
        (State.INVALID, SUBSCRIBED, State.INVALID),
        (State.UNSUBSCRIBED, PENDING, State.UNSUBSCRIBED),
        (SUBSCRIBED, PENDING, SUBSCRIBED),
        (SUBSCRIBED, State.UNSUBSCRIBED, SUBSCRIBED),  # who comes back has come back
    ],
)
def test_a_newer_state_counts_as_shopify_means_it(
    state: ConsentState, before: ConsentState, then: ConsentState
) -> None:
    assert after([said(before), said(state, when=DAY)]).state is then


@pytest.mark.parametrize("left", sorted(WITHDRAWN))
@pytest.mark.parametrize("how", [Source.CHANGE, Source.RECORD, Source.RECIPIENT])
@pytest.mark.parametrize("ticked", [-DAY, timedelta(0), DAY])
def test_a_tick_never_lifts_an_unsubscribe_in_any_order(
    left: ConsentState, how: ConsentSource, ticked: timedelta
) -> None:
    for order in permutations([said(left, how), tick(ticked), said(PENDING, when=2 * DAY)]):
        assert not after(order).granted


def test_a_tick_takes_nothing_from_who_has_subscribed() -> None:
    for order in permutations([said(SUBSCRIBED), tick(DAY)]):
        assert after(order).granted


@pytest.mark.parametrize("left", sorted(WITHDRAWN))
def test_of_the_same_moment_the_withdrawal_counts(left: ConsentState) -> None:
    for order in permutations([said(SUBSCRIBED), said(left)]):
        assert after(order).state is left


def test_a_record_that_repeats_an_undated_grant_brings_nobody_back_who_left_by_our_link() -> None:
    left = said(State.UNSUBSCRIBED, Source.RECIPIENT, HOUR)
    repeated = said(SUBSCRIBED, Source.RECORD, DAY, dated=False)

    assert not after([said(SUBSCRIBED), left, repeated]).granted
    assert not after([left, repeated, said(SUBSCRIBED)]).granted


@pytest.mark.parametrize("source", [Source.CHANGE, Source.FORM, Source.API, Source.RECORD])
def test_who_left_by_our_link_comes_back_by_a_newer_dated_grant(source: ConsentSource) -> None:
    left = said(State.UNSUBSCRIBED, Source.RECIPIENT, HOUR)

    for order in permutations([said(SUBSCRIBED), left, said(SUBSCRIBED, source, DAY)]):
        assert after(order).granted


def test_an_undated_record_lifts_what_shopify_itself_withdrew() -> None:
    repeated = said(SUBSCRIBED, Source.RECORD, DAY, dated=False)

    assert after([said(State.UNSUBSCRIBED), repeated]).granted


def bought(when: timedelta = timedelta(0)) -> ConsentStatement:
    return said(SUBSCRIBED, Source.PURCHASE, when)


def moved(when: timedelta = timedelta(0)) -> ConsentStatement:
    return said(NOTHING, Source.PURCHASE, when)


def test_a_customer_may_be_written_to_until_they_move() -> None:
    assert after([bought()]).basis is LawfulBasis.SOFT_OPT_IN
    assert after([bought(), moved(DAY)]).basis is None
    assert after([moved(DAY), bought()]).basis is None
    assert after([bought(), moved()]).basis is None  # of the same moment, not
    assert after([bought(), moved(DAY), bought(2 * DAY)]).granted


@pytest.mark.parametrize("how", [Source.CHANGE, Source.RECIPIENT, Source.PREFERENCES, Source.SUNSET])
@pytest.mark.parametrize("when", [-DAY, timedelta(0), DAY])
def test_no_purchase_ever_speaks_for_who_once_said_no(how: ConsentSource, when: timedelta) -> None:
    told = [said(State.UNSUBSCRIBED, how), bought(when)]

    assert not after(told).granted
    assert not after(reversed(told)).granted


@pytest.mark.parametrize("word", [said(SUBSCRIBED, Source.FORM, -DAY), tick(-DAY), tick(DAY)])
def test_a_word_of_their_own_outranks_a_purchase(word: ConsentStatement) -> None:
    for told in ([word, bought()], [bought(), word], [bought(), moved(DAY), word]):
        assert after(told).agreed
        assert after(told).basis is LawfulBasis.CONSENT


def test_a_purchase_signs_up_for_nothing_and_a_word_after_it_does() -> None:
    signed = apply(after([bought()]), said(SUBSCRIBED, Source.FORM, DAY), "form-1")

    assert after([bought()]).first is None
    assert is_first_grant(signed, "form-1")
    assert (signed.source, signed.event_id) == (Source.FORM, "form-1")


dated = st.builds(
    said,
    st.sampled_from([state for state in State if state is not NOTHING]),
    st.sampled_from(GRANTING),
    st.integers(0, 50).map(lambda number: number * MINUTE),
)
ticks = st.integers(0, 50).map(lambda number: tick(number * MINUTE))
purchases = st.builds(
    said,
    st.sampled_from([SUBSCRIBED, NOTHING]),
    st.just(Source.PURCHASE),
    st.integers(0, 50).map(lambda number: number * MINUTE),
)
leaving = st.builds(
    said,
    st.just(State.UNSUBSCRIBED),
    st.just(Source.RECIPIENT),
    st.integers(0, 50).map(lambda number: number * MINUTE),
)
statements = st.lists(dated | ticks | leaving | purchases, min_size=2, max_size=6)


@given(statements, st.randoms(use_true_random=False))
@settings(max_examples=300, deadline=None)
def test_whether_one_may_write_does_not_depend_on_who_tells_first(
    told: list[ConsentStatement], chance: object
) -> None:
    shuffled = list(told)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    assert after(shuffled).granted is after(told).granted


@given(statements, st.integers(0, 5))
def test_a_statement_told_twice_says_nothing_new(told: list[ConsentStatement], which: int) -> None:
    consent = after(told)

    assert apply(consent, told[which % len(told)], "again").state is consent.state


@given(statements)
@settings(max_examples=300, deadline=None)
def test_the_newest_word_of_the_person_counts(told: list[ConsentStatement]) -> None:
    grants = [each.time for each in told if each.state is SUBSCRIBED and each.source in GRANTING]
    withdrawals = [each.time for each in told if each.state in WITHDRAWN]
    ticked = any(each.source is Source.TICK for each in told)
    bought = [each.time for each in told if each.state is SUBSCRIBED and each.source is Source.PURCHASE]
    moved = [each.time for each in told if each.state is NOTHING and each.source is Source.PURCHASE]
    customer = bool(bought) and (not moved or max(bought) > max(moved))

    came_back = bool(grants) and (not withdrawals or max(grants) > max(withdrawals))
    allowed = came_back or ((ticked or customer) and not withdrawals)

    assert after(told).granted is allowed


def first_of(statements: Sequence[ConsentStatement]) -> int | None:
    """Which of the statements, numbered as told, first subscribed the contact."""
    consent = after(statements)
    return next((n for n in range(len(statements)) if is_first_grant(consent, f"event-{n}")), None)


@pytest.mark.parametrize(
    ("told", "first"),
    [
        ([said(SUBSCRIBED)], 0),
        ([said(SUBSCRIBED), said(SUBSCRIBED, when=DAY)], 0),
        ([said(PENDING), said(SUBSCRIBED, when=DAY)], 1),  # confirmed
        ([said(SUBSCRIBED), said(State.UNSUBSCRIBED, when=HOUR), said(SUBSCRIBED, when=DAY)], 0),
        ([said(SUBSCRIBED, Source.MENTION), said(SUBSCRIBED)], 1),  # an order quotes it before it arrives
        ([tick(DAY), said(SUBSCRIBED)], 1),  # the tick came later, and arrived earlier
        ([said(State.UNSUBSCRIBED)], None),
        ([said(PENDING)], None),
    ],
)
def test_one_event_is_the_one_that_first_subscribed(told: list[ConsentStatement], first: int | None) -> None:
    assert first_of(told) == first


def test_the_first_grant_is_known_again_when_it_is_redelivered() -> None:
    consent = after([said(SUBSCRIBED)])

    again = apply(consent, said(SUBSCRIBED), "event-0")

    assert again == consent
    assert is_first_grant(again, "event-0")
    assert made_current(again, "event-0")


def test_the_event_that_withdrew_is_known_again_when_it_is_redelivered() -> None:
    told = [said(SUBSCRIBED), said(State.UNSUBSCRIBED, when=HOUR)]
    consent = after(told)

    assert made_current(apply(consent, told[1], "event-1"), "event-1")
    assert not made_current(consent, "event-0")


def test_an_event_that_repeats_a_state_is_not_the_one_that_brought_it_about() -> None:
    left = said(State.UNSUBSCRIBED, when=HOUR)
    consent = after([said(SUBSCRIBED), left, said(State.UNSUBSCRIBED, when=DAY)])

    assert made_current(consent, "event-1")
    assert not made_current(consent, "event-2")


def test_a_swapped_pair_of_webhooks_keeps_its_order_by_their_claims() -> None:
    """The later one, capped at its early arrival, still claims the later time."""
    arrived: datetime = START
    earlier = ConsentStatement(state=SUBSCRIBED, source=Source.CHANGE, time=Stamp.of(START + MINUTE, arrived))
    later = ConsentStatement(
        state=State.UNSUBSCRIBED, source=Source.CHANGE, time=Stamp.of(START + 2 * MINUTE, arrived)
    )

    assert not after([later, earlier]).granted
    assert not after([earlier, later]).granted
