"""What the states are called: for the reader of the console, and unique because step ids are."""

from typing import assert_never

from homing.domain.steps import BranchStep, EmailStep, ExitStep, Step, UpdateStep, WaitStep

EXIT = "Exit"
"""Where a branch leads when nothing follows; a Choice cannot end by itself."""


def send(step_id: str) -> str:
    """The task that sends a mail and waits for its outcome."""
    return f"Send {_readable(step_id)}"


def park(step_id: str) -> str:
    """The wait of a mail that must not go out yet."""
    return f"Park {_readable(step_id)}"


def settle(step_id: str) -> str:
    """The task that finds out what became of a mail whose token was lost."""
    return f"Settle {_readable(step_id)}"


def until(step_id: str) -> str:
    """A wait of the workflow."""
    return f"Until {_readable(step_id)}"


def ask(step_id: str) -> str:
    """The task that judges a branch."""
    return f"Ask {_readable(step_id)}"


def choice(step_id: str) -> str:
    """The fork after a branch was judged."""
    return f"{_readable(step_id).capitalize()}?"


def update(step_id: str) -> str:
    """The task that writes onto the contact."""
    return f"Update {_readable(step_id)}"


def first_state(step: Step) -> str | None:
    """The state that a step begins with; None if it ends the way."""
    match step:
        case EmailStep():
            return send(step.id)
        case WaitStep():
            return until(step.id)
        case BranchStep():
            return ask(step.id)
        case UpdateStep():
            return update(step.id)
        case ExitStep():
            return None
        case _:
            assert_never(step)


def _readable(step_id: str) -> str:
    return step_id.replace("_", " ")
