"""Moves the credit of goals that were met, where the message that earned an order proves to be another."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from homing.domain.enrollment import Enrollment
from homing.domain.events import EventName
from homing.domain.figures import Count, Metric
from homing.domain.message import Message, MessageId
from homing.domain.rules import Rules
from homing.domain.walk import message_steps
from homing.services import counting, link_counting, ports
from homing.services.arrivals import is_reached


class Recrediting:
    """Sets the credited step of enrollments that an order converted; again, it changes nothing."""

    def __init__(
        self,
        *,
        enrollments: ports.Enrollments,
        messages: ports.Messages,
        workflows: ports.Workflows,
        rules: Rules,
    ) -> None:
        self._enrollments = enrollments
        self._messages = messages
        self._workflows = workflows
        self._rules = rules

    def __call__(self, ordered_at: datetime, contact_ids: Sequence[str], earned_by: MessageId | None) -> None:
        """Credit what an order of these contacts converted to the message that earned it, if it is theirs."""
        for contact_id in contact_ids:
            for enrollment in self._enrollments.of_contact(contact_id):
                own = earned_by if earned_by and earned_by.enrollment == enrollment.id else None
                step = own.step if own is not None else None
                if self._by_order(enrollment, ordered_at) and enrollment.credited_step != step:
                    self._enrollments.credit(enrollment, step, self._counts(enrollment, own, ordered_at))

    def _by_order(self, enrollment: Enrollment, ordered_at: datetime) -> bool:
        workflow = self._workflows.get(enrollment.workflow)
        goal = workflow.goal if workflow is not None else None
        return (
            goal is not None
            and EventName.ORDER_COMPLETED in goal.event
            and enrollment.converted_at == ordered_at
        )

    def _counts(self, enrollment: Enrollment, own: MessageId | None, at: datetime) -> Sequence[Count]:
        known = enrollment.credited_step
        counts: list[Count] = []
        messages = self._messages.of_enrollment(enrollment.id)
        if self._is_counted(enrollment, messages) and (known is None) != (own is None):
            amount = 1 if known is None else -1
            counts += counting.for_enrollment(enrollment, Metric.CREDITED, self._rules.zone, amount=amount)
        counts += self._of_messages(messages, known, own, at)
        return counts

    def _of_messages(
        self, messages: Sequence[Message], known: str | None, own: MessageId | None, at: datetime
    ) -> Iterator[Count]:
        arrived = [
            message for message in messages if message.delivered_at is not None and message.delivered_at <= at
        ]
        # Of several passes of a step, the last one that had arrived was credited.
        before = next((each for each in reversed(arrived) if each.id.step == known), None)
        after = next((each for each in arrived if each.id == own), None)
        for message, amount in ((before, -1), (after, 1)):
            if message is not None:
                yield from counting.for_message(message, {Metric.CREDITED: amount}, self._rules.zone)
                yield from link_counting.recredited(message, at, amount, self._rules.zone)

    def _is_counted(self, enrollment: Enrollment, messages: Sequence[Message]) -> bool:
        workflow = self._workflows.get(enrollment.workflow)
        sends = workflow is None or bool(message_steps(workflow.steps))
        return is_reached(enrollment, messages) or not sends
