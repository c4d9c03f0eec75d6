"""From a workflow to Amazon States Language: one pure function, read by AWS, the laptop and the tests alike.

Each state costs a transition, so an email is a Task and a wait a Wait, and nothing else stands between them.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import assert_never

from homing.domain.steps import BranchStep, EmailStep, ExitStep, Step, UpdateStep, WaitStep
from homing.domain.workflow import Workflow

from infra.asl import names, rules, states
from infra.asl.states import State

_PLACEHOLDER = re.compile(r"\$\{(\w+)\}")


def compile_workflow(workflow: Workflow) -> State:
    """The state machine of a workflow, its `${…}` placeholders unfilled.

    Raises:
        InvalidWorkflow: the workflow says something that no machine can do.
    """
    rules.check(workflow)
    laid = dict(_lay(workflow.steps, None))
    if any(names.EXIT in _targets(state) for state in laid.values()):
        laid[names.EXIT] = states.leave()
    return {"Comment": workflow.title, "StartAt": _first(workflow.steps, None), "States": laid}


def to_text(definition: State) -> str:
    """The definition as it is stored and deployed."""
    return json.dumps(definition, indent=2, ensure_ascii=False) + "\n"


def placeholders(text: str) -> frozenset[str]:
    """The names that have to be filled before the text can run."""
    return frozenset(_PLACEHOLDER.findall(text))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with every placeholder filled, as CloudFormation would.

    Raises:
        KeyError: a placeholder has no value.
    """
    return _PLACEHOLDER.sub(lambda match: values[match[1]], text)


def _lay(steps: Sequence[Step], onward: str | None) -> Iterator[tuple[str, State]]:
    for position, step in enumerate(steps):
        yield from _states(step, _first(steps[position + 1 :], onward))


def _states(step: Step, following: str | None) -> Iterator[tuple[str, State]]:
    match step:
        case EmailStep():
            yield names.send(step.id), states.send(step.id, following)
            yield names.park(step.id), states.park(step.id)
            yield names.settle(step.id), states.settle(step.id, following)
        case WaitStep():
            yield names.until(step.id), states.until(following or names.EXIT)
        case BranchStep():
            yield from _branch(step, following)
        case UpdateStep():
            yield names.update(step.id), states.update(step.id, following)
        case ExitStep():
            pass
        case _:
            assert_never(step)


def _branch(step: BranchStep, following: str | None) -> Iterator[tuple[str, State]]:
    ways = {arm.name: _first(arm.steps, following) or names.EXIT for arm in step.arms}
    yield names.ask(step.id), states.ask(step.id)
    yield names.choice(step.id), states.choice(ways, _first(step.otherwise, following) or names.EXIT)
    for arm in step.arms:
        yield from _lay(arm.steps, following)
    yield from _lay(step.otherwise, following)


def _first(steps: Sequence[Step], onward: str | None) -> str | None:
    return names.first_state(steps[0]) if steps else onward


def _targets(state: State) -> list[str]:
    return [state.get("Default", ""), *(rule["Next"] for rule in state.get("Choices", []))]
