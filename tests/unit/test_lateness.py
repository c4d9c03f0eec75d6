"""Why a message left late, by what its rows tell."""

from datetime import UTC, datetime, timedelta

import pytest
from homing.domain.enrollment import Parked
from homing.domain.lateness import DOUBT, QUEUE, late_cause
from homing.domain.message import Message, MessageId, MessageState, Reason

DUE = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


def sent(minutes: float, attempt: int = 1) -> Message:
    return Message(
        id=MessageId(enrollment="cart-1", step="reminder"),
        workflow="cart",
        contact_id="c-1",
        state=MessageState.SENT,
        decided_at=DUE,
        attempt=attempt,
        sent_at=DUE + timedelta(minutes=minutes),
    )


def parked(
    minutes: float, step: str = "reminder", number: int = 0, reason: str | None = "quiet_hours"
) -> Parked:
    until = DUE + timedelta(minutes=minutes)
    return Parked(step=step, number=number, due_at=DUE, until=until, reason=reason)


@pytest.mark.parametrize("minutes", [0, 15])
def test_a_quarter_of_an_hour_is_on_time(minutes: float) -> None:
    assert late_cause(sent(minutes), DUE, parked(10)) is None


def test_a_message_that_was_held_back_is_late_for_that_reason() -> None:
    for reason in (Reason.QUIET_HOURS, Reason.FREQUENCY_CAP, Reason.SEND_RATE, Reason.PAUSED):
        assert late_cause(sent(600), DUE, parked(595, reason=reason.value)) == reason


def test_a_message_that_nothing_held_back_waited_in_its_queue() -> None:
    assert late_cause(sent(16), DUE, None) == QUEUE
    assert late_cause(sent(16), DUE, parked(16, reason=None)) == QUEUE


@pytest.mark.parametrize("other", [parked(60, step="reassurance"), parked(60, number=1)])
def test_what_held_another_message_back_is_no_cause(other: Parked) -> None:
    assert late_cause(sent(60), DUE, other) == QUEUE


def test_what_held_it_last_is_the_cause() -> None:
    assert late_cause(sent(616), DUE, parked(600)) == QUEUE
    assert late_cause(sent(615), DUE, parked(600)) == Reason.QUIET_HOURS


def test_a_second_try_is_late_because_the_first_was_in_doubt() -> None:
    assert late_cause(sent(45, attempt=2), DUE, parked(40)) == DOUBT
