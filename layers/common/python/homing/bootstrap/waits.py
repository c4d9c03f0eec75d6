"""Waits for events, put together: for who arms them, who brings the event, and the sweep."""

from typing import TYPE_CHECKING

from homing.bootstrap import passages
from homing.neighbours import Neighbours

if TYPE_CHECKING:
    from homing.services.waiting import Waiting

# What a function does not need it does not import, so the imports stand inside.
# ruff: noqa: PLC0415


def waiting(around: Neighbours) -> "Waiting":
    """Waits for events."""
    from homing.services.done import Done
    from homing.services.waiting import Waiting

    return Waiting(
        clock=around.clock,
        waits=around.waits,
        history=around.history,
        messages=around.messages,
        workflows=around.workflows,
        due=around.due,
        tasks=around.tasks,
        timeline=around.timeline,
        passages=passages.passages(around),
        done=Done(messages=around.messages, timeline=around.timeline, onward=passages.onward(around)),
    )
