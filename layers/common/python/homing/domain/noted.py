"""What the workflows of a deployment need to know of contacts, so that nothing else is kept or fetched."""

from collections.abc import Iterable, Iterator, Mapping
from typing import assert_never

from homing.domain.condition import HISTORY, Condition
from homing.domain.reads import Reads, all_reads, with_witnesses
from homing.domain.segment import Segment
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
from homing.domain.trigger import (
    CampaignTrigger,
    CountTrigger,
    DateTrigger,
    EventTrigger,
    QuietTrigger,
    ScoreTrigger,
    SegmentTrigger,
    Trigger,
    WorkflowTrigger,
)
from homing.domain.walk import flatten
from homing.domain.workflow import Key, Workflow


def conditions(workflow: Workflow) -> Iterator[Condition | None]:
    """Every condition of a workflow."""
    yield workflow.entry
    yield from (each.when for each in workflow.exit)
    if isinstance(workflow.trigger, (EventTrigger, CountTrigger, DateTrigger)):
        yield workflow.trigger.where
    for step in flatten(workflow.steps):
        yield from _of_step(step)


def _of_step(step: Step) -> Iterator[Condition | None]:
    match step:
        case EmailStep():
            yield step.only_if
            yield from step.blocks.values()
        case SmsStep() | NotifyStep() | WebhookStep():
            yield step.only_if
        case BranchStep():
            yield from (arm.when for arm in step.arms)
        case RepeatStep():
            yield step.until
        case WaitStep() | WaitForStep() | SplitStep() | UpdateStep() | EnrollStep() | ExitStep():
            return
        case _:
            assert_never(step)


def workflow_reads(workflow: Workflow) -> Reads:
    """What a workflow needs to know of its contacts; `events` are those that history keeps for it."""
    waits = (step for step in flatten(workflow.steps) if isinstance(step, WaitForStep))
    awaited = _of_history(step.event for step in waits)
    begins = _of_trigger(workflow.trigger, workflow.key)
    return all_reads(conditions(workflow)) | begins | awaited | _of_exits(workflow)


def _of_trigger(trigger: Trigger, key: object) -> Reads:
    match trigger:
        case CountTrigger():
            events = frozenset(trigger.event)
            return Reads(events=events, looks=frozenset((each, trigger.within) for each in events))
        case QuietTrigger():
            return Reads() if key is Key.CART else _of_history(with_witnesses(trigger.events))
        case SegmentTrigger():
            return Reads(segments=frozenset(filter(None, (trigger.entered, trigger.left))))
        case CampaignTrigger():
            return Reads(segments=frozenset({trigger.segment}))
        case ScoreTrigger():
            return _of_history(rule.event for rule in trigger.rules)  # whoever takes over reads of it
        case EventTrigger() | DateTrigger() | WorkflowTrigger():
            return Reads()
        case _:
            assert_never(trigger)


def _of_exits(workflow: Workflow) -> Reads:
    """Exit marks last a month; what ends the way to a date that an event brought must be known for longer."""
    brought = isinstance(workflow.trigger, DateTrigger) and workflow.trigger.event is not None
    exits = (each.event for each in workflow.exit if each.event is not None)
    return _of_history(exits) if brought else Reads()


def _of_history(events: Iterable[str]) -> Reads:
    names = frozenset(events)
    return Reads(events=names, looks=frozenset((each, HISTORY) for each in names))


def with_segments(known: Reads, segments: Mapping[str, Segment]) -> Reads:
    """The same and what its segments need to know, and the segments that these name."""
    asked: set[str] = set()
    while not known.segments <= asked:
        new = known.segments - asked
        asked |= new
        known = known | all_reads(segments[name].when for name in new if name in segments)
    return known


def deployment_reads(workflows: Iterable[Workflow], segments: Mapping[str, Segment]) -> Reads:
    """What the workflows together need to know, by themselves and through their segments."""
    known = Reads()
    for workflow in workflows:
        known = known | workflow_reads(workflow)
    return with_segments(known, segments)
