"""Which message earned an order, which others had a part in it, and whether it meets a workflow's goal."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from homing.domain.enrollment import Enrollment, workflow_of
from homing.domain.facts import carries
from homing.domain.keys import shared
from homing.domain.message import MessageId
from homing.domain.touch import Touch, TouchKind, Windows
from homing.domain.walk import message_steps
from homing.domain.workflow import Workflow

MOST_ASSISTING = 10
"""Messages beside the credited one that an order's row names, the last touched first."""

WindowsOf = Callable[[str], Windows]
"""How long touches of a workflow's messages count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """The one message that earned an order, and those whose touch counted too but came before."""

    earned_by: MessageId | None = None
    assisted: tuple[MessageId, ...] = ()


def credit(touches: Iterable[Touch], ordered_at: datetime, windows_of: WindowsOf) -> Credit:
    """The last touch before the order that its own workflow counts earned it, whatever kind it is of.

    Of two at one instant a click outranks an open.
    """
    counted = [each for each in touches if counts(each, ordered_at, windows_of)]
    newest = sorted(counted, key=_rank, reverse=True)
    touched = list(dict.fromkeys(each.message for each in newest))
    if not touched:
        return Credit()
    return Credit(earned_by=touched[0], assisted=tuple(touched[1 : MOST_ASSISTING + 1]))


def counts(touch: Touch, ordered_at: datetime, windows_of: WindowsOf) -> bool:
    """Whether a touch came before an order, and in time for its workflow."""
    window = windows_of(workflow_of(touch.message.enrollment)).get(touch.kind)
    return window is not None and timedelta(0) <= ordered_at - touch.at <= window


def _rank(touch: Touch) -> tuple[datetime, bool, str]:
    return touch.at, touch.kind is TouchKind.CLICK, str(touch.message)


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
