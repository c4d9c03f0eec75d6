"""Sends one message at most once: gate, render, claim, SES, record, resume."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import assert_never

from homing.contracts import PARKED, Next, SendRequest
from homing.domain.errors import (
    ClaimUnsettled,
    DailyQuotaReached,
    HomingError,
    MessageRefused,
    RenderFailed,
    ResumeRefused,
    SendingRefused,
    ServiceUnavailable,
    Throttled,
    WriteConflict,
)
from homing.domain.figures import Metric
from homing.domain.message import Message, MessageId, MessageState, Park, Reason, Send, Skip, Verdict
from homing.domain.policy import Ledger, gate
from homing.domain.rules import Rules
from homing.domain.schedule import LATE
from homing.domain.steps import Purpose
from homing.domain.time import iso
from homing.domain.timeline import Kind, Line, about
from homing.services import counting, ports
from homing.services.candidates import Candidates, Case
from homing.services.claims import Claims
from homing.services.content import NothingToSay
from homing.services.onward import Onward
from homing.services.writing import Writing

SHORT_WAIT = timedelta(seconds=2)
"""A slot this near is waited for; a later one is the queue's visibility timeout to wait for."""

LONGEST_VISIBILITY = timedelta(hours=12)
"""SQS's own limit; what must wait longer is parked."""

QUOTA_PARK = timedelta(hours=1)
"""SES counts its daily quota over a sliding 24 hours, so an hour later there may be room again."""

RACES = 5
"""How often two mails of one contact may overtake each other before SQS is asked to try later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How one request went: answered, to be seen again in `again_in` seconds, or failed with `error`."""

    again_in: float | None = None
    error: HomingError | None = None

    @property
    def answered(self) -> bool:
        """Whether the queue may forget it."""
        return self.again_in is None and self.error is None


