"""Hands one mail to SES at most once: render, claim, send, record."""

from dataclasses import replace
from datetime import datetime, timedelta

from homing.contracts import SendRequest
from homing.domain.errors import (
    ClaimUnsettled,
    DailyQuotaReached,
    MessageRefused,
    SendingRefused,
    ServiceUnavailable,
    Throttled,
)
from homing.domain.ledger import Ledger
from homing.domain.message import Message, MessageState, Park, Reason
from homing.domain.steps import Purpose
from homing.services import ports
from homing.services.candidates import Case
from homing.services.composing import Composing
from homing.services.outcomes import Delivery, Outcomes, message_id
from homing.services.writing import Writing

SHORT_WAIT = timedelta(seconds=2)
"""A slot this near is waited for; a later one is the queue's visibility timeout to wait for."""

LONGEST_VISIBILITY = timedelta(hours=12)
"""SQS's own limit; what must wait longer is parked."""

QUOTA_PARK = timedelta(hours=1)
"""SES counts its daily quota over a sliding 24 hours, so an hour later there may be room again."""


class Dispatch:
    """The way of one mail that the gate lets go."""

    def __init__(
        self,
        *,
        clock: ports.Clock,
        composing: Composing,
        writing: Writing,
        messages: ports.Messages,
        mailer: ports.Mailer,
        pace: ports.Pace,
        outcomes: Outcomes,
    ) -> None:
        self._clock = clock
        self._composing = composing
        self._writing = writing
        self._messages = messages
        self._mailer = mailer
        self._pace = pace
        self._outcomes = outcomes

    def __call__(
        self, request: SendRequest, case: Case, known: Message | None, slot: datetime
    ) -> Delivery | None:
        """One try at a slot of the send rate; None if what the gate had judged has changed since.

        Raises:
            ClaimUnsettled: another sender has just claimed it.
            SendAmbiguous: SES did not say; the claim stands and is settled later.
            Throttled, ServiceUnavailable, SendingRefused: SES took nothing; the claim is taken back.
        """
        now = self._clock.now()
        if slot - now > LONGEST_VISIBILITY:
            return self._park(request, case, slot)
        if slot - now > SHORT_WAIT:
            return Delivery(again_in=(slot - now).total_seconds())
        written = self._composing(
            request, case, lambda: self._writing.compose(case, message_id(request), now)
        )
        if isinstance(written, Delivery):
            return written
        email, claim = written
        self._pace.wait_until(slot)
        # Not before its own slot: a claim in doubt takes a later one for something that was sent since.
        claimed_at = max(slot, self._clock.now())
        claim = replace(claim, claimed_at=claimed_at, attempt=1 if known is None else known.attempt + 1)
        match self._messages.claim(claim, known, case.ledger, spent(case.ledger, case, claim, claimed_at)):
            case "ended" | "raced":
                return None
            case "taken":
                raise ClaimUnsettled(f"{claim.id}: another sender has just claimed it")
            case _:
                return self._hand_over(request, case, claim, email)

    def _hand_over(
        self, request: SendRequest, case: Case, claim: Message, email: ports.OutgoingEmail
    ) -> Delivery:
        try:
            ses_id = self._mailer.send(email)
        except MessageRefused as error:
            return replace(self._outcomes.rejected(request, case, claim), note=error)
        except (Throttled, ServiceUnavailable, SendingRefused):
            self._messages.release(claim, case.ledger)
            raise
        except DailyQuotaReached:
            self._messages.release(claim, case.ledger)
            return self._park(request, case, self._clock.now() + QUOTA_PARK)
        now = self._clock.now()
        sent = replace(claim, state=MessageState.SENT, sent_at=now, ses_message_id=ses_id)
        return self._outcomes.sent(request, case, sent)

    def _park(self, request: SendRequest, case: Case, until: datetime) -> Delivery:
        return self._outcomes.parked(request, case, Park(reason=Reason.SEND_RATE, until=until))


def spent(ledger: Ledger, case: Case, claim: Message, now: datetime) -> Ledger:
    """The ledger once this mail has left."""
    step, candidate = case.step, case.candidate
    if step.purpose is Purpose.MARKETING and candidate is not None:
        zone = candidate.recipient.zone
        ledger = ledger.with_marketing(candidate.tallies, zone, now, candidate.caps)
    return replace(
        ledger,
        last_sent={**ledger.last_sent, f"{case.workflow.name}.{step.id}": now},
        offer_until=now + step.offer.valid_for if step.offer else ledger.offer_until,
        offer_by=str(claim.id) if step.offer else ledger.offer_by,
        revision=ledger.revision + 1,
    )
