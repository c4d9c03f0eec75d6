"""How enrollments go on, put together: for who advances them, sends for them, or brings them back."""

from typing import TYPE_CHECKING

from homing.bootstrap import shared
from homing.neighbours import Neighbours

if TYPE_CHECKING:
    from homing.services.onward import Onward
    from homing.services.passages import Passages
    from homing.services.restart import Restart

# What a function does not need it does not import, so the imports stand inside.
# ruff: noqa: PLC0415


def restart(around: Neighbours) -> "Restart":
    """Brings enrollments to their next attempt."""
    from homing.services.restart import Restart

    return Restart(enrollments=around.enrollments, due=around.due)


def onward(around: Neighbours) -> "Onward":
    """Looks ahead."""
    from homing.services.onward import Onward

    return Onward(timeline=around.timeline, endings=shared.endings(around), rules=shared.rules(around))


def passages(around: Neighbours) -> "Passages":
    """Who is where."""
    from homing.services.passages import Passages

    return Passages(enrollments=around.enrollments, contacts=around.contacts, workflows=around.workflows)
