"""The instant at which time alone changes a condition: never too late, and never without need."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from homing.domain.condition import HISTORY, Condition
from homing.domain.facts import Deed, Facts, holds, judged
from homing.domain.fading import next_change
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from tests.builders import DAY, HOUR, at

NOW = at("2026-03-04 11:00")
READER: TypeAdapter[Condition] = TypeAdapter(Condition)


def known(*ago: timedelta, now: datetime = NOW, **values: Any) -> Facts:
    deeds = tuple(Deed(name="Product Viewed", at=NOW - each) for each in ago)
    facts = {f"contact.{name}": value for name, value in values.items()}
    return Facts(now=now, values=facts, deeds={"Product Viewed": deeds})


def changes(written: Any, facts: Facts) -> datetime | None:
    return next_change(READER.validate_python(written), facts)


def viewed(**count: Any) -> dict[str, Any]:
    return {"event": "Product Viewed", **count}


def test_what_was_done_often_enough_ceases_to_be_with_the_last_deed_that_is_needed() -> None:
    facts = known(6 * DAY, 5 * DAY, 4 * DAY, 3 * DAY)

    assert changes(viewed(at_least=3, within="7d"), facts) == NOW + 2 * DAY
    assert changes(viewed(at_least=5, within="7d"), facts) is None


def test_what_was_done_too_often_is_forgiven_with_time() -> None:
    facts = known(6 * DAY, 5 * DAY, 4 * DAY)

    assert changes(viewed(at_most=1, within="7d"), facts) == NOW + 2 * DAY
    assert changes(viewed(at_most=0, within="7d"), facts) == NOW + 3 * DAY
    assert changes({"not": viewed(within="7d")}, facts) == NOW + 3 * DAY


def test_without_a_time_a_deed_is_known_for_as_long_as_history_is_kept() -> None:
    assert changes(viewed(), known(6 * DAY)) == NOW - 6 * DAY + HISTORY


def test_a_time_that_is_known_is_near_and_then_far() -> None:
    lately = {"fact": "contact.first_seen", "within": "30d"}

    assert changes(lately, known(first_seen=NOW - DAY)) == NOW + 29 * DAY
    assert changes(lately, known(first_seen=NOW + DAY)) == NOW + DAY
    assert changes(lately, known(first_seen=NOW - 31 * DAY)) is None
    assert changes(lately, known()) is None


@pytest.mark.parametrize(
    ("now", "turns"),
    [
        ("2026-03-04 11:00", "2026-05-31 22:00"),
        ("2026-02-28 22:59", "2026-02-28 23:00"),
        ("2026-12-24 18:00", "2027-02-28 23:00"),
    ],
)
def test_a_season_ends_at_midnight_where_the_contact_lives(now: str, turns: str) -> None:
    written = {"fact": "contact.season", "is": "spring"}

    assert changes(written, known(now=at(now), zone="Europe/Oslo")) == at(turns)


@pytest.mark.parametrize(
    ("birthday", "turns"),
    [
        ("1990-05-17", "2026-05-17 00:00"),
        ("1990-03-04", "2027-03-04 00:00"),
        ("1992-02-29", "2027-03-01 00:00"),
        ("soon", None),
    ],
)
def test_a_contact_grows_older_on_their_birthday(birthday: str, turns: str | None) -> None:
    written = {"fact": "contact.age", "at_least": 18}

    expected = at(turns) if turns else None
    assert changes(written, known(birthday=birthday, zone="UTC")) == expected


def test_what_has_to_change_first_is_waited_for_and_not_each_part() -> None:
    facts = known(6 * DAY, first_seen=NOW - 2 * DAY)
    looked, new = viewed(within="7d"), {"fact": "contact.first_seen", "within": "30d"}
    never = {"fact": "contact.country", "is": "NO"}

    assert changes({"all": [looked, new]}, facts) == NOW + DAY
    assert changes({"any": [looked, new]}, facts) == NOW + 28 * DAY
    assert changes({"all": [looked, never]}, facts) is None  # nothing but an event tells a country
    assert changes({"any": [looked, never]}, facts) == NOW + DAY


counts = st.fixed_dictionaries(
    {"event": st.just("Product Viewed")},
    optional={
        "at_least": st.integers(1, 4),
        "at_most": st.integers(0, 4),
        "within": st.sampled_from(["1d", "3d", "1w", "30d"]),
    },
)
recent = st.builds(
    lambda days: {"fact": "contact.first_seen", "within": f"{days}d"}, st.sampled_from([1, 5, 20])
)
written_conditions = st.recursive(
    counts | recent,
    lambda parts: (
        parts.map(lambda part: {"not": part})
        | st.lists(parts, max_size=3).map(lambda each: {"all": each})
        | st.lists(parts, max_size=3).map(lambda each: {"any": each})
    ),
    max_leaves=6,
)
hours = st.integers(0, 24 * 40).map(lambda n: n * HOUR)


@given(written_conditions, st.lists(hours, max_size=8), hours)
def test_nothing_changes_before_the_instant_that_is_named(
    written: Any, ago: list[timedelta], first_seen: timedelta
) -> None:
    condition = READER.validate_python(written)
    facts = known(*ago, first_seen=NOW - first_seen)
    truth = holds(condition, facts)
    turns = next_change(condition, facts)

    assert turns is None or turns > NOW
    for hour in range(0, 24 * 41, 5):
        then = NOW + hour * HOUR
        if turns is None or then < turns:
            assert holds(condition, facts.model_copy(update={"now": then})) is truth


opens = st.fixed_dictionaries(
    {"event": st.just("Email Opened")},
    optional={
        "at_least": st.integers(1, 3),
        "at_most": st.integers(0, 3),
        "within": st.sampled_from(["1d", "3d", "1w"]),
    },
)
with_opens = st.recursive(
    opens | counts,
    lambda parts: (
        parts.map(lambda part: {"not": part})
        | st.lists(parts, max_size=3).map(lambda each: {"all": each})
        | st.lists(parts, max_size=3).map(lambda each: {"any": each})
    ),
    max_leaves=6,
)
mails = st.lists(st.tuples(hours, st.booleans()), max_size=6)


@given(with_opens, st.lists(hours, max_size=4), st.lists(hours, max_size=4), mails)
def test_nor_does_what_rests_on_opens_that_nobody_saw(
    written: Any, viewed_ago: list[timedelta], opened_ago: list[timedelta], mailed: list[Any]
) -> None:
    condition = READER.validate_python(written)
    facts = known(*viewed_ago)
    deeds = {
        **facts.deeds,
        "Email Opened": tuple(Deed(name="Email Opened", at=NOW - ago) for ago in opened_ago),
        "Email Delivered": tuple(
            Deed(name="Email Delivered", at=NOW - ago, properties={"pixel": pixel}) for ago, pixel in mailed
        ),
    }
    facts = facts.model_copy(update={"deeds": deeds})
    truth = judged(condition, facts)
    turns = next_change(condition, facts)

    assert turns is None or turns > NOW
    for hour in range(0, 24 * 41, 5):
        then = NOW + hour * HOUR
        if turns is None or then < turns:
            assert judged(condition, facts.model_copy(update={"now": then})) is truth