class Deliver:
    """The consumer of the send queues."""

    def __init__(
        self,
        *,
        clock: ports.Clock,
        candidates: Candidates,
        claims: Claims,
        writing: Writing,
        onward: Onward,
        messages: ports.Messages,
        mailer: ports.Mailer,
        pace: ports.Pace,
        tasks: ports.Tasks,
        timeline: ports.Timeline,
        rules: Rules,
    ) -> None:
        self._clock = clock
        self._candidates = candidates
        self._claims = claims
        self._writing = writing
        self._onward = onward
        self._messages = messages
        self._mailer = mailer
        self._pace = pace
        self._tasks = tasks
        self._timeline = timeline
        self._rules = rules

    def __call__(self, requests: Sequence[SendRequest]) -> list[Delivery]:
        """Work a batch off; one bad message spoils no other."""
        known = self._messages.get([_message_id(each) for each in requests])
        slots = iter(self._pace.reserve(len(requests), self._clock.now()))
        return [self._guarded(each, known.get(_message_id(each)), next(slots)) for each in requests]

    def _guarded(self, request: SendRequest, known: Message | None, slot: datetime) -> Delivery:
        try:
            return self._deliver(request, known, slot)
        except ClaimUnsettled:
            return Delivery(again_in=self._claims.patience.total_seconds())
        except (Throttled, ServiceUnavailable):
            self._pace.throttled(self._clock.now())
            slot = self._pace.reserve(1, self._clock.now())[0]
            return Delivery(again_in=(slot - self._clock.now()).total_seconds())
        except ResumeRefused as error:
            # Nobody waits any more: fine if the message has its outcome, a dead letter if it has not.
            message = self._messages.get([_message_id(request)]).get(_message_id(request))
            return Delivery(error=None if message and message.settled else error)
        except HomingError as error:
            return Delivery(error=error)

    def _deliver(self, request: SendRequest, known: Message | None, slot: datetime) -> Delivery:
        if known is not None and known.settled and known.wait_until is not None:
            return self._answer(request, known.wait_until)
        now = self._clock.now()
        if known is not None and not known.settled:
            self._claims.require_settled(known, now)
        case = self._candidates.of(request, now)
        if case is None:
            return self._answer(request, now)
        if known is not None and known.settled:
            return self._record(request, case, known, now)
        for _ in range(RACES):
            verdict = self._verdict(case, now)
            match verdict:
                case Skip():
                    return self._skip(request, case, verdict.reason, now)
                case Park():
                    return self._park(request, case, verdict)
                case Send():
                    delivery = self._send(request, case, known, slot, now)
                    if delivery is not None:
                        return delivery
                case _:
                    assert_never(verdict)
            case = self._candidates.again(case, now)
        raise WriteConflict(f"{_message_id(request)}: other mails of the same contact kept overtaking it")

    def _verdict(self, case: Case, now: datetime) -> Verdict:
        return Skip(reason=Reason.NO_CONTENT) if case.candidate is None else gate(case.candidate, now)

    def _send(
        self, request: SendRequest, case: Case, known: Message | None, slot: datetime, now: datetime
    ) -> Delivery | None:
        """One try; None if another mail of the contact changed what the gate had judged."""
        if not self._pace.may_send():
            return self._park(request, case, Park(reason=Reason.SEND_RATE, until=now + QUOTA_PARK))
        if slot - now > SHORT_WAIT:
            too_late = slot - now > LONGEST_VISIBILITY
            late = Park(reason=Reason.SEND_RATE, until=slot)
            if too_late:
                return self._park(request, case, late)
            return Delivery(again_in=(slot - now).total_seconds())
        message_id = _message_id(request)
        try:
            email, message = self._writing.compose(case, message_id, now)
        except (RenderFailed, NothingToSay):
            return self._skip(request, case, Reason.NO_CONTENT, now)
        self._pace.wait_until(slot)
        claim = replace(message, attempt=1 if known is None else known.attempt + 1)
        ledger = case.ledger
        match self._messages.claim(claim, known, ledger, spent(ledger, case, now)):
            case "ended" | "raced":
                return None
            case "taken":
                raise ClaimUnsettled(f"{message_id}: another sender has just claimed it")
            case _:
                return self._hand_over(request, case, claim, email, ledger)

    def _hand_over(
        self, request: SendRequest, case: Case, claim: Message, email: ports.OutgoingEmail, ledger: Ledger
    ) -> Delivery:
        now = self._clock.now()
        try:
            ses_id = self._mailer.send(email)
        except MessageRefused:
            # A refusal of this one mail: SES will say the same tomorrow.
            rejected = replace(claim, state=MessageState.REJECTED, reason=Reason.NO_CONTENT)
            return self._settle(request, case, rejected, {Metric.REJECTED: 1}, Kind.REJECTED, now)
        except (Throttled, ServiceUnavailable, SendingRefused):
            self._messages.release(claim, ledger)
            raise
        except DailyQuotaReached:
            self._messages.release(claim, ledger)
            return self._park(request, case, Park(reason=Reason.SEND_RATE, until=now + QUOTA_PARK))
        sent = replace(claim, state=MessageState.SENT, sent_at=now, ses_message_id=ses_id)
        return self._record(request, case, sent, now)

    def _record(self, request: SendRequest, case: Case, sent: Message, now: datetime) -> Delivery:
        late = sent.sent_at is not None and sent.sent_at - request.due > LATE
        counts = {Metric.SENT: 1} | ({Metric.LATE: 1} if late else {})
        return self._settle(request, case, sent, counts, Kind.SENT, now)

    def _skip(self, request: SendRequest, case: Case, reason: Reason, now: datetime) -> Delivery:
        skipped = replace(
            self._writing.blank(case, _message_id(request), now), state=MessageState.SKIPPED, reason=reason
        )
        return self._settle(request, case, skipped, {Metric.SKIPPED: 1}, Kind.SKIPPED, now)

    def _settle(
        self,
        request: SendRequest,
        case: Case,
        outcome: Message,
        counts: dict[Metric, int],
        kind: Kind,
        now: datetime,
    ) -> Delivery:
        last_mail_at = outcome.sent_at or case.enrollment.last_mail_at
        ahead = self._onward.after(
            case.workflow, request.step, case.enrollment, case.contact, last_mail_at, now
        )
        outcome = replace(outcome, wait_until=ahead.wait_until, due_at=request.due)
        completion = ahead.completion if case.enrollment.running else None
        stands = self._messages.settle(
            outcome, completion, counting.for_message(outcome, counts, self._rules.zone)
        )
        self._tell(case, stands, kind, now)
        if case.enrollment.running:
            self._onward.tell(case.enrollment, ahead, now)
        return self._answer(request, stands.wait_until or now)

    def _park(self, request: SendRequest, case: Case, park: Park) -> Delivery:
        now = self._clock.now()
        line = about(
            case.enrollment, Kind.PARKED, now, step=request.step, reason=park.reason.value, until=park.until
        )
        self._timeline.write(line)
        self._tasks.fail(request.token, PARKED, iso(park.until))
        return Delivery()

    def _answer(self, request: SendRequest, wait_until: datetime) -> Delivery:
        self._tasks.succeed(request.token, Next(wait_until=wait_until).text())
        return Delivery()

    def _tell(self, case: Case, message: Message, kind: Kind, now: datetime) -> None:
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
            )
        )


def spent(ledger: Ledger, case: Case, now: datetime) -> Ledger:
    """The ledger once this mail has left."""
    step = case.step
    recent = tuple(sent for sent in ledger.recent if now - sent < timedelta(days=7))
    if step.purpose is Purpose.MARKETING:
        recent = (*recent, now)
    return Ledger(
        recent=recent,
        last_sent={**ledger.last_sent, f"{case.workflow.name}.{step.id}": now},
        offer_until=now + step.offer.valid_for if step.offer else ledger.offer_until,
        revision=ledger.revision + 1,
    )


def _message_id(request: SendRequest) -> MessageId:
    return MessageId(enrollment=request.enrollment, step=request.step, number=request.number)
