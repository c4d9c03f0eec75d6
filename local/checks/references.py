"""Names that a workflow uses and nobody has: workflows, steps, segments, colleagues, topics."""

import difflib
from collections.abc import Collection, Iterator, Mapping

from homing.adapters.yaml_places import Place
from homing.domain.condition import Condition, InSegment, Reacted, WasSent
from homing.domain.steps import EnrollStep, NotifyStep
from homing.domain.trigger import CampaignTrigger, SegmentTrigger, WorkflowTrigger
from homing.domain.walk import email_steps
from homing.domain.workflow import Key, Workflow

from local.checks.parts import Finding, conditions_of, steps_of


def check(
    workflow: Workflow,
    *,
    workflows: Mapping[str, Workflow],
    segments: Collection[str],
    colleagues: Collection[str],
    topics: Collection[str],
) -> Iterator[Finding]:
    """What the workflow names and is not there."""
    if workflow.topic is not None:
        yield from _known(("topic",), "topic under consent in shop.yaml", workflow.topic, topics)
    yield from _triggers(workflow, workflows, segments)
    for place, asked in conditions_of(workflow):
        yield from _asked(workflow, place, asked, workflows, segments)
    for place, step in steps_of(workflow):
        if isinstance(step, NotifyStep):
            yield from _known((*place, "to"), "colleague in shop.yaml", step.to, colleagues)
        if isinstance(step, EnrollStep):
            yield from _enrolls((*place, "workflow"), step, workflow, workflows)


def _enrolls(
    place: Place, step: EnrollStep, workflow: Workflow, workflows: Mapping[str, Workflow]
) -> Iterator[Finding]:
    yield from _known(place, "workflow", step.workflow, workflows)
    target = workflows.get(step.workflow)
    if step.workflow == workflow.name:
        told = "a workflow that starts itself never ends; use a repeat, or re_entry"
        yield Finding(place=place, told=told)
    elif target is not None and target.key is Key.CART:
        told = (
            f"{target.name} is about one cart (key: cart), and an enroll step brings none; "
            "enroll in a workflow that is about the contact"
        )
        yield Finding(place=place, told=told)


def _asked(
    workflow: Workflow,
    place: Place,
    asked: Condition,
    workflows: Mapping[str, Workflow],
    segments: Collection[str],
) -> Iterator[Finding]:
    match asked:
        case WasSent():
            other, _, step = asked.sent.partition(".")
            yield from _known((*place, "sent"), "workflow", other, workflows)
            if other in workflows:
                yield from _known((*place, "sent"), f"mail in {other}", step, _mails(workflows[other]))
        case Reacted():
            mails = _mails(workflow)
            yield from _known((*place, "message"), "mail in this workflow", asked.message, mails)
        case InSegment():
            yield from _known((*place, "segment"), "segment", asked.segment, segments)
        case _:
            pass


def _mails(workflow: Workflow) -> list[str]:
    return [step.id for step in email_steps(workflow.steps)]


def _triggers(
    workflow: Workflow, workflows: Mapping[str, Workflow], segments: Collection[str]
) -> Iterator[Finding]:
    match workflow.trigger:
        case SegmentTrigger() as trigger:
            name = trigger.entered or trigger.left or ""
            key = "entered" if trigger.entered else "left"
            yield from _known(("trigger", key), "segment", name, segments)
        case CampaignTrigger() as trigger:
            yield from _known(("trigger", "segment"), "segment", trigger.segment, segments)
        case WorkflowTrigger() as trigger:
            yield from _known(("trigger", "workflow"), "workflow", trigger.workflow, workflows)
            if trigger.workflow == workflow.name:
                yield Finding(place=("trigger", "workflow"), told="a workflow cannot start at its own end")
        case _:
            pass


def _known(place: Place, what: str, name: str, known: Collection[str]) -> Iterator[Finding]:
    if name in known:
        return
    close = difflib.get_close_matches(name, sorted(known), n=1)
    there = f"; there are {', '.join(sorted(known))}" if known else "; there is none yet"
    meant = f"; did you mean {close[0]!r}?" if close else there
    yield Finding(place=place, told=f"there is no {what} {name!r}{meant}")
