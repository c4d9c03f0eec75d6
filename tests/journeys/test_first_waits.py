"""A workflow whose first step waits for a date that its trigger brought."""

from pathlib import Path
from typing import Any

from tests.builders import DAY, HOUR
from tests.journeys.conftest import START, Story, play
from tests.journeys.flows import person, tracked, write_flows

NOON = START + DAY + 12 * HOUR

APPOINTMENT = """
name: appointment
trigger: {type: event, event: Appointment Booked}
key: [service]
re_entry: every
steps:
  - {id: day_before, type: wait, until: {date: trigger.appointment_at, plus: -1d}}
  - {id: tomorrow, type: email, hours: any}
"""


class TestAppointment:
    def booked(self, folder: Path, **properties: Any) -> Story:
        booking = tracked("Appointment Booked", NOON + HOUR, service="teeth", **properties)
        return play([*person(NOON), booking], workflows=write_flows(folder, APPOINTMENT), days=40)

    def test_a_first_step_waits_for_the_date_that_the_trigger_brought(self, tmp_path: Path) -> None:
        story = self.booked(tmp_path, appointment_at="2026-03-20T13:00:00Z")

        (waiting,) = story.of("waiting", step="tomorrow")
        assert waiting["until"] == "2026-03-19T13:00:00.000Z"
        assert [when[:16] for _, when in story.sent()] == ["2026-03-19 14:00"]  # in Oslo

    def test_a_first_step_without_its_date_is_due_at_once_and_says_so(self, tmp_path: Path) -> None:
        story = self.booked(tmp_path)

        assert [when[:16] for _, when in story.sent()] == ["2026-03-03 14:00"]
        assert [line["step"] for line in story.of("decided", reason="no date")] == ["day_before"]
