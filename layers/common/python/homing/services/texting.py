"""Texts a contact at most once: gate, render, claim, AWS, record.

AWS tells us nothing of a text that we could not have known before, so a claim without a result stays in doubt
for half an hour and is then given up: a text that is lost is better than one that wakes somebody twice.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from homing.contracts import SendRequest
from homing.domain.contact import zone
from homing.domain.errors import (
    ClaimUnsettled,
    DailyQuotaReached,
    MessageRefused,
    OptedOut,
    SendingRefused,
    ServiceUnavailable,
    Throttled,
    WriteConflict,
)
from homing.domain.message import Message, MessageState, Park, Reason
from homing.domain.rules import Rules
from homing.domain.steps import Purpose
from homing.domain.suppression import Suppression, SuppressionCause
from homing.services import ports
from homing.services.candidates import Candidates, Case
from homing.services.claims import Claims
from homing.services.composing import Composing
from homing.services.content import Content, NothingToSay
from homing.services.dispatch import QUOTA_PARK, spent
from homing.services.judging import Judging
from homing.services.number_owners import NumberOwners
from homing.services.outcomes import Delivery, Outcomes, message_id

RACES = 5
"""As often as with mails another message of the contact may come first."""


class Texting:
    """What functions/send does for `sms` steps."""

    def __init__(
        self,
        *,
        clock: ports.Clock,
        candidates: Candidates,
        judging: Judging,
        messages: ports.Messages,
        suppressions: ports.Suppressions,
        texts: ports.TextMessages,
        renderer: ports.Renderer,
        content: Content,
        outcomes: Outcomes,
        composing: Composing,
        owners: NumberOwners,
        rules: Rules,
    ) -> None:
        self._clock = clock
        self._candidates = candidates
        self._judging = judging
        self._messages = messages
        self._suppressions = suppressions
        self._texts = texts
        self._renderer = renderer
        self._content = content
        self._outcomes = outcomes
        self._composing = composing
        self._owners = owners
        self._rules = rules

    def __call__(self, request: SendRequest, known: Message | None) -> Delivery:
        """Text one contact, or say why not.

        Raises:
            ClaimUnsettled: another is at it, or nobody knows yet whether it left.
        """
        now = self._clock.now()
        for _ in range(RACES):
            case = self._candidates.of(request, now, known)
            if case is None:
                return self._outcomes.answer(request, now)
            if known is not None and not known.settled:
                return self._doubt(request, case, known, now)
            judged = self._judging(request, case, now)
            if isinstance(judged, Delivery):
                return judged
            delivery = self._go(request, judged, now)
            if delivery is not None:
                return delivery
        raise WriteConflict(f"{message_id(request)}: other messages of the contact kept overtaking it")

    def _doubt(self, request: SendRequest, case: Case, known: Message, now: datetime) -> Delivery:
        left = (known.claimed_at or now) + Claims.doubt - now
        if left > timedelta(0):
            error = ClaimUnsettled(f"{known.id}: nobody knows whether this text left")
            return Delivery(again_in=left.total_seconds() + 1, error=error)
        return self._outcomes.unknown(request, case, known)

    def _go(self, request: SendRequest, case: Case, now: datetime) -> Delivery | None:
        """The delivery; None if what the gate had judged has changed since."""
        written = self._composing(request, case, lambda: self._written(request, case, now))
        if isinstance(written, Delivery):
            return written
        locale, body = written
        claim = Message(
            id=message_id(request),
            workflow=case.workflow.name,
            contact_id=case.contact.id,
            state=MessageState.CLAIMED,
            decided_at=now,
            claimed_at=now,
            due_at=case.due_at,
            locale=locale,
            variant=case.variant,
            pixel=False,
        )
        match self._messages.claim(claim, None, case.ledger, spent(case.ledger, case, claim, now)):
            case "ended" | "raced":
                return None
            case "taken":
                raise ClaimUnsettled(f"{claim.id}: another has just claimed it")
            case _:
                return self._hand_over(request, case, claim, body)

    def _written(self, request: SendRequest, case: Case, now: datetime) -> tuple[str, str]:
        locale = self._rules.locale(case.contact)
        there = zone(case.contact, self._rules.zone).name
        context = self._content.gather(case, message_id(request), locale=locale, zone=there, now=now)
        text = self._renderer.render_text(case.workflow.name, "sms", case.step.id, locale, context)
        if not text:
            raise NothingToSay
        return locale, text

    def _hand_over(self, request: SendRequest, case: Case, claim: Message, body: str) -> Delivery:
        number = case.candidate.number if case.candidate is not None else None
        assert number is not None  # the gate skips who has none
        marketing = case.step.purpose is Purpose.MARKETING
        self._owners.texted(case.contact.id, number)
        try:
            self._texts.send(ports.OutgoingText(number=number, body=body, marketing=marketing))
        except MessageRefused as error:
            return replace(self._outcomes.rejected(request, case, claim), note=error)
        except OptedOut:
            self._messages.release(claim, case.ledger)
            stop = Suppression(cause=SuppressionCause.UNSUBSCRIBE, since=self._clock.now())
            self._suppressions.add(number, stop, ())
            return self._outcomes.skipped(request, case, Reason.SUPPRESSED)
        except DailyQuotaReached:
            self._messages.release(claim, case.ledger)
            until = self._clock.now() + QUOTA_PARK
            return self._outcomes.parked(request, case, Park(reason=Reason.SEND_RATE, until=until))
        except (Throttled, ServiceUnavailable, SendingRefused):
            self._messages.release(claim, case.ledger)
            raise
        now = self._clock.now()
        return self._outcomes.texted(request, case, replace(claim, state=MessageState.SENT, sent_at=now))
