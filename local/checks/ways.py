"""Ways through a workflow that lead nowhere: waits out of order, branches without an else, loops for ever."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from homing.adapters.yaml_places import Place
from homing.domain.event_names import EventName
from homing.domain.steps import BranchStep, RepeatStep, Step, WaitForStep, WaitStep
from homing.domain.trigger import EventTrigger
from homing.domain.walk import flatten, ways
from homing.domain.workflow import Workflow

from local.checks.parts import Finding, steps_of

LONGEST = timedelta(days=300)
"""An execution may run for a year; an enrollment has to fit in with every park and pause on its way."""


def check(workflow: Workflow) -> Iterator[Finding]:
    """What of the workflow's ways cannot be meant."""
    yield from _order(("steps",), workflow.steps)
    for place, step in steps_of(workflow):
        if isinstance(step, BranchStep) and "otherwise" not in step.model_fields_set:
            told = "says nothing of those whom no arm takes; write otherwise, with [] if nothing is to happen"
            yield Finding(place=place, told=told)
        if isinstance(step, BranchStep):
            yield from _same_arms(place, step)
        if isinstance(step, WaitForStep) and step.event == EventName.EMAIL_OPENED and step.otherwise:
            told = (
                "does something when no open is told, which says nothing of mails without a pixel; wait for"
            )
            yield Finding(
                place=(*place, "event"), told=f"{told} 'Email Link Clicked', or let otherwise be []"
            )
        if isinstance(step, RepeatStep) and not (step.times or step.until or workflow.exit):
            told = "never ends; give it times or until, or the workflow an exit"
            yield Finding(place=place, told=told)
    waited = _longest(workflow.steps)
    if waited > LONGEST:
        told = f"takes {waited.days} days at most, and no enrollment may take more than {LONGEST.days}"
        yield Finding(place=("steps",), told=f"{told}; start a second workflow at the end of this one")
    yield from _own_trigger(workflow)


def _order(place: Place, steps: Sequence[Step]) -> Iterator[Finding]:
    before: WaitStep | None = None
    for position, step in enumerate(steps):
        if not isinstance(step, WaitStep):
            continue
        if before is not None and _ends(step) is not None and (_ends(step) or 0) < (_ends(before) or 0):
            told = (
                f"is over before {before.id!r}, since all waits count from the start; write the time from "
                "the start, not from the mail before"
            )
            yield Finding(place=(*place, position), told=told)
        before = step if _ends(step) is not None else before


def _ends(wait: WaitStep) -> float | None:
    if wait.day is not None:
        return wait.day * 86_400.0 + wait.at.hour * 3600 + wait.at.minute * 60
    return wait.after.total_seconds() if wait.after is not None else None


def _longest(steps: Sequence[Step]) -> timedelta:
    until = max((_ends(step) or 0.0 for step in steps if isinstance(step, WaitStep)), default=0.0)
    total = timedelta(seconds=until)
    for step in steps:
        if isinstance(step, RepeatStep):
            continue
        inner = max((_longest(way) for way in ways(step).values()), default=timedelta(0))
        total += inner + (step.timeout if isinstance(step, WaitForStep) else timedelta(0))
    return total


def _same_arms(place: Place, branch: BranchStep) -> Iterator[Finding]:
    for position, arm in enumerate(branch.arms):
        if any(arm.when == earlier.when for earlier in branch.arms[:position]):
            told = f"{arm.name!r} asks what an arm before it asks, so nobody takes it; change or remove it"
            yield Finding(place=(*place, "arms", position), told=told)


def _own_trigger(workflow: Workflow) -> Iterator[Finding]:
    trigger = workflow.trigger
    if not isinstance(trigger, EventTrigger):
        return
    for position, each in enumerate(workflow.exit):
        if each.event in trigger.event and not (each.match or each.where):
            told = f"{each.event!r} starts the workflow and would end it; remove it, or give it a match"
            yield Finding(place=("exit", position, "event"), told=told)
    if all(isinstance(each, WaitStep) for each in flatten(workflow.steps)):
        yield Finding(place=("steps",), told="waits and does nothing")
