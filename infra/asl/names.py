"""What the states are called: for the reader of the console, and unique because step ids are."""

from typing import assert_never

from homing.domain.steps import (
    BranchStep,
    EmailStep,
    EnrollStep,
    ExitStep,
    NotifyStep,
    QueuedStep,
    RepeatStep,
    SmsStep,
    SplitStep,
    Step,
    UpdateStep,
    WaitForStep,
    WaitStep,
    WebhookStep,
)

EXIT = "Exit"
"""Where a branch leads when nothing follows; a Choice cannot end by itself."""


BEGIN = "Until it begins"
"""The wait of a campaign's members for their own hour."""


def queued(step: QueuedStep) -> str:
    """The task that asks for something with an effect outside, and waits for its outcome."""
    match step:
        case EmailStep() | SmsStep():
            return f"Send {_readable(step.id)}"
        case NotifyStep():
            return f"Tell {_readable(step.id)}"
        case WebhookStep():
            return f"Call {_readable(step.id)}"
        case WaitForStep():
            return f"Await {_readable(step.id)}"
        case _:
            assert_never(step)


def park(step_id: str) -> str:
    """The wait of a message that must not go out yet."""
    return f"Park {_readable(step_id)}"


def settle(step_id: str) -> str:
    """The task that finds out what became of a step whose token was lost."""
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


def enroll(step_id: str) -> str:
    """The task that starts another workflow."""
    return f"Enroll {_readable(step_id)}"


def again(step_id: str) -> str:
    """The task that asks whether there is another pass."""
    return f"Again {_readable(step_id)}"


def first_state(step: Step) -> str | None:
    """The state that a step begins with; None if it ends the way."""
    match step:
        case EmailStep() | SmsStep() | NotifyStep() | WebhookStep() | WaitForStep():
            return queued(step)
        case WaitStep():
            return until(step.id)
        case BranchStep() | SplitStep():
            return ask(step.id)
        case UpdateStep():
            return update(step.id)
        case EnrollStep():
            return enroll(step.id)
        case RepeatStep():
            return first_state(step.steps[0])
        case ExitStep():
            return None
        case _:
            assert_never(step)


def _readable(step_id: str) -> str:
    return step_id.replace("_", " ")
