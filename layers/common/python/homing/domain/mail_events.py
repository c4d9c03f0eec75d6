"""What SES tells of a mail, as events of its reader."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from homing.domain.events import Event, EventName
from homing.domain.feedback import NEVER_TRIED, Feedback, FeedbackKind
from homing.domain.interactions import Label
from homing.domain.labelled import counts_as_click
from homing.domain.labels import Judged
from homing.domain.message import Message
from homing.domain.steps import EmailStep
from homing.domain.time import Stamp
from homing.domain.walk import find
from homing.domain.workflow import Workflow

NAMES: Mapping[FeedbackKind, EventName] = {
    FeedbackKind.DELIVERY: EventName.EMAIL_DELIVERED,
    FeedbackKind.OPEN: EventName.EMAIL_OPENED,
    FeedbackKind.CLICK: EventName.EMAIL_LINK_CLICKED,
    FeedbackKind.BOUNCE: EventName.EMAIL_BOUNCED,
    FeedbackKind.COMPLAINT: EventName.EMAIL_COMPLAINED,
}


def event_of(
    feedback: Feedback, message: Message, told: Judged | None, workflow: Workflow | None, now: datetime
) -> Event | None:
    """The event that a feedback is of its message; None for what no reader did and no mailbox took.

    `told` is who opened or clicked. `machine` says that it was a machine's doing, as far as anyone can tell;
    `pixel` whether an open of the mail would be told.
    """
    old = feedback.kind is FeedbackKind.COMPLAINT and feedback.subtype == NEVER_TRIED
    name = EventName.EMAIL_BOUNCED if old else NAMES.get(feedback.kind)
    if name is None or (feedback.kind is FeedbackKind.CLICK and (told is None or not counts_as_click(told))):
        return None
    if feedback.kind is FeedbackKind.OPEN and not message.pixel:
        return None
    step = find(workflow.steps, workflow.current(message.id.step)) if workflow is not None else None
    said: dict[str, Any] = {
        "workflow": message.workflow,
        "step": message.id.step,
        "purpose": step.purpose.value if isinstance(step, EmailStep) else None,
        "machine": told is not None and told.label is Label.MACHINE,
        "link": feedback.link,
        "pixel": message.pixel if feedback.kind is FeedbackKind.DELIVERY else None,
    }
    return Event(
        id=feedback.id,
        name=name,
        time=Stamp.of(feedback.at, now),
        arrived_at=now,
        properties={each: value for each, value in said.items() if value is not None},
    )
