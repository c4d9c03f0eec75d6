"""From a workflow to Amazon States Language: one pure function, read by AWS, the laptop and the tests alike.

Each state costs a transition, so an email is a Task and a wait a Wait, and nothing else stands between them.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import assert_never

from homing.domain.steps import (
    AGAIN,
    HAPPENED,
    BranchStep,
    EmailStep,
    EnrollStep,
    ExitStep,
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
from homing.domain.trigger import CampaignTrigger
from homing.domain.walk import entry
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
    first = _first(workflow.steps, None)
    laid = dict(_lay(workflow.steps, None))
    if isinstance(workflow.trigger, CampaignTrigger) and not isinstance(entry(workflow.steps[0]), WaitStep):
        # Its members are listed hours before, and each begins at their own hour.
        laid = {names.BEGIN: states.until(first or names.EXIT), **laid}
        first = names.BEGIN
    if any(names.EXIT in _targets(state) for state in laid.values()):
        laid[names.EXIT] = states.leave()
    return {"Comment": workflow.title, "StartAt": first, "States": laid}


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


def _lay(steps: Sequence[Step], onward: str | None, passes: bool = False) -> Iterator[tuple[str, State]]:
    for position, step in enumerate(steps):
        yield from _states(step, _first(steps[position + 1 :], onward), passes)


def _states(step: Step, following: str | None, passes: bool) -> Iterator[tuple[str, State]]:
    match step:
        case EmailStep() | SmsStep() | NotifyStep() | WebhookStep():
            yield names.queued(step), states.queued(step, following, passes=passes)
            yield names.park(step.id), states.park(step)
            yield names.settle(step.id), states.settle(step.id, following, passes=passes)
        case WaitForStep():
            yield from _wait_for(step, following, passes)
        case WaitStep():
            yield names.until(step.id), states.until(following or names.EXIT)
        case BranchStep() | SplitStep():
            yield from _fork(step, following, passes)
        case UpdateStep():
            yield names.update(step.id), states.update(step.id, following, passes=passes)
        case EnrollStep():
            yield names.enroll(step.id), states.enroll(step.id, following, passes=passes)
        case RepeatStep():
            yield from _repeat(step, following)
        case ExitStep():
            pass
        case _:
            assert_never(step)


def _fork(step: BranchStep | SplitStep, following: str | None, passes: bool) -> Iterator[tuple[str, State]]:
    ways = {arm.name: _first(arm.steps, following) or names.EXIT for arm in step.arms}
    otherwise = step.otherwise if isinstance(step, BranchStep) else ()
    # Whoever asks for an arm that is gone takes the first of a split, lest nobody mails them.
    default = ways[step.arms[0].name] if isinstance(step, SplitStep) else _first(otherwise, following)
    yield names.ask(step.id), states.ask(step.id, passes=passes)
    yield names.choice(step.id), states.choice(ways, default or names.EXIT)
    for way in (*(arm.steps for arm in step.arms), otherwise):
        yield from _lay(way, following, passes)


def _wait_for(step: WaitForStep, following: str | None, passes: bool) -> Iterator[tuple[str, State]]:
    came = _first(step.then, following) or names.EXIT
    over = _first(step.otherwise, following) or names.EXIT
    choice = names.choice(step.id)
    yield names.queued(step), states.queued(step, choice, passes=passes)
    yield names.park(step.id), states.park(step)
    yield names.settle(step.id), states.settle(step.id, choice, passes=passes, branch=True)
    yield choice, states.choice({HAPPENED: came}, over)
    for way in (step.then, step.otherwise):
        yield from _lay(way, following, passes)


def _repeat(step: RepeatStep, following: str | None) -> Iterator[tuple[str, State]]:
    again = names.again(step.id)
    yield from _lay(step.steps, again, True)
    choice = names.choice(step.id)
    # The execution of a pass ends with it; the next pass is another, started when its day has come.
    yield again, states.again(step.id, None if following is None else choice)
    if following is not None:
        yield choice, states.choice({AGAIN: names.EXIT}, following)


def _first(steps: Sequence[Step], onward: str | None) -> str | None:
    return names.first_state(steps[0]) if steps else onward


def _targets(state: State) -> list[str]:
    return [state.get("Default", ""), *(rule["Next"] for rule in state.get("Choices", []))]
