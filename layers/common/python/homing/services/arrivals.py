"""Counts whom mails reached, and the goals that were met by then, whichever of the two is told first."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from homing.domain.enrollment import Enrollment, ExitReason
from homing.domain.figures import Count, Metric
from homing.domain.message import Message
from homing.domain.rules import Rules
from homing.services import counting, link_counting, ports


class Arrivals:
    """Follows deliveries, and bounces that take them back, to the enrollment."""

    def __init__(self, *, enrollments: ports.Enrollments, messages: ports.Messages, rules: Rules) -> None:
        self._enrollments = enrollments
        self._messages = messages
        self._rules = rules

    def of(self, message: Message) -> Enrollment | None:
        """The enrollment of a message."""
        return self._enrollments.get(message.id.enrollment)

    def counts(self, known: Message, changed: Message, enrollment: Enrollment | None) -> Sequence[Count]:
        """What is counted with the news beside the message itself; nothing where the delivery stays."""
        if enrollment is None:
            return ()
        return (*self._led(known, changed, enrollment), *self._again(known, changed, enrollment))

    def reach(self, message: Message, enrollment: Enrollment | None) -> None:
        """Note the first delivery of an enrollment; again, it changes nothing."""
        at = message.delivered_at
        if enrollment is None or enrollment.first_delivered_at is not None:
            return
        if at is not None and message.bounced_at is None:
            self._enrollments.reach(enrollment, at, self._reached(enrollment, 1))

    def _led(self, known: Message, changed: Message, enrollment: Enrollment) -> Iterable[Count]:
        """The goal of the enrollment, where it is told before the delivery that came before it."""
        met = enrollment.converted_at
        if met is None or _was_there(known, met) or not _was_there(changed, met):
            return
        credited = enrollment.credited_step == changed.id.step
        metrics = {Metric.CONVERTED: 1} | ({Metric.CREDITED: 1} if credited else {})
        yield from counting.for_message(changed, metrics, self._rules.zone)
        yield from link_counting.converted(changed, met, self._rules.zone, credited=credited)

    def _again(self, known: Message, changed: Message, enrollment: Enrollment) -> Iterable[Count]:
        """The enrollment itself, where nothing else that was delivered to it is left, or was."""
        amount = _arrived(changed) - _arrived(known)
        if not amount or enrollment.first_delivered_at is None:
            return ()
        if amount > 0 and enrollment.end_reason != ExitReason.BOUNCED:
            return ()  # an earlier one has arrived, and none came back
        others = self._messages.of_enrollment(enrollment.id)
        left = any(_arrived(each) for each in others if each.id != changed.id)
        return () if left else self._reached(enrollment, amount)

    def _reached(self, enrollment: Enrollment, amount: int) -> tuple[Count, ...]:
        metrics = [Metric.REACHED]
        if enrollment.converted_at is not None:
            metrics += [Metric.CONVERTED, *([Metric.CREDITED] if enrollment.credited_step else [])]
        zone = self._rules.zone
        return tuple(
            count
            for metric in metrics
            for count in counting.for_enrollment(enrollment, metric, zone, amount=amount)
        )


def is_reached(enrollment: Enrollment, messages: Sequence[Message]) -> bool:
    """Whether anything arrived and did not come back; of mails whose rows have expired, none did."""
    came_back = any(each.bounced_at for each in messages)
    return enrollment.first_delivered_at is not None and (not came_back or any(map(_arrived, messages)))


def _arrived(message: Message) -> bool:
    return message.delivered_at is not None and message.bounced_at is None


def _was_there(message: Message, at: datetime) -> bool:
    return message.delivered_at is not None and message.delivered_at <= at
