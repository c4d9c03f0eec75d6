"""Where a goal is heading, worked by hand."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from homing.domain.chance import Share
from homing.domain.pace import Outlook, Pace, pace, says
from homing.domain.workflow import Goal

FIRST = date(2027, 1, 1)
TODAY = date(2027, 2, 9)  # the fortieth day; who came by 1 February has had the whole seven days and the last
BY = date(2027, 3, 31)


def goal(**more: Any) -> Goal:
    said = {"event": "Order Completed", "within": "7d", "target": "15%", "by": "2027-03-31"}
    return Goal.model_validate({**said, **more})


def told(by_day: Mapping[date, Share], today: date = TODAY, **more: Any) -> Pace:
    found = pace(goal(**more), by_day, FIRST, today)
    assert found is not None
    return found


def daily(met: int, of: int, days: int = 40) -> dict[date, Share]:
    return {FIRST + timedelta(days=n): Share(met, of) for n in range(days)}


def test_a_goal_without_a_target_has_no_pace() -> None:
    assert pace(goal(target=None), daily(1, 10), FIRST, TODAY) is None


def test_at_a_steady_pace_the_share_stays_what_it_is() -> None:
    found = told(daily(12, 100))

    assert (found.closed, found.open) == (Share(384, 3200), Share(96, 800))
    assert found.still_to_come == 5000  # a hundred a day for fifty days
    assert found.projected == pytest.approx(Decimal("0.12"))
    assert found.outlook is Outlook.BEHIND
    assert says(found).startswith("At this pace 12.0% by 31 March 2027, ")
    assert says(found).endswith("target 15.0%. 800 more may still meet it.")


def test_whose_time_is_not_over_is_not_taken_for_a_failure() -> None:
    by_day = {day: Share(0 if day > date(2027, 2, 1) else 20, 100) for day in daily(0, 100)}
    found = told(by_day)

    assert found.projected == pytest.approx(Decimal("0.2"))
    assert found.outlook is Outlook.AHEAD


def test_those_to_come_do_as_those_of_the_last_four_weeks_whose_time_is_over() -> None:
    turned = date(2027, 1, 5)  # 28 days up to 1 February; four before them
    by_day = {day: Share(20 if day >= turned else 0, 100) for day in daily(0, 100)}
    found = told(by_day)

    # 28 x 20 met; 800 open and 5,000 to come at 20 %: 560 + 160 + 1,000 of 9,000.
    assert found.projected == pytest.approx(Decimal(1720) / Decimal(9000))


def test_who_met_it_before_their_time_is_over_counts_already() -> None:
    by_day = {day: Share(50 if day > date(2027, 2, 1) else 10, 100) for day in daily(0, 100)}

    # 3,200 at 10 %, 400 of 800 open, 5,000 to come at 10 %.
    assert told(by_day).projected == pytest.approx(Decimal(1220) / Decimal(9000))


@pytest.mark.parametrize(
    ("met", "outlook"),
    [(30, Outlook.AHEAD), (16, Outlook.ON_COURSE), (14, Outlook.AT_RISK), (8, Outlook.BEHIND)],
)
def test_how_it_looks_depends_on_what_is_likely(met: int, outlook: Outlook) -> None:
    by_day = {FIRST + timedelta(days=n): Share(met, 100) for n in (10, 20)}

    assert told(by_day, by=None).outlook is outlook


@pytest.mark.parametrize("by_day", [{}, daily(1, 10, 3), {TODAY: Share(5, 500)}])
def test_before_enough_have_had_their_time_nothing_is_foretold(by_day: dict[date, Share]) -> None:
    few = {day: Share(each.part, min(each.base, 9)) if day != TODAY else each for day, each in by_day.items()}
    found = told(few)

    assert found.outlook is Outlook.TOO_EARLY
    assert found.projected is None
    assert says(found).startswith("Too early to tell: " if by_day else "Nobody came yet")


@pytest.mark.parametrize(
    ("met", "outlook"), [(15, Outlook.REACHED), (14, Outlook.MISSED), (0, Outlook.MISSED)]
)
def test_once_its_day_is_past_and_all_time_is_over_it_was_met_or_not(met: int, outlook: Outlook) -> None:
    found = told(daily(met, 100), today=date(2027, 5, 1), by="2027-02-09")

    assert (found.outlook, found.projected) == (outlook, None)
    assert says(found) == f"{outlook.value.capitalize()}: {met}.0% by 9 February 2027; target 15.0%."


def test_who_comes_after_its_day_is_no_part_of_it() -> None:
    found = told(daily(15, 100, 60), today=date(2027, 5, 1), by="2027-01-10")

    assert found.closed == Share(150, 1000)


def test_in_the_days_after_its_day_some_may_still_meet_it() -> None:
    found = told(daily(12, 100), today=date(2027, 2, 12), by="2027-02-09")

    assert found.outlook is Outlook.BEHIND
    assert found.still_to_come == 0
    assert found.open.base == 500


def test_of_nobody_a_past_goal_says_so_plainly() -> None:
    of_nobody = told({}, today=date(2027, 5, 1), by="2027-02-09")

    assert says(of_nobody) == "Nobody came by 9 February 2027; target 15.0%."
