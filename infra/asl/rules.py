"""What a workflow may not say, because no machine could do it; each refusal says how to mend it."""

from collections.abc import Sequence
from itertools import pairwise

from homing.domain.errors import InvalidWorkflow
from homing.domain.steps import OTHERWISE, BranchStep, ExitStep, Step, WaitStep
from homing.domain.walk import flatten, following
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
        if isinstance(step, BranchStep):
            _check_arms(workflow, step)
            for way in _ways(step):
                _check_reach(workflow, way)


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


def _check_arms(workflow: Workflow, branch: BranchStep) -> None:
    names = [arm.name for arm in branch.arms]
    for name in names:
        if name == OTHERWISE or names.count(name) > 1:
            raise _refusal(
                workflow, f"{branch.id!r} has two ways named {name!r}; every arm needs a name of its own"
            )


def _ends(step: Step) -> bool:
    if isinstance(step, BranchStep):
        return all(any(_ends(each) for each in way) for way in _ways(step))
    return isinstance(step, ExitStep)


def _ways(branch: BranchStep) -> list[Sequence[Step]]:
    return [*(arm.steps for arm in branch.arms), branch.otherwise]


def _refusal(workflow: Workflow, what: str) -> InvalidWorkflow:
    return InvalidWorkflow(f"workflow {workflow.name!r}: {what}")
