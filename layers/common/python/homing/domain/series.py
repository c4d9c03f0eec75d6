"""A dated series: messages counted from one date, of which who joins late gets the next due one only."""

from collections.abc import Sequence
from datetime import datetime

from homing.domain.schedule import Known, Recipient, wait_instant
from homing.domain.steps import Step, WaitStep
from homing.domain.walk import following, preceding_wait, ways
from homing.domain.window import Window


def next_of_series(steps: Sequence[Step], step_id: str) -> WaitStep | None:
    """The wait for the next message that counts from the same date; None where the series ends or divides."""
    wait = preceding_wait(steps, step_id)
    if wait is None or wait.until is None:
        return None
    step = following(steps, step_id)
    while step is not None and not ways(step):
        if isinstance(step, WaitStep):
            same = step.until is not None and step.until.date == wait.until.date
            return step if same else None
        step = following(steps, step.id)
    return None


def is_overtaken(
    planned: datetime,
    after: WaitStep,
    joined: datetime,
    now: datetime,
    recipient: Recipient,
    window: Window,
    values: Known,
) -> bool:
    """Whether a message gives way to the one after it: its instant lay before the contact joined, or was told
    of a new date, or both have passed in an outage.
    """
    coming = wait_instant(after, joined, recipient, window, values=values)
    return coming is not None and (planned < joined or coming <= now)
