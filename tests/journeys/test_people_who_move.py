"""Who moves to another zone is written to at their new hour, whatever it is that they wait for."""

from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest

from tests.builders import DAY, HOUR, at
from tests.journeys.conftest import Story, play
from tests.journeys.flows import identified, person, tracked, write_flows

START = at("2026-03-02 00:00")  # a Monday
TOLD = START + 10 * HOUR

PLAN = """
name: plan
trigger: {type: event, event: Plan Started}
key: [plan]
steps:
  - id: period
    type: repeat
    every: trigger.every_days
    first: {date: trigger.next_at, at: "09:00"}
    moved_by: {event: Reminder Moved, to: next_at}
    steps: [{id: due, type: email, purpose: transactional, hours: any}]
"""
AFTER_A_STEP = """
name: after_a_step
trigger: {type: event, event: Appointment Booked}
key: [booking]
steps:
  - {id: noted, type: update, set: {has_booked: true}}
  - {id: until, type: wait, %s}
  - {id: told, type: email, purpose: transactional, hours: any}
"""
CHECK_UP = """
name: check_up
trigger: {type: date, event: Appointment Completed, "on": {date: trigger.time, plus: 2w, at: "09:00"}}
key: [service]
re_entry: every
steps: [{id: book, type: email, purpose: transactional, hours: any}]
"""
RENEWAL = """
name: renewal
trigger: {type: date, "on": {date: contact.renews_on, plus: -3d, at: "10:00"}}
key: [date]
steps: [{id: renew, type: email, purpose: transactional, hours: any}]
"""


def tell(folder: Path, flow: str, *told: str, days: int = 30) -> Story:
    return play([*person(START), *told], workflows=write_flows(folder, flow), start=START, days=days)


def moves(when: datetime, zone: str) -> str:
    return identified(when, timezone=zone)


def hours_of(story: Story) -> list[str]:
    assert story.account.crashes == []
    assert story.account.dead_letters() == []
    return [clock[5:13] for _, clock in story.sent()]


def plan(next_at: str = "2026-03-10", every_days: float = 7) -> str:
    return tracked("Plan Started", TOLD, plan="a", next_at=next_at, every_days=every_days)


EAST, WEST = "Asia/Tokyo", "America/Los_Angeles"


@pytest.mark.parametrize("zone", [EAST, WEST])
@pytest.mark.parametrize("when", ["2026-03-05 12:00", "2026-03-12 12:00"])
def test_reminders_that_sleep_follow_before_the_first_and_between_two(
    tmp_path: Path, zone: str, when: str
) -> None:
    story = tell(tmp_path, PLAN, plan(), moves(at(when), zone))

    assert hours_of(story) == ["03-10 09", "03-17 09", "03-24 09", "03-31 09"]


def test_who_moves_east_past_the_hour_of_a_reminder_gets_it_at_once_and_once(tmp_path: Path) -> None:
    story = tell(tmp_path, PLAN, plan(), moves(at("2026-03-10 05:00"), EAST), days=16)

    assert hours_of(story) == ["03-10 14", "03-17 09"]


@pytest.mark.parametrize("zone", [EAST, WEST])
def test_an_exact_time_that_was_told_stays(tmp_path: Path, zone: str) -> None:
    to = tracked("Reminder Moved", TOLD + HOUR, plan="a", next_at="2026-03-10T13:30:00Z")

    story = tell(tmp_path, PLAN, plan(), to, moves(TOLD + DAY, zone), days=12)

    assert [each["at"][5:16] for each in story.of("sent")] == ["03-10T13:30"]


def test_a_period_of_hours_follows_nobody(tmp_path: Path) -> None:
    story = tell(tmp_path, PLAN, plan(every_days=1.5), moves(at("2026-03-10 12:00"), EAST), days=12)

    apart = [datetime.fromisoformat(each["at"].replace("Z", "+00:00")) for each in story.of("sent")]
    assert {later - earlier for earlier, later in pairwise(apart)} == {36 * HOUR}


@pytest.mark.parametrize("zone", [EAST, WEST])
@pytest.mark.parametrize(
    ("wait", "hour"),
    [
        ('day: 4, at: "11:00"', "03-06 11"),
        ('weekday: friday, at: "11:00"', "03-06 11"),
        ('until: {date: trigger.appointment_on, plus: -1d, at: "11:00"}', "03-11 11"),
    ],
)
def test_a_wait_behind_a_step_that_sends_nothing_follows_too(
    tmp_path: Path, wait: str, hour: str, zone: str
) -> None:
    booked = tracked("Appointment Booked", TOLD, booking="b1", appointment_on="2026-03-12")

    story = tell(tmp_path, AFTER_A_STEP % wait, booked, moves(TOLD + DAY, zone))

    assert hours_of(story) == [hour]


def test_a_wait_by_time_follows_nobody(tmp_path: Path) -> None:
    booked = tracked("Appointment Booked", TOLD, booking="b1")

    story = tell(tmp_path, AFTER_A_STEP % "after: 2d", booked, moves(TOLD + DAY, EAST))

    assert [each["at"][5:16] for each in story.of("sent")] == ["03-04T10:00"]


def test_a_date_moved_earlier_wakes_who_waits_behind_a_step_that_sends_nothing(tmp_path: Path) -> None:
    until = 'until: {date: trigger.appointment_on, plus: -1d, at: "11:00"}, '
    until += "moved_by: {event: Appointment Moved, to: appointment_on}"
    booked = tracked("Appointment Booked", TOLD, booking="b1", appointment_on="2026-03-20")
    moved = tracked("Appointment Moved", TOLD + DAY, booking="b1", appointment_on="2026-03-10")

    story = tell(tmp_path, AFTER_A_STEP % until, booked, moved, moved)

    assert hours_of(story) == ["03-09 11"]
    assert len(story.of("waiting", reason="date_moved")) == 1


@pytest.mark.parametrize("zone", [EAST, WEST])
def test_a_date_that_an_event_brought_follows(tmp_path: Path, zone: str) -> None:
    done = tracked("Appointment Completed", TOLD, service="teeth")

    story = tell(tmp_path, CHECK_UP, done, moves(TOLD + DAY, zone))

    assert hours_of(story) == ["03-16 09"]


@pytest.mark.parametrize("zone", [EAST, WEST])
def test_a_date_of_the_contact_follows(tmp_path: Path, zone: str) -> None:
    renews = identified(TOLD, renews_on="2026-03-20")

    story = tell(tmp_path, RENEWAL, renews, moves(TOLD + DAY, zone))

    assert hours_of(story) == ["03-17 10"]


def test_what_has_come_before_they_moved_does_not_come_again(tmp_path: Path) -> None:
    done = tracked("Appointment Completed", TOLD, service="teeth")

    story = tell(tmp_path, CHECK_UP, done, moves(at("2026-03-16 08:30"), WEST))

    assert [each["at"][5:13] for each in story.of("sent")] == ["03-16T08"]
    assert len(story.of("enrolled")) == 1
