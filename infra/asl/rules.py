"""What a workflow may not say, because no machine could do it; each refusal says how to mend it."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from homing.domain.errors import InvalidWorkflow
from homing.domain.steps import OTHERWISE, BranchStep, ExitStep, RepeatStep, SplitStep, Step, WaitStep
from homing.domain.walk import flatten, following, ways
from homing.domain.workflow import Workflow

Refusal = tuple[str, str]
"""The id of the step at fault, and what is wrong."""


def check(workflow: Workflow) -> None:
    """Refuse what cannot be compiled.

    Raises:
        InvalidWorkflow: waits that follow each other or lead nowhere, steps out of reach, arms of one name.
    """
    for _, told in refusals(workflow):
        raise InvalidWorkflow(f"workflow {workflow.name!r}: {told}")


def refusals(workflow: Workflow) -> Iterator[Refusal]:
    """Everything that cannot be compiled."""
    yield from _out_of_reach(workflow.steps)
    for step in flatten(workflow.steps):
        if isinstance(step, WaitStep):
            yield from _wait(workflow, step)
        if isinstance(step, (BranchStep, SplitStep)):
            yield from _arms(step)
        for way in ways(step).values():
            yield from _out_of_reach(way)
    repeats = [step for step in flatten(workflow.steps) if isinstance(step, RepeatStep)]
    for repeat in repeats:
        # Every pass is an execution of its own, which would take the steps before the repeat again.
        if repeat is not workflow.steps[0]:
            told = "a repeat must be the first step; give what comes before it a workflow of its own"
            yield repeat.id, told


def _out_of_reach(steps: Sequence[Step]) -> Iterator[Refusal]:
    for step, after in pairwise(steps):
        if _ends(step):
            how = "ends the enrollment" if isinstance(step, ExitStep) else "leaves the workflow on every arm"
            yield after.id, f"{step.id!r} {how}, so {after.id!r} is never reached; remove one of them"


def _wait(workflow: Workflow, wait: WaitStep) -> Iterator[Refusal]:
    # A wait computes nothing: the task before it says until when, for one wait and no more.
    after = following(workflow.steps, wait.id)
    if isinstance(after, WaitStep):
        yield after.id, f"{wait.id!r} and {after.id!r} wait one right after the other; keep the later"
    if after is None or isinstance(after, ExitStep):
        yield wait.id, f"nothing follows the wait {wait.id!r}; remove it or add a step after it"


def _arms(branch: BranchStep | SplitStep) -> Iterator[Refusal]:
    names = [arm.name for arm in branch.arms]
    twice = next((name for name in names if name == OTHERWISE or names.count(name) > 1), None)
    if twice is not None:
        told = f"{branch.id!r} has two ways named {twice!r}; every arm needs a name of its own"
        yield branch.id, told


def _ends(step: Step) -> bool:
    if isinstance(step, RepeatStep):
        return False
    out = ways(step).values()
    return (bool(out) and all(any(_ends(each) for each in way) for way in out)) or isinstance(step, ExitStep)
