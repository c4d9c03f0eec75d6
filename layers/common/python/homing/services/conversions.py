"""Notes which enrollments met their goal, once each, and which mail is to be thanked."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from homing.domain.attribution import meets_goal
from homing.domain.cart import Cart
from homing.domain.enrollment import Enrollment, ExitReason
from homing.domain.figures import Count, Metric
from homing.domain.message import MessageId
from homing.domain.rules import Rules
from homing.domain.timeline import Kind, about
from homing.domain.walk import message_steps
from homing.domain.workflow import Workflow
from homing.services import counting, link_counting, ports
from homing.services.arrivals import is_reached
from homing.services.exits import Exits

NOTHING: Mapping[str, Any] = MappingProxyType({})


class Conversions:
    """Converts enrollments, running or ended, within their goal's time."""

    def __init__(
        self,
        *,
        enrollments: ports.Enrollments,
        messages: ports.Messages,
        workflows: ports.Workflows,
        timeline: ports.Timeline,
        exits: Exits,
        rules: Rules,
    ) -> None:
        self._enrollments = enrollments
        self._messages = messages
        self._workflows = workflows
        self._timeline = timeline
        self._exits = exits
        self._rules = rules

    def __call__(
        self,
        event: str,
        at: datetime,
        now: datetime,
        *,
        contact_ids: Sequence[str],
        cart: Cart | None = None,
        properties: Mapping[str, Any] = NOTHING,
        earned_by: Callable[[], MessageId | None],
    ) -> None:
        """Convert whose goal the event is; what earned it is asked only if it is anybody's."""
        goals = (each.goal for each in self._workflows.all())
        if not any(goal is not None and event in goal.event for goal in goals):
            return
        for workflow, enrollment in self._candidates(contact_ids, cart):
            if enrollment.converted_at is None and meets_goal(workflow, enrollment, event, at, properties):
                self._convert(workflow, enrollment, earned_by(), at, now)

    def _candidates(
        self, contact_ids: Sequence[str], cart: Cart | None
    ) -> Iterable[tuple[Workflow, Enrollment]]:
        found = {
            enrollment.id: enrollment
            for each in contact_ids
            for enrollment in self._enrollments.of_contact(each)
            # A newer cart took its place: only its own order is its recovery.
            if enrollment.end_reason != ExitReason.SUPERSEDED
        }
        for workflow in self._workflows.all():
            of_cart = self._exits.of_cart(workflow, cart)
            if of_cart is not None:
                found[of_cart.id] = of_cart
        for enrollment in found.values():
            workflow_now = self._workflows.get(enrollment.workflow)
            if workflow_now is not None:
                yield workflow_now, enrollment

    def _convert(
        self,
        workflow: Workflow,
        enrollment: Enrollment,
        earned_by: MessageId | None,
        at: datetime,
        now: datetime,
    ) -> None:
        own = _own(enrollment, earned_by)
        step = own.step if own is not None else None
        counts = self._counts(workflow, enrollment, own, at)
        if not self._enrollments.convert(enrollment, at, step, counts):
            return
        reason = "credited" if step else "uncredited"
        self._timeline.write(about(enrollment, Kind.CONVERTED, now, step=step, reason=reason))

    def _counts(
        self, workflow: Workflow, enrollment: Enrollment, earned_by: MessageId | None, at: datetime
    ) -> Sequence[Count]:
        zone = self._rules.zone
        counts: list[Count] = []
        messages = self._messages.of_enrollment(enrollment.id)
        if is_reached(enrollment, messages) or not message_steps(workflow.steps):
            counts += counting.for_enrollment(enrollment, Metric.CONVERTED, zone)
            if earned_by is not None:
                counts += counting.for_enrollment(enrollment, Metric.CREDITED, zone)
        for message in messages:
            if message.delivered_at is not None and message.delivered_at <= at:
                own = {Metric.CREDITED: 1} if message.id == earned_by else {}
                metrics = {Metric.CONVERTED: 1} | own
                counts += counting.for_message(message, metrics, zone)
                counts += link_counting.converted(message, at, zone, credited=bool(own))
        return counts


def _own(enrollment: Enrollment, earned_by: MessageId | None) -> MessageId | None:
    return earned_by if earned_by is not None and earned_by.enrollment == enrollment.id else None
