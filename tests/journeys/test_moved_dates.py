"""Dates that move while somebody waits for them: earlier, later or not at all, effective at once."""

from datetime import datetime
from pathlib import Path

import pytest

from tests.builders import DAY, HOUR, MINUTE, at, identified, subscriber, webhook
from tests.journeys.conftest import Story, play
from tests.journeys.flows import tracked, write_flows

SERIES = """
name: series
trigger: {type: event, event: Appointment Booked}
key: [booking]
re_entry: every
exit: [{event: Appointment Cancelled, match: [booking]}]
goal: {event: Order Completed, within: 7d}
steps:
  - {id: booked, type: email, purpose: transactional}
  - id: before
    type: wait
    until: {date: trigger.appointment_at, plus: -2d, at: "09:00"}
    moved_by: {event: Appointment Moved, to: appointment_at}
  - {id: two_days, type: email, purpose: transactional}
  - id: day_before
    type: wait
    until: {date: trigger.appointment_at, plus: -1d, at: "17:00"}
    moved_by: {event: Appointment Moved, to: appointment_at}
  - {id: tomorrow, type: email, purpose: transactional}
"""
SIGNED_UP = at("2026-03-02 10:00")
BOOKED = at("2026-03-03 12:00")


def booked(booking: str = "b1", day: str = "2026-03-20", when: datetime = BOOKED) -> str:
    return tracked("Appointment Booked", when, booking=booking, appointment_at=f"{day}T14:00:00+01:00")


def moved(day: str, when: datetime, booking: str = "b1", told_at: datetime | None = None) -> str:
    told = f"{day}T14:00:00+01:00"
    return tracked("Appointment Moved", when, told_at=told_at, booking=booking, appointment_at=told)


def signed_up() -> list[str]:
    return [webhook("customers/create", subscriber(at=SIGNED_UP), at=SIGNED_UP), identified(1, at=SIGNED_UP)]


def tell(tmp_path: Path, *told: str) -> Story:
    return play([*signed_up(), *told], workflows=write_flows(tmp_path, SERIES), days=40)


def mails(story: Story) -> list[tuple[str, str]]:
    return [(line["step"], line["local"][5:13]) for line in story.of("sent")]


AS_BOOKED = [("booked", "03-03T13"), ("two_days", "03-18T09"), ("tomorrow", "03-19T17")]


def test_an_earlier_date_wakes_whoever_waits(tmp_path: Path) -> None:
    """PostHog 82920: moved earlier, it "stayed on the original instant"."""
    story = tell(tmp_path, booked(), moved("2026-03-12", BOOKED + DAY))

    assert mails(story) == [("booked", "03-03T13"), ("two_days", "03-10T09"), ("tomorrow", "03-11T17")]


def test_a_later_date_lets_them_wait_longer(tmp_path: Path) -> None:
    story = tell(tmp_path, booked(), moved("2026-03-27", BOOKED + DAY))

    assert mails(story) == [("booked", "03-03T13"), ("two_days", "03-25T09"), ("tomorrow", "03-26T17")]


def test_later_and_earlier_again_while_it_is_parked(tmp_path: Path) -> None:
    later, earlier = moved("2026-03-30", BOOKED + DAY), moved("2026-03-24", BOOKED + 17 * DAY)

    story = tell(tmp_path, booked(), later, earlier)

    assert mails(story) == [("booked", "03-03T13"), ("two_days", "03-22T09"), ("tomorrow", "03-23T17")]


def test_between_two_messages_of_the_series_too(tmp_path: Path) -> None:
    story = tell(tmp_path, booked(), moved("2026-03-19", at("2026-03-18 08:30")))

    assert mails(story) == [("booked", "03-03T13"), ("two_days", "03-18T09"), ("tomorrow", "03-18T17")]


def test_a_cancelled_date_reminds_nobody(tmp_path: Path) -> None:
    story = tell(tmp_path, booked(), tracked("Appointment Cancelled", BOOKED + DAY, booking="b1"))

    assert mails(story) == AS_BOOKED[:1]
    assert story.of("exited")[0]["reason"] == "Appointment Cancelled"


def test_each_booking_has_a_date_of_its_own(tmp_path: Path) -> None:
    other = booked("b2", "2026-03-24", BOOKED + HOUR)
    story = tell(tmp_path, booked(), other, moved("2026-03-12", BOOKED + DAY, booking="b2"))

    of_each = {line["enrollment"]: [] for line in story.of("sent")}  # type: dict[str, list[str]]
    for line in story.of("sent"):
        of_each[line["enrollment"]].append(line["local"][5:10])
    assert sorted(of_each.values()) == [["03-03", "03-10", "03-11"], ["03-03", "03-18", "03-19"]]


@pytest.mark.parametrize("swapped", [False, True])
def test_the_last_word_counts_in_whatever_order_it_comes(tmp_path: Path, swapped: bool) -> None:
    first = moved("2026-03-25", BOOKED + HOUR, told_at=BOOKED + (3 if swapped else 1) * HOUR)
    last = moved("2026-03-12", BOOKED + 2 * HOUR, told_at=BOOKED + 2 * HOUR)

    assert mails(tell(tmp_path, booked(), first, last))[1:] == [
        ("two_days", "03-10T09"),
        ("tomorrow", "03-11T17"),
    ]


def test_told_again_and_again_nothing_goes_twice(tmp_path: Path) -> None:
    word = moved("2026-03-12", BOOKED + DAY)

    story = tell(tmp_path, booked(), word, word, word)

    assert [step for step, _ in mails(story)] == ["booked", "two_days", "tomorrow"]
    assert len(story.of("waiting", reason="date_moved")) == 1


def test_nobody_is_told_to_wait_who_waits_for_something_else(tmp_path: Path) -> None:
    """The date is noted all the same: the wait for it comes later."""
    before, first, rest = SERIES.partition("  - id: before")
    told = [*signed_up(), booked(), moved("2026-03-12", BOOKED + HOUR)]
    steps = "  - {id: pause, type: wait, after: 2d}\n  - {id: noted, type: update, set: {seen: true}}\n"
    flow = f"{before}{steps}{first}{rest}"

    story = play(told, workflows=write_flows(tmp_path, flow), days=40)

    assert mails(story) == [("booked", "03-03T13"), ("two_days", "03-10T09"), ("tomorrow", "03-11T17")]
    assert story.of("waiting", reason="date_moved") == []


def test_a_date_told_again_as_it_stands_moves_nothing(tmp_path: Path) -> None:
    story = tell(tmp_path, booked(), moved("2026-03-20", BOOKED + DAY))

    assert mails(story) == AS_BOOKED
    assert story.of("waiting", reason="date_moved") == []


def test_a_date_that_nobody_can_read_moves_nothing(tmp_path: Path) -> None:
    odd = tracked("Appointment Moved", BOOKED + DAY, booking="b1", appointment_at="next week")

    assert mails(tell(tmp_path, booked(), odd)) == AS_BOOKED


def test_moved_so_near_that_a_reminder_has_passed_only_the_next_one_goes(tmp_path: Path) -> None:
    story = tell(tmp_path, booked(), moved("2026-03-06", at("2026-03-05 10:00") + MINUTE))

    assert mails(story) == [("booked", "03-03T13"), ("tomorrow", "03-05T17")]
