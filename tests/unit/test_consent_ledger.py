"""The ledger of consent: what is appended, and that what stands follows from it alone."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from homing.domain.consent import Consent, ConsentSource, ConsentState, ConsentStatement
from homing.domain.consent_ledger import (
    MARKETING,
    TRACKING,
    Channel,
    ConsentEntry,
    LawfulBasis,
    Subject,
    derived,
    record,
)
from homing.domain.merged import consents
from homing.domain.time import Stamp
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import DAY, HOUR, MINUTE, at

START = at("2026-03-02 10:00")
State, Source = ConsentState, ConsentSource


class Book:
    """One contact's entries and what stands after them, as their writer keeps both."""

    def __init__(self) -> None:
        self.stands: dict[Subject, Consent] = {}
        self.entries: list[ConsentEntry] = []

    def hear(self, said: ConsentStatement, event_id: str, after: timedelta = timedelta(0)) -> bool:
        subject = (said.purpose, said.channel)
        change = record(self.stands.get(subject, Consent()), said, event_id, START + after)
        if change is None:
            return False
        assert change.entry is not None
        self.stands[subject] = change.consent
        self.entries.append(change.entry)
        return True


def said(
    state: ConsentState = State.SUBSCRIBED,
    source: ConsentSource = Source.CHANGE,
    when: timedelta = timedelta(0),
    **more: Any,
) -> ConsentStatement:
    return ConsentStatement(state=state, source=source, time=Stamp(START + when, START + when), **more)


statements = st.builds(
    said,
    st.sampled_from(State),
    st.sampled_from(Source),
    st.integers(0, 50).map(lambda number: number * MINUTE),
    dated=st.booleans(),
    purpose=st.sampled_from([MARKETING, TRACKING, "offers"]),
    channel=st.sampled_from(Channel),
)
told = st.lists(st.tuples(statements, st.integers(0, 5)), max_size=12)


def book(heard: Iterable[tuple[ConsentStatement, int]], name: str = "event") -> Book:
    """Statements as they were heard, each some minutes after the start: events overtake one another."""
    made = Book()
    for number, (statement, minutes) in enumerate(heard):
        made.hear(statement, f"{name}-{number}", minutes * MINUTE)
    return made


@given(told, st.randoms(use_true_random=False))
@settings(max_examples=300, deadline=None)
def test_what_stands_follows_from_the_entries_in_any_order(heard: Any, chance: Any) -> None:
    made = book(heard)
    shuffled = list(made.entries)
    chance.shuffle(shuffled)

    assert derived(shuffled) == made.stands


@given(told, told)
@settings(max_examples=200, deadline=None)
def test_of_two_who_are_one_the_entries_of_both_say_what_stands(one: Any, other: Any) -> None:
    elder, younger = book(one, "elder"), book(other, "younger")
    both: Mapping[Subject, Consent] = derived([*elder.entries, *younger.entries])

    for subject in {*elder.stands, *younger.stands}:
        joined = consents(elder.stands.get(subject, Consent()), younger.stands.get(subject, Consent()))
        assert both[subject].granted is joined.granted


@given(told, st.integers(0, 11))
@settings(max_examples=200, deadline=None)
def test_what_is_delivered_again_appends_nothing(heard: Any, which: int) -> None:
    made = book(heard)
    if heard:
        statement, _ = heard[which % len(heard)]
        before = len(made.entries)

        made.hear(statement, f"event-{which % len(heard)}", HOUR)

        assert len(made.entries) == before


@pytest.mark.parametrize("dated", [True, False])
@pytest.mark.parametrize("state", [State.SUBSCRIBED, State.PENDING, State.NOT_SUBSCRIBED])
def test_a_record_that_repeats_an_old_state_appends_nothing(state: ConsentState, dated: bool) -> None:
    made = Book()
    made.hear(said(state, Source.RECORD, dated=dated), "created")
    before = len(made.entries)

    for day in range(1, 9):  # touched for another reason; its date, if it has one, is that of the word
        when = timedelta(0) if dated else day * DAY
        assert not made.hear(said(state, Source.RECORD, when, dated=dated), f"touched-{day}", day * DAY)

    assert len(made.entries) == before


def test_each_word_that_counts_appends_one() -> None:
    made = Book()
    words = [
        said(State.PENDING, Source.FORM),
        said(State.SUBSCRIBED, Source.CONFIRMATION, MINUTE),
        said(State.UNSUBSCRIBED, Source.PREFERENCES, HOUR),
        said(State.UNSUBSCRIBED, Source.RECIPIENT, HOUR, channel=Channel.SMS),
        said(State.SUBSCRIBED, Source.FORM, purpose=TRACKING),
        said(State.UNSUBSCRIBED, Source.PREFERENCES, HOUR, purpose="offers"),
    ]

    assert all(made.hear(each, f"event-{n}") for n, each in enumerate(words))

    assert [entry.source for entry in made.entries] == [each.source for each in words]


def test_of_two_entries_of_one_instant_the_later_says_so() -> None:
    made = Book()
    made.hear(said(), "one")
    made.hear(said(State.UNSUBSCRIBED, when=MINUTE), "two")

    first, second = made.entries
    assert first.recorded_at < second.recorded_at


@pytest.mark.parametrize("basis", LawfulBasis)
def test_a_grant_has_its_basis_and_a_withdrawal_none(basis: LawfulBasis) -> None:
    made = Book()
    made.hear(said(basis=basis), "one")
    made.hear(said(State.UNSUBSCRIBED, when=MINUTE, basis=basis), "two")

    assert [entry.basis for entry in made.entries] == [basis, None]
