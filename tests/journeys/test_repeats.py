"""Reminders that come again and again, moved earlier and later, until they end."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.builders import DAY, HOUR, MINUTE, at
from tests.journeys.conftest import Story, play
from tests.journeys.small import identify, shop_of, track

START = at("2026-03-02 00:00")  # a Monday; the clocks change on the 29th
TOLD = START + 10 * HOUR

REMINDER = """
name: reminder
trigger: {type: event, event: Plan Started}
key: [plan]
re_entry: once
exit: [{event: Plan Ended, match: [plan]}]
steps:
  - id: every_period
    type: repeat
    every: trigger.every_days
    first: {date: trigger.next_at}
    moved_by: {event: Reminder Moved, to: next_at}
    steps:
      - {id: due, type: email, purpose: transactional, hours: any}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return shop_of(tmp_path, REMINDER)


def plan(name: str = "a", **told: Any) -> str:
    usual: dict[str, Any] = {"plan": name, "every_days": 14, "next_at": "2026-03-10"}
    return track("Plan Started", TOLD, **usual | told)


def moved(at: datetime, to: str, name: str = "a", **more: Any) -> str:
    return track("Reminder Moved", at, plan=name, next_at=to, **more)


def tell(shop: Path, *told: str, days: int = 60) -> Story:
    return play([identify(TOLD - HOUR), *told], start=START, days=days, workflows=shop)


def days_of(story: Story) -> list[str]:
    """The days on which reminders left, each a little after nine on the recipient's clock."""
    assert all(clock[11:14] == "09:" and clock[14:16] <= "10" for _, clock in story.sent())
    assert story.account.crashes == []
    assert story.account.dead_letters() == []
    return [clock[5:10] for _, clock in story.sent()]


def test_a_reminder_comes_every_period_at_the_same_hour_over_a_change_of_the_clocks(shop: Path) -> None:
    story = tell(shop, plan())

    assert days_of(story) == ["03-10", "03-24", "04-07", "04-21"]
    assert len(story.of("enrolled")) == 1
    assert not story.of("completed")


def test_between_two_passes_no_execution_runs(shop: Path) -> None:
    story = tell(shop, plan())

    executions = story.account.stepper.executions
    assert len(executions) == 4
    assert {each.status for each in executions.values()} == {"SUCCEEDED"}
    assert {each.visits for each in executions.values()} == {2}  # the mail, and the question of the next


def test_a_reminder_that_is_moved_earlier_comes_earlier_and_the_next_follow(shop: Path) -> None:
    story = tell(shop, plan(), moved(at("2026-03-12 12:00"), "2026-03-17"))

    assert days_of(story) == ["03-10", "03-17", "03-31", "04-14", "04-28"]


def test_a_reminder_that_is_moved_later_comes_later_and_the_next_follow(shop: Path) -> None:
    story = tell(shop, plan(), moved(at("2026-03-12 12:00"), "2026-03-27"))

    assert days_of(story) == ["03-10", "03-27", "04-10", "04-24"]


def test_the_first_reminder_can_be_moved_before_it_came(shop: Path) -> None:
    story = tell(shop, plan(), moved(at("2026-03-05 12:00"), "2026-03-07"), days=25)

    assert days_of(story) == ["03-07", "03-21"]


def test_the_last_word_counts_whatever_the_order_in_which_it_comes(shop: Path) -> None:
    first = moved(at("2026-03-12 12:00"), "2026-03-17", arrives=at("2026-03-12 12:10"))
    second = moved(at("2026-03-12 12:05"), "2026-03-20")

    assert days_of(tell(shop, plan(), first, second, days=22)) == ["03-10", "03-20"]


def test_a_date_that_nobody_can_read_moves_nothing(shop: Path) -> None:
    story = tell(shop, plan(), moved(at("2026-03-12 12:00"), "soon"), days=25)

    assert days_of(story) == ["03-10", "03-24"]


def test_a_date_gone_by_is_reminded_of_at_once_and_once(shop: Path) -> None:
    story = tell(shop, plan(), moved(at("2026-03-12 12:00"), "2026-03-01"), days=24)

    assert [clock[5:16] for _, clock in story.sent()][1] == "03-12 13:00"
    assert len(story.sent()) == 2


