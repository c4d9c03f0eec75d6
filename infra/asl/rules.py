"""What a workflow may not say, because no machine could do it; each refusal says how to mend it."""

from collections.abc import Sequence
from itertools import pairwise

from homing.domain.errors import InvalidWorkflow
from homing.domain.steps import OTHERWISE, BranchStep, ExitStep, RepeatStep, SplitStep, Step, WaitStep
from homing.domain.walk import flatten, following, ways
from homing.domain.workflow import Workflow


def check(workflow: Workflow) -> None:
    """Refuse what cannot be compiled.

    Raises:
        InvalidWorkflow: waits that follow each other or lead nowhere, steps out of reach, arms of one name.
    """
    _check_reach(workflow, workflow.steps)
    for step in flatten(workflow.steps):
        if isinstance(step, WaitStep):
            _check_wait(workflow, step)
        if isinstance(step, (BranchStep, SplitStep)):
            _check_arms(workflow, step)
        for way in ways(step).values():
            _check_reach(workflow, way)
            if any(isinstance(each, RepeatStep) for each in way):
                raise _refusal(workflow, f"a repeat stands inside {step.id!r}; it must be the first step")
    if any(isinstance(step, RepeatStep) for step in workflow.steps[1:]):
        # Every pass is an execution of its own, which would take the steps before the repeat again.
        raise _refusal(
            workflow, "a repeat must be the first step; give what comes before it a workflow of its own"
        )


def _check_reach(workflow: Workflow, steps: Sequence[Step]) -> None:
    for step, after in pairwise(steps):
        if _ends(step):
            how = "ends the enrollment" if isinstance(step, ExitStep) else "leaves the workflow on every arm"
            raise _refusal(
                workflow, f"{step.id!r} {how}, so {after.id!r} is never reached; remove one of them"
            )


def _check_wait(workflow: Workflow, wait: WaitStep) -> None:
    # A wait computes nothing: the task before it says until when, for one wait and no more.
    after = following(workflow.steps, wait.id)
    if isinstance(after, WaitStep):
        raise _refusal(
            workflow, f"{wait.id!r} and {after.id!r} wait one right after the other; keep the later"
        )
    if after is None or isinstance(after, ExitStep):
        raise _refusal(workflow, f"nothing follows the wait {wait.id!r}; remove it or add a step after it")


def _check_arms(workflow: Workflow, branch: BranchStep | SplitStep) -> None:
    names = [arm.name for arm in branch.arms]
    for name in names:
        if name == OTHERWISE or names.count(name) > 1:
            raise _refusal(
                workflow, f"{branch.id!r} has two ways named {name!r}; every arm needs a name of its own"
            )


def _ends(step: Step) -> bool:
    if isinstance(step, RepeatStep):
        return False
    out = ways(step).values()
    return (bool(out) and all(any(_ends(each) for each in way) for way in out)) or isinstance(step, ExitStep)


def _refusal(workflow: Workflow, what: str) -> InvalidWorkflow:
    return InvalidWorkflow(f"workflow {workflow.name!r}: {what}")
