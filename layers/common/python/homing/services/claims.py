"""When a claim without a result may be claimed again: SES takes no idempotency token."""

from datetime import datetime, timedelta

from homing.domain.errors import ClaimUnsettled
from homing.domain.message import Message
from homing.services import ports

LAST_ATTEMPT = 2


class Claims:
    """Judges claims in doubt. Any SES event with the message's tag settles one before we have to."""

    patience = timedelta(minutes=15)
    """How long an unsettled claim's message stays hidden in its queue."""

    doubt = timedelta(minutes=30)
    """How old a claim must be before silence from SES means that it took nothing."""

    def __init__(self, *, backlog: ports.FeedbackBacklog, pace: ports.Pace) -> None:
        self._backlog = backlog
        self._pace = pace

    def require_settled(self, message: Message, now: datetime) -> None:
        """Return if the message may be claimed again.

        Raises:
            ClaimUnsettled: SES may yet tell us that it took the mail; or it was tried twice.
        """
        claimed_at = message.claimed_at or now
        if message.attempt >= LAST_ATTEMPT:
            raise ClaimUnsettled(f"{message.id}: two sends without an answer; find it in SES by its tag")
        if now - claimed_at < self.doubt:
            raise ClaimUnsettled(
                f"{message.id}: claimed at {claimed_at.isoformat()}, waiting for SES to tell"
            )
        if not (self._backlog.is_empty() and self._has_heard_since(claimed_at)):
            raise ClaimUnsettled(f"{message.id}: SES events are still on their way")

    def _has_heard_since(self, claimed_at: datetime) -> bool:
        """A Send event newer than the claim was processed, or nothing else was sent that could tell."""
        heard = self._backlog.last_send_event_at()
        if heard is not None and heard > claimed_at:
            return True
        slot = self._pace.last_slot()
        return slot is None or slot <= claimed_at
