"""Which message earned an order, and whether an order meets a workflow's goal."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from homing.domain.enrollment import Enrollment
from homing.domain.message import MessageId
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


def meets_goal(workflow: Workflow, enrollment: Enrollment, event: str, at: datetime) -> bool:
    """Whether an event is the enrollment's goal, in time and after its first mail."""
    goal = workflow.goal
    if goal is None or event not in goal.event:
        return False
    first = enrollment.first_delivered_at or enrollment.first_sent_at
    sent = enrollment.first_sent_at
    return first is not None and sent is not None and sent < at <= first + goal.within
