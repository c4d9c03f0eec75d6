"""Triggers and steps in words, for pictures and for people who do not read YAML."""

from datetime import timedelta
from typing import assert_never

from homing.adapters.condition_words import condition, length, readable, value_in_words
from homing.domain.condition import Condition
from homing.domain.step_parts import DatePlus
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


def started_by(trigger: Trigger) -> str:
    """When a workflow starts."""
    match trigger:
        case EventTrigger():
            return f"{' or '.join(trigger.event)}{_if(trigger.where)}"
        case QuietTrigger():
            return f"{length(trigger.for_)} without {' or '.join(trigger.events)}"
        case CountTrigger():
            same = f" of the same {' or '.join(map(readable, trigger.by))}" if trigger.by else ""
            often = f"{' or '.join(trigger.event)} {trigger.at_least} times in {length(trigger.within)}"
            return f"{often}{same}{_if(trigger.where)}"
        case SegmentTrigger():
            way = "enters" if trigger.entered else "leaves"
            return f"a contact {way} the segment {readable(trigger.entered or trigger.left or '')}"
        case DateTrigger():
            every = "every year at " if trigger.yearly else "at "
            brought = f" (the {trigger.event} event)" if trigger.event else ""
            return f"{every}{date(trigger.on)}{brought}{_if(trigger.where)}".removeprefix("at ")
        case WorkflowTrigger():
            ended = "ends" if trigger.ended == "either" else f"was {trigger.ended}"
            return f"the workflow {readable(trigger.workflow)} {ended}"
        case CampaignTrigger():
            return f"once, {trigger.at:%-d %B %Y at %H:%M} local time, for {readable(trigger.segment)}"
        case ScoreTrigger():
            return f"{trigger.threshold} points (half are left after {length(trigger.half_life)})"
        case _:
            assert_never(trigger)


def done_by(step: Step) -> str:
    """What a step does."""
    match step:
        case EmailStep() | SmsStep():
            kind = "Mail" if isinstance(step, EmailStep) else "Text message"
            return f"{kind} “{readable(step.id)}”{_if(step.only_if)}"
        case WaitStep():
            return waited(step)
        case WaitForStep():
            return f"Wait for {step.event}, {length(step.timeout)} at most"
        case BranchStep():
            return f"{readable(step.id).capitalize()}?"
        case SplitStep():
            return f"Split: {readable(step.id)}"
        case UpdateStep():
            return f"Update: {_written(step)}"
        case NotifyStep():
            return f"Tell {readable(step.to)}{_if(step.only_if)}"
        case WebhookStep():
            return f"Call {step.url.split('/')[2]}{_if(step.only_if)}"
        case RepeatStep():
            every = (
                length(step.every) if isinstance(step.every, timedelta) else "so many days as its plan says"
            )
            limit = f", {step.times} times" if step.times else ""
            return f"Repeat every {every}{limit}"
        case EnrollStep():
            return f"Start {readable(step.workflow)}"
        case ExitStep():
            return "Leave"
        case _:
            assert_never(step)


def waited(step: WaitStep) -> str:
    """Until when a wait waits."""
    if step.day is not None:
        return f"Day {step.day}, {step.at:%H:%M}"
    if step.after is not None:
        return f"{length(step.after)} after the start"
    if step.weekday is not None:
        return f"{step.weekday.capitalize()}, {step.at:%H:%M}"
    return f"Until {date(step.until)}" if step.until else ""


def date(on: DatePlus) -> str:
    """A date, and days before or after it."""
    what = "it" if on.date == "trigger.time" else f"the {readable(on.date.partition('.')[2])}"
    if on.days is not None:
        share = f"{on.share} % of " if on.share != 100 else ""
        what = f"{share}the {readable(on.days.partition('.')[2])} after {what}"
    if on.plus:
        what = f"{length(on.plus)} {'before' if on.plus < timedelta(0) else 'after'} {what}"
    return f"{what}, {on.at:%H:%M}" if on.at else what


def _written(step: UpdateStep) -> str:
    parts = [f"{readable(name)} = {value_in_words(value)}" for name, value in step.set.items()]
    parts += [f"tag {readable(each)}" for each in step.tag]
    parts += [f"no longer {readable(each)}" for each in step.untag]
    return ", ".join([*parts, *(["no more marketing"] if step.unsubscribe else [])])


def _if(asked: Condition | None) -> str:
    return f", if {condition(asked)}" if asked is not None else ""
