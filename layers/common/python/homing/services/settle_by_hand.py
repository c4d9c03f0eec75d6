"""Lets a mail count as sent that SES was handed twice and never spoke of."""

from homing.domain.errors import NothingToSettle
from homing.domain.feedback import Feedback, FeedbackKind, observed
from homing.domain.message import Message, MessageId
from homing.services import ports
from homing.services.claims import LAST_ATTEMPT


class SettleAsSent:
    """An operator's word in place of SES's event, which settles a claim for good.

    Not by way of the feedback queue: an event of ours is no news of SES for other claims in doubt.
    """

    def __init__(self, *, messages: ports.Messages) -> None:
        self._messages = messages

    def __call__(self, message_id: MessageId) -> Message:
        """The message, sent when it was claimed.

        Raises:
            NothingToSettle: there is no such claim, or one that settles itself.
        """
        known = self._messages.get([message_id]).get(message_id)
        if known is None:
            raise NothingToSettle(
                f"There is no message {message_id}: its id stands in the log and the letter."
            )
        if known.settled or known.claimed_at is None:
            raise NothingToSettle(f"{message_id} is {known.state.value} already; redrive its dead letter.")
        if known.attempt < LAST_ATTEMPT:
            raise NothingToSettle(
                f"{message_id} was handed to SES once, at {known.claimed_at:%Y-%m-%d %H:%M} UTC: it is tried "
                "again, or settled by SES's event, by itself. Redrive its dead letter."
            )
        said = Feedback(
            id=f"by-hand/{message_id}", kind=FeedbackKind.SEND, at=known.claimed_at, message=message_id
        )
        sent, _ = observed(known, said)
        if not self._messages.observe(known, sent, ()):
            raise NothingToSettle(f"{message_id} was written by another this moment; look again.")
        return sent