def test_another_plan_is_left_alone(shop: Path) -> None:
    told = [plan(), plan("b", next_at="2026-03-11"), moved(at("2026-03-12 12:00"), "2026-03-17", "b")]

    assert days_of(tell(shop, *told, days=24)) == ["03-10", "03-11", "03-17", "03-24"]


def test_the_end_of_a_plan_ends_its_reminders_and_no_others(shop: Path) -> None:
    ended = track("Plan Ended", at("2026-03-12 12:00"), plan="a")

    story = tell(shop, plan(), plan("b", next_at="2026-03-11"), ended, days=30)

    assert days_of(story) == ["03-10", "03-11", "03-25"]
    assert [line["reason"] for line in story.of("exited")] == ["Plan Ended"]


def test_an_end_that_overtook_its_plan_still_prevents_it_and_that_of_another_does_not(shop: Path) -> None:
    late = track("Plan Started", TOLD, arrives=TOLD + 10 * MINUTE, plan="a", every_days=14)
    other = track("Plan Started", TOLD + MINUTE, arrives=TOLD + 11 * MINUTE, plan="b", next_at="2026-03-04")
    ended = track("Plan Ended", TOLD + 5 * MINUTE, plan="a")

    story = tell(shop, late, other, ended, days=5)

    assert [line["reason"] for line in story.of("refused")] == ["exited"]
    assert days_of(story) == ["03-04"]


def test_a_plan_without_a_date_begins_after_a_period_and_without_a_period_comes_once(shop: Path) -> None:
    assert days_of(tell(shop, plan(next_at=None), days=20)) == ["03-16"]
    once = tell(shop, plan(every_days="now and then"))
    assert days_of(once) == ["03-10"]
    assert len(once.of("completed")) == 1


def test_the_same_plan_told_twice_reminds_once(shop: Path) -> None:
    again = track("Plan Started", TOLD + DAY, plan="a", every_days=14, next_at="2026-03-11")

    story = tell(shop, plan(), plan(), again, days=20)

    assert days_of(story) == ["03-10"]
    assert [line["reason"] for line in story.of("refused")] == ["re_entry"]


ASKING = """
name: asking
trigger: {type: event, event: Demo Requested}
steps:
  - id: ask_again
    type: repeat
    every: 7d
    times: 3
    until: {fact: contact.satisfied, is: true}
    steps:
      - {id: ask, type: email, purpose: transactional, hours: any}
      - {id: day_2, type: wait, day: 2}
      - {id: remind, type: email, purpose: transactional, hours: any}
  - {id: thanks, type: email, purpose: transactional, hours: any}
"""


def test_the_steps_of_a_pass_count_from_its_own_start_and_the_last_leads_on(tmp_path: Path) -> None:
    asked = track("Demo Requested", TOLD)

    story = tell(shop_of(tmp_path, ASKING), asked)

    assert [(step, clock[5:10]) for step, clock in story.sent()] == [
        ("ask", "03-02"),
        ("remind", "03-04"),
        ("ask", "03-09"),
        ("remind", "03-11"),
        ("ask", "03-16"),
        ("remind", "03-18"),
        ("thanks", "03-18"),
    ]
    assert len(story.of("completed")) == 1


def test_what_is_true_in_the_end_ends_the_repeat(tmp_path: Path) -> None:
    asked = track("Demo Requested", TOLD)
    done = identify(at("2026-03-10 12:00"), satisfied=True)

    story = tell(shop_of(tmp_path, ASKING), asked, done)

    assert story.steps() == ["ask", "remind", "ask", "thanks"]
    assert [line["reason"] for line in story.of("skipped")] == ["condition"]


WAITING = """
name: waiting
trigger: {type: event, event: Plan Started}
steps:
  - id: every_week
    type: repeat
    every: 7d
    moved_by: {event: Reminder Moved, to: next_at}
    steps:
      - {id: day_3, type: wait, day: 3}
      - {id: due, type: email, purpose: transactional, hours: any}
"""


@pytest.mark.parametrize(
    ("to", "leaves"), [("2026-03-04", "03-07"), ("2026-03-01T12:00:00Z", "03-04"), ("2026-02-28", "03-03")]
)
def test_a_pass_under_way_whose_mail_has_not_left_is_moved(tmp_path: Path, to: str, leaves: str) -> None:
    story = tell(shop_of(tmp_path, WAITING), plan(), moved(TOLD + DAY, to), days=7)

    assert [clock[5:10] for _, clock in story.sent()] == [leaves]
    assert story.account.dead_letters() == []
