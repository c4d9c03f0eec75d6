"""The way from each step of a workflow to the next, in and out of branches, and round a repeat."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, assert_never

from homing.domain.steps import (
    AGAIN,
    HAPPENED,
    OTHERWISE,
    BranchStep,
    EmailStep,
    EnrollStep,
    ExitStep,
    Message,
    NotifyStep,
    RepeatStep,
    SmsStep,
    SplitStep,
    Step,
    UpdateStep,
    WaitForStep,
    WaitStep,
    WebhookStep,
)


def ways(step: Step) -> Mapping[str, Sequence[Step]]:
    """The ways out of a step by name, the default last; none for a step that leads on one way.

    The ways of a repeat and of a split are named, too. No way of a repeat is a default; of a split the first
    arm is, so that who was on a way that is gone is still mailed.
    """
    match step:
        case BranchStep():
            return {each.name: each.steps for each in step.arms} | {OTHERWISE: step.otherwise}
        case SplitStep():
            return {each.name: each.steps for each in step.arms}
        case WaitForStep():
            return {HAPPENED: step.then, OTHERWISE: step.otherwise}
        case RepeatStep():
            return {AGAIN: step.steps}
        case (
            EmailStep()
            | SmsStep()
            | WaitStep()
            | UpdateStep()
            | NotifyStep()
            | WebhookStep()
            | EnrollStep()
            | ExitStep()
        ):
            return {}
        case _:
            assert_never(step)


def flatten(steps: Sequence[Step]) -> Iterator[Step]:
    """Every step, arms included, in the order written."""
    for step in steps:
        yield step
        for way in ways(step).values():
            yield from flatten(way)


def email_steps(steps: Sequence[Step]) -> tuple[EmailStep, ...]:
    """Every step that sends a mail."""
    return tuple(step for step in flatten(steps) if isinstance(step, EmailStep))


def message_steps(steps: Sequence[Step]) -> tuple[Message, ...]:
    """Every step that reaches the contact."""
    return tuple(step for step in flatten(steps) if isinstance(step, (EmailStep, SmsStep)))


def find(steps: Sequence[Step], step_id: str) -> Step | None:
    """The step of that id, None where the workflow has none (any more)."""
    return next((step for step in flatten(steps) if step.id == step_id), None)


def entry(step: Step | None) -> Step | None:
    """Where one comes to when one comes to a step: a repeat begins with its first step."""
    return entry(step.steps[0]) if isinstance(step, RepeatStep) else step


def repeat_around(steps: Sequence[Step], step_id: str) -> RepeatStep | None:
    """The repeat in which a step stands; None outside of any."""
    repeats = (step for step in steps if isinstance(step, RepeatStep))
    return next((each for each in repeats if find(each.steps, step_id) is not None), None)


def following(steps: Sequence[Step], step_id: str, *, arm: str | None = None) -> Step | None:
    """The step after `step_id`, on its way out of `arm` where it has several; None at the end of the way.

    After the last step of a pass comes its repeat, which asks whether there is another.
    """
    return _after(steps, step_id, arm, None)


def first_acting(steps: Sequence[Step]) -> Step | None:
    """The step that does something first; None if the way ends with its first wait."""
    first = entry(steps[0])
    return following(steps, first.id) if isinstance(first, WaitStep) else first


def preceding_wait(steps: Sequence[Step], step_id: str) -> WaitStep | None:
    """The wait that everyone passes right before a step, which says when it is due; None if there is none."""
    before = [
        step for step in flatten(steps) for way in _ways_out(step) if _leads_to(steps, step, way, step_id)
    ]
    only = before[0] if len(before) == 1 else None
    return only if isinstance(only, WaitStep) else None


def _ways_out(step: Step) -> tuple[str | None, ...]:
    match step:
        case ExitStep():
            return ()
        case RepeatStep():
            return (AGAIN, OTHERWISE)
        case _:
            return tuple(ways(step)) or (None,)


def _leads_to(steps: Sequence[Step], step: Step, way: str | None, step_id: str) -> bool:
    after = following(steps, step.id, arm=way)
    return after is not None and after.id == step_id


_ABSENT: Any = object()


def _after(steps: Sequence[Step], step_id: str, arm: str | None, exit_to: Step | None) -> Step | None:
    found = _search(steps, step_id, arm, exit_to)
    return None if found is _ABSENT else found


def _search(steps: Sequence[Step], step_id: str, arm: str | None, exit_to: Step | None) -> Any:
    for position, step in enumerate(steps):
        onward = entry(steps[position + 1]) if position + 1 < len(steps) else exit_to
        out = ways(step)
        if step.id == step_id:
            default = step.arms[0].steps if isinstance(step, SplitStep) else out.get(OTHERWISE, ())
            way = out.get(arm or OTHERWISE, default)
            return entry(way[0]) if way else onward
        for way in out.values():
            found = _search(way, step_id, arm, step if isinstance(step, RepeatStep) else onward)
            if found is not _ABSENT:
                return found
    return _ABSENT
