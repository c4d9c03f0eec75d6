"""Which events anything deployed listens for, so that what nobody hears is not even told."""

from collections.abc import Iterable, Iterator, Mapping
from typing import assert_never

from homing.domain.event_names import EventName
from homing.domain.noted import deployment_reads
from homing.domain.segment import Segment
from homing.domain.steps import RepeatStep, WaitForStep, WaitStep
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
from homing.domain.workflow import Workflow


def heard(workflows: Iterable[Workflow], segments: Mapping[str, Segment]) -> frozenset[str]:
    """The names of events that begin, end, move, count for or are asked about by any of the workflows."""
    flows = tuple(workflows)
    known = deployment_reads(flows, segments)
    named = {name for workflow in flows for name in _by_workflow(workflow)}
    asks_consent = "contact.subscribed" in known.facts and known.segments
    if asks_consent or any(isinstance(each.trigger, ScoreTrigger) for each in flows):
        named |= {EventName.SUBSCRIBED.value, EventName.UNSUBSCRIBED.value}
    return known.events | named


def _by_workflow(workflow: Workflow) -> Iterator[str]:
    yield from _by_trigger(workflow.trigger)
    yield from (each.event for each in workflow.exit if each.event is not None)
    if workflow.goal is not None:
        yield from workflow.goal.event
    for step in flatten(workflow.steps):
        if isinstance(step, WaitForStep):
            yield step.event
        if isinstance(step, (RepeatStep, WaitStep)) and step.moved_by is not None:
            yield from step.moved_by.event


def _by_trigger(trigger: Trigger) -> Iterable[str]:
    match trigger:
        case EventTrigger() | CountTrigger():
            return trigger.event
        case QuietTrigger():
            return trigger.events
        case DateTrigger():
            return () if trigger.event is None else (trigger.event,)
        case ScoreTrigger():
            return tuple(rule.event for rule in trigger.rules)
        case SegmentTrigger() | WorkflowTrigger() | CampaignTrigger():
            return ()  # told by ourselves, to whom waits for them
        case _:
            assert_never(trigger)
