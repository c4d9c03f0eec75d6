"""Gives a message its one outcome, writes it down, and answers the task that waits for it."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from homing.contracts import PARKED, Next, SendRequest
from homing.domain.channel import Channel, channel_of
from homing.domain.enrollment import Parked
from homing.domain.errors import ClaimUnsettled, HomingError, ResumeRefused
from homing.domain.figures import Metric
from homing.domain.lateness import late_cause
from homing.domain.message import Message, MessageId, MessageState, Park, Reason
from homing.domain.rules import Rules
from homing.domain.steps import EmailStep
from homing.domain.time import iso
from homing.domain.timeline import Kind, Line, about
from homing.services import counting, ports
from homing.services.candidates import Case
from homing.services.onward import Onward


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How one request went: answered, or failed with `error`, to be seen again in `again_in` seconds if told.

    `note` is what made an answered message a skipped or rejected one, for the log.
    """

    again_in: float | None = None
    error: HomingError | None = None
    note: HomingError | None = None

    @property
    def answered(self) -> bool:
        """Whether the queue may forget it."""
        return self.again_in is None and self.error is None


class Outcomes:
    """Settles messages; asked twice, it answers twice and counts once."""

    def __init__(
        self,
        *,
        clock: ports.Clock,
        enrollments: ports.Enrollments,
        messages: ports.Messages,
        discounts: ports.Discounts,
        tasks: ports.Tasks,
        timeline: ports.Timeline,
        onward: Onward,
        rules: Rules,
    ) -> None:
        self._clock = clock
        self._enrollments = enrollments
        self._messages = messages
        self._discounts = discounts
        self._tasks = tasks
        self._timeline = timeline
        self._onward = onward
        self._rules = rules

    def answer(self, request: SendRequest, wait_until: datetime, branch: str | None = None) -> Delivery:
        """Let the execution go on."""
        self._tasks.succeed(request.token, Next(wait_until=wait_until, branch=branch).text())
        return Delivery()

    def sent(self, request: SendRequest, case: Case, message: Message) -> Delivery:
        """SES took it."""
        message = replace(message, late=late_cause(message, case.due_at, case.enrollment.parked))
        counts = {**counting.of_sent(message), **({Metric.LATE: 1} if message.late else {})}
        return self._settle(request, case, message, counts, Kind.SENT)

    def rejected(self, request: SendRequest, case: Case, claim: Message) -> Delivery:
        """SES refuses this one mail, and would say the same tomorrow."""
        message = replace(claim, state=MessageState.REJECTED, reason=Reason.NO_CONTENT)
        return self._settle(request, case, message, {Metric.REJECTED: 1}, Kind.REJECTED)

    def texted(self, request: SendRequest, case: Case, message: Message) -> Delivery:
        """The text left; no figure of mails counts it."""
        return self._settle(request, case, message, {Metric.TEXTED: 1}, Kind.SENT)

    def unknown(self, request: SendRequest, case: Case, claim: Message) -> Delivery:
        """Nobody can tell any more whether it left."""
        message = replace(claim, state=MessageState.REJECTED, reason=Reason.LOST)
        return self._settle(request, case, message, {Metric.REJECTED: 1}, Kind.REJECTED)

    def done(self, request: SendRequest, case: Case, claim: Message, kind: Kind) -> Delivery:
        """What was to be done beside mailing the contact is done."""
        return self._settle(request, case, replace(claim, state=MessageState.DONE), {}, kind)

    def refused(self, request: SendRequest, case: Case, claim: Message) -> Delivery:
        """The other side will never take it."""
        message = replace(claim, state=MessageState.REJECTED, reason=Reason.REFUSED)
        return self._settle(request, case, message, {Metric.REJECTED: 1}, Kind.REJECTED)

    def skipped(self, request: SendRequest, case: Case, reason: Reason, because: str = "") -> Delivery:
        """It will never go, for this reason."""
        message = Message(
            id=message_id(request),
            workflow=case.workflow.name,
            contact_id=case.contact.id,
            state=MessageState.SKIPPED,
            reason=reason,
            decided_at=self._clock.now(),
            locale=self._rules.locale(case.contact),
            variant=case.variant,
            # It takes the place of the claim that came to nothing, and of no other.
            attempt=case.doubtful.attempt if case.doubtful else 1,
            claimed_at=case.doubtful.claimed_at if case.doubtful else None,
        )
        return self._settle(request, case, message, {Metric.SKIPPED: 1}, Kind.SKIPPED, because)

    def parked(self, request: SendRequest, case: Case, park: Park) -> Delivery:
        """Not now: its execution waits, and asks again."""
        line = about(
            case.enrollment,
            Kind.PARKED,
            self._clock.now(),
            step=request.step,
            reason=park.reason.value,
            until=park.until,
            due_at=case.due_at,
            because=park.because or None,
        )
        self._timeline.write(line)
        held_back = Parked(
            step=request.step,
            number=request.number,
            due_at=case.due_at,
            until=park.until,
            reason=park.reason.value,
        )
        self._enrollments.park(case.enrollment, held_back)
        # A park leaves no row that could tell a token answered before from a lost one. Either way its
        # execution asks again: after the wait, in its next attempt, or it has ended.
        with suppress(ResumeRefused):
            self._tasks.fail(request.token, PARKED, iso(park.until))
        return Delivery()

    def _settle(
        self,
        request: SendRequest,
        case: Case,
        outcome: Message,
        counts: Mapping[Metric, int],
        kind: Kind,
        because: str = "",
    ) -> Delivery:
        now = self._clock.now()
        enrollment = case.enrollment
        last_mail_at = outcome.sent_at or enrollment.last_mail_at
        ahead = self._onward.after(case.workflow, request.step, enrollment, case.contact, last_mail_at, now)
        outcome = replace(outcome, wait_until=ahead.wait_until, due_at=case.due_at)
        stands = self._messages.settle(
            outcome,
            ahead.completion if enrollment.running else None,
            counting.for_message(outcome, counts, self._rules.zone),
            waits_for=ahead.step,
        )
        if not stands.settled:
            raise ClaimUnsettled(f"{stands.id}: another sender has just claimed it")
        if stands.state is not MessageState.SENT and isinstance(case.step, EmailStep) and case.step.offer:
            # Only now that it can never leave, whoever else has it in hand.
            self._discounts.give_back(stands.id)
        self._tell(case, stands, kind, now, because)
        if enrollment.running:
            self._onward.tell(enrollment, ahead, now)
        return self.answer(request, stands.wait_until or now)

    def _tell(self, case: Case, message: Message, kind: Kind, now: datetime, because: str) -> None:
        self._timeline.write(
            Line(
                at=message.sent_at or now,
                kind=kind,
                contact_id=message.contact_id,
                workflow=message.workflow,
                enrollment=case.enrollment.id,
                step=message.id.step,
                variant=message.variant,
                locale=message.locale,
                reason=message.reason.value if message.reason else None,
                subject=message.subject,
                channel="sms" if channel_of(case.acting) is Channel.SMS else None,
                due_at=message.due_at,
                because=because or None,
            )
        )


def message_id(request: SendRequest) -> MessageId:
    """The message that a request asks for."""
    return MessageId(enrollment=request.enrollment, step=request.step, number=request.number)
