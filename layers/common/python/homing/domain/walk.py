"""The way from each step of a workflow to the next, in and out of branches."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, assert_never

from homing.domain.steps import OTHERWISE, BranchStep, EmailStep, ExitStep, Step, UpdateStep, WaitStep


def flatten(steps: Sequence[Step]) -> Iterator[Step]:
    """Every step, arms included, in the order written."""
    for step in steps:
        yield step
        match step:
            case BranchStep():
                for arm in step.arms:
                    yield from flatten(arm.steps)
                yield from flatten(step.otherwise)
            case EmailStep() | WaitStep() | UpdateStep() | ExitStep():
                pass
            case _:
                assert_never(step)


def email_steps(steps: Sequence[Step]) -> tuple[EmailStep, ...]:
    """Every step that sends."""
    return tuple(step for step in flatten(steps) if isinstance(step, EmailStep))


def find(steps: Sequence[Step], step_id: str) -> Step | None:
    """The step of that id, None where the workflow has none (any more)."""
    return next((step for step in flatten(steps) if step.id == step_id), None)


def following(steps: Sequence[Step], step_id: str, *, arm: str | None = None) -> Step | None:
    """The step after `step_id`, on its way out of `arm` for a branch; None at the end of the way."""
    return _after(steps, step_id, arm, None)


def first_acting(steps: Sequence[Step]) -> Step | None:
    """The step that does something first; None if the way ends with its first wait."""
    first = steps[0]
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
        case BranchStep():
            return (*(arm.name for arm in step.arms), OTHERWISE)
        case ExitStep():
            return ()
        case EmailStep() | WaitStep() | UpdateStep():
            return (None,)
        case _:
            assert_never(step)


def _leads_to(steps: Sequence[Step], step: Step, way: str | None, step_id: str) -> bool:
    after = following(steps, step.id, arm=way)
    return after is not None and after.id == step_id


_ABSENT: Any = object()


def _after(steps: Sequence[Step], step_id: str, arm: str | None, exit_to: Step | None) -> Step | None:
    found = _search(steps, step_id, arm, exit_to)
    return None if found is _ABSENT else found


def _search(steps: Sequence[Step], step_id: str, arm: str | None, exit_to: Step | None) -> Any:
    for position, step in enumerate(steps):
        onward = steps[position + 1] if position + 1 < len(steps) else exit_to
        ways: Mapping[str, Sequence[Step]] = {}
        if isinstance(step, BranchStep):
            ways = {each.name: each.steps for each in step.arms} | {OTHERWISE: step.otherwise}
        if step.id == step_id:
            way = ways.get(arm or OTHERWISE, ways.get(OTHERWISE, ()))
            return way[0] if way else onward
        for way in ways.values():
            found = _search(way, step_id, arm, onward)
            if found is not _ABSENT:
                return found
    return _ABSENT
