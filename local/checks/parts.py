"""The steps and conditions of a workflow with their places in its file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never

from homing.adapters.yaml_places import Place
from homing.domain.condition import AllOf, AnyOf, Condition, Fact, Happened, InSegment, Not, Reacted, WasSent
from homing.domain.steps import (
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
from homing.domain.workflow import EventTrigger, Workflow

Located = tuple[Place, Step]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A mistake, and where it stands in the workflow's file."""

    place: Place
    told: str


def steps_of(workflow: Workflow) -> Iterator[Located]:
    """Every step and its place, in the order written."""
    yield from _steps(("steps",), workflow.steps)


def _steps(place: Place, steps: Sequence[Step]) -> Iterator[Located]:
    for position, step in enumerate(steps):
        here = (*place, position)
        yield here, step
        for key, way in _ways(step):
            yield from _steps((*here, *key), way)


def _ways(step: Step) -> Iterator[tuple[Place, Sequence[Step]]]:
    match step:
        case BranchStep():
            for position, arm in enumerate(step.arms):
                yield ("arms", position, "steps"), arm.steps
            yield ("otherwise",), step.otherwise
        case SplitStep():
            for position, share in enumerate(step.arms):
                yield ("arms", position, "steps"), share.steps
        case WaitForStep():
            yield ("then",), step.then
            yield ("otherwise",), step.otherwise
        case RepeatStep():
            yield ("steps",), step.steps
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
            return
        case _:
            assert_never(step)


def conditions_of(workflow: Workflow) -> Iterator[tuple[Place, Condition]]:
    """Every single comparison, count or membership that the workflow asks for, and its place."""
    where = getattr(workflow.trigger, "where", None)
    for place, asked in (
        (("trigger", "where"), where),
        (("entry",), workflow.entry),
        *((("exit", n, "when"), each.when) for n, each in enumerate(workflow.exit)),
    ):
        yield from leaves(place, asked)
    for place, step in steps_of(workflow):
        yield from _of_step(place, step)


def _of_step(place: Place, step: Step) -> Iterator[tuple[Place, Condition]]:
    if isinstance(step, (EmailStep, SmsStep, NotifyStep, WebhookStep)):
        yield from leaves((*place, "only_if"), step.only_if)
    if isinstance(step, EmailStep):
        for name, block in step.blocks.items():
            yield from leaves((*place, "blocks", name), block)
    if isinstance(step, BranchStep):
        for position, arm in enumerate(step.arms):
            yield from leaves((*place, "arms", position, "when"), arm.when)
    if isinstance(step, RepeatStep):
        yield from leaves((*place, "until"), step.until)


def leaves(place: Place, condition: Condition | None) -> Iterator[tuple[Place, Condition]]:
    """The parts of a condition that compare something."""
    match condition:
        case None:
            return
        case AllOf():
            for position, part in enumerate(condition.all):
                yield from leaves((*place, "all", position), part)
        case AnyOf():
            for position, part in enumerate(condition.any):
                yield from leaves((*place, "any", position), part)
        case Not():
            yield from leaves((*place, "not"), condition.not_)
        case WasSent() | Happened() | Reacted() | InSegment() | Fact():
            yield place, condition
        case _:
            assert_never(condition)


def events_of(workflow: Workflow) -> frozenset[str]:
    """The events that may start it, where it is events that do."""
    trigger = workflow.trigger
    if isinstance(trigger, EventTrigger):
        return frozenset(trigger.event)
    event = getattr(trigger, "event", None)
    if event is None:
        return frozenset()
    return frozenset((event,) if isinstance(event, str) else event)
