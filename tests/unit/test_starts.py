"""The pure parts of what starts a workflow: counts in any order, days of the year, keys that fit."""

from datetime import date, timedelta

import pytest
from homing.domain.anniversary import anniversary_of, next_coming
from homing.domain.counts import reached
from homing.domain.places import LONGEST, fitting
from homing.domain.told_event import MOST_BYTES, told
from homing.domain.trigger import DateTrigger
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import DAY, HOUR, at

NOON = at("2026-03-03 12:00")
YEARLY = DateTrigger.model_validate({"on": {"date": "contact.birthday", "at": "09:00"}, "yearly": True})


@given(st.lists(st.integers(0, 400), min_size=1, max_size=12, unique=True), st.data())
def test_in_whatever_order_the_news_comes_a_count_is_reached_if_it_is_in_the_right_one(
    hours: list[int], data: st.DataObject
) -> None:
    within, least = timedelta(days=7), 3
    times = [NOON + each * HOUR for each in hours]
    in_order = sorted(times)
    enough = any(b - a < within for a, b in zip(in_order, in_order[least - 1 :], strict=False))

    known: list[object] = []
    found = False
    for each in data.draw(st.permutations(times)):
        known.append(each)
        found |= reached(known, each, within, least) is not None  # type: ignore[arg-type]

    assert found is enough


def test_the_event_that_makes_the_count_is_fresh_and_one_more_is_not() -> None:
    times = [NOON + n * HOUR for n in range(4)]

    third, fourth = reached(times[:3], times[2], DAY, 3), reached(times, times[3], DAY, 3)

    assert third is not None
    assert (third.at, third.fresh) == (times[2], True)
    assert fourth is not None
    assert not fourth.fresh
    assert reached(times, times[2], DAY, 3) == third  # told again when the fourth is known


@pytest.mark.parametrize("told_day", ["1996-02-29", "--02-29"])
def test_a_leap_day_is_the_28th_where_there_is_none(told_day: str) -> None:
    found = anniversary_of(told_day)

    assert found is not None
    assert [found.in_year(year) for year in (2027, 2028)] == [date(2027, 2, 28), date(2028, 2, 29)]


@pytest.mark.parametrize("told_day", ["soon", "", None, 7, "1990-13-01", "--02-30"])
def test_what_is_no_day_comes_never(told_day: object) -> None:
    coming = next_coming(YEARLY, {"contact.birthday": told_day}, "c-1", "Europe/Oslo", after=NOON)

    assert coming is None


@given(
    st.dates(date(1930, 1, 1), date(2020, 12, 31)),
    st.sampled_from(["Europe/Oslo", "America/New_York", "Pacific/Auckland", "Asia/Kolkata"]),
    st.datetimes(at("2026-01-01 00:00").replace(tzinfo=None), at("2030-01-01 00:00").replace(tzinfo=None)),
)
def test_a_birthday_comes_within_a_year_and_once_a_year(born: date, zone: str, now: object) -> None:
    after = at(str(now)[:16])
    values = {"contact.birthday": born.isoformat()}

    first = next_coming(YEARLY, values, "c-1", zone, after=after)
    assert first is not None
    second = next_coming(YEARLY, values, "c-1", zone, after=first.at)

    assert after < first.at <= after + timedelta(days=367)
    assert second is not None
    assert second.day.year == first.day.year + 1


def test_a_long_key_fits_and_differs_from_its_like() -> None:
    one, other = fitting("c-1|" + "a" * 5000), fitting("c-1|" + "a" * 4999)

    assert one != other
    assert max(len(one), len(other)) <= LONGEST
    assert fitting("c-1|teeth") == "c-1|teeth"


def test_of_what_an_event_says_only_so_much_is_kept() -> None:
    kept = told("Form Submitted", NOON, {f"field_{n}": "x" * 500 for n in range(9)} | {"small": 1})

    assert sum(len(str(value)) for value in kept.values()) <= MOST_BYTES + 60
    assert kept["small"] == 1
    assert kept["event"] == "Form Submitted"
