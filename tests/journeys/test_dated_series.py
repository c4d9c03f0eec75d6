"""Reminders that count from one date: each once, at its time; who joins late gets the next due one only."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.builders import DAY, HOUR, at, identified, subscriber, webhook
from tests.journeys.conftest import play
from tests.journeys.flows import tracked, write_flows

SERIES = """
name: series
trigger: {type: event, event: Appointment Booked}
key: [booking]
re_entry: every
goal: {event: Order Completed, within: 7d}
steps:
  - {id: w3, type: wait, until: {date: trigger.appointment_at, plus: -3d, at: "09:00"}}
  - {id: three_days, type: email, purpose: transactional}
  - {id: w2, type: wait, until: {date: trigger.appointment_at, plus: -2d, at: "09:00"}}
  - {id: two_days, type: email, purpose: transactional}
  - {id: w1, type: wait, until: {date: trigger.appointment_at, plus: -1d, at: "09:00"}}
  - {id: tomorrow, type: email, purpose: transactional}
"""
SIGNED_UP = at("2026-03-02 10:00")
APPOINTMENT = "2026-03-12T14:00:00+01:00"


def booked(tmp_path: Path, when: datetime) -> list[tuple[str, str]]:
    """(step, local time) of what left to somebody who booked then."""
    lines = [
        webhook("customers/create", subscriber(at=SIGNED_UP), at=SIGNED_UP),
        identified(1, at=SIGNED_UP),
        tracked("Appointment Booked", when, booking="b1", appointment_at=APPOINTMENT),
    ]
    story = play(lines, workflows=write_flows(tmp_path, SERIES), days=30)
    return [(line["step"], line["local"][5:15]) for line in story.of("sent")]


def test_who_books_in_time_gets_each_on_its_day(tmp_path: Path) -> None:
    assert booked(tmp_path, at("2026-03-06 12:00")) == [
        ("three_days", "03-09T09:0"),
        ("two_days", "03-10T09:0"),
        ("tomorrow", "03-11T09:0"),
    ]


@pytest.mark.parametrize("late", [HOUR, 7 * HOUR, 20 * HOUR])
def test_who_joins_late_gets_the_next_due_one_only(tmp_path: Path, late: timedelta) -> None:
    """mautic#6062: who joined a day before the date got the mails of every day before it at once."""
    when = at("2026-03-10 08:30") + late  # the second day's hour has passed

    assert booked(tmp_path, when) == [("tomorrow", "03-11T09:0")]


def test_who_joins_after_the_last_gets_that_one_at_once(tmp_path: Path) -> None:
    assert booked(tmp_path, at("2026-03-10 08:30") + DAY) == [("tomorrow", "03-11T09:3")]
