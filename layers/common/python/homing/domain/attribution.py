"""Which message earned an order, and whether an order meets a workflow's goal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from homing.domain.enrollment import Enrollment
from homing.domain.facts import carries
from homing.domain.keys import shared
from homing.domain.message import MessageId
from homing.domain.walk import message_steps
from homing.domain.workflow import Workflow


@dataclass(frozen=True, slots=True, kw_only=True)
class Click:
    """A human (or unknown) click on a content link."""

    message: MessageId
    at: datetime


def credited(clicks: Iterable[Click], ordered_at: datetime, window: timedelta) -> MessageId | None:
    """The message of the last click before the order and within the window, None if there is none."""
    touches = [c for c in clicks if timedelta(0) <= ordered_at - c.at <= window]
    return max(touches, key=lambda c: (c.at, str(c.message))).message if touches else None


def meets_goal(
    workflow: Workflow, enrollment: Enrollment, event: str, at: datetime, properties: Mapping[str, Any]
) -> bool:
    """Whether an event is the enrollment's goal: what it asks for, in time, and after its first mail.

    Where a workflow sends its contact nothing, the time counts from the start.
    """
    goal = workflow.goal
    if goal is None or not asks_for(workflow, event, properties, enrollment.trigger):
        return False
    if not message_steps(workflow.steps):
        return enrollment.started.at < at <= enrollment.started.at + goal.within
    first = enrollment.first_delivered_at or enrollment.first_sent_at
    sent = enrollment.first_sent_at
    return first is not None and sent is not None and sent < at <= first + goal.within


def asks_for(
    workflow: Workflow, event: str, properties: Mapping[str, Any], trigger: Mapping[str, Any]
) -> bool:
    """Whether an event is what a workflow's goal asks for, of whom such a trigger brought in."""
    goal = workflow.goal
    if goal is None or event not in goal.event or not carries(goal.where, properties):
        return False
    # The order that began it is told again when it is paid.
    begun = "order_id" in properties and properties["order_id"] == trigger.get("order_id")
    return not begun and shared(goal.match, properties, trigger)
