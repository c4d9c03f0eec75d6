"""Which event is one that a trigger waits for, before anything of its contact is asked."""

from typing import assert_never

from homing.domain.events import Event, EventName
from homing.domain.trigger import (
    CampaignTrigger,
    CountTrigger,
    DateTrigger,
    EventTrigger,
    QuietTrigger,
    ScoreTrigger,
    SegmentTrigger,
    WorkflowTrigger,
)
from homing.domain.workflow import Key, Workflow


def concerns(workflow: Workflow, event: Event) -> bool:
    """Whether an event may have to do with the beginning of a workflow."""
    trigger, said = workflow.trigger, event.properties
    match trigger:
        case EventTrigger() | CountTrigger():
            return event.name in trigger.event
        case DateTrigger():
            return trigger.event is not None and event.name == trigger.event
        case QuietTrigger():
            return workflow.key is not Key.CART and event.name in trigger.events
        case SegmentTrigger(entered=str()):
            return event.name == EventName.SEGMENT_ENTERED and said.get("segment") == trigger.entered
        case SegmentTrigger():
            return event.name == EventName.SEGMENT_LEFT and said.get("segment") == trigger.left
        case WorkflowTrigger():
            ended = trigger.ended in ("either", said.get("ended"))
            return (
                event.name == EventName.WORKFLOW_ENDED and said.get("workflow") == trigger.workflow and ended
            )
        case ScoreTrigger():
            return event.name == EventName.SCORE_REACHED and said.get("workflow") == workflow.name
        case CampaignTrigger():
            return False  # no event begins it
        case _:
            assert_never(trigger)
