"""What a write of a message or enrollment comes to, as the transactions of the AWS adapters decide it."""

from dataclasses import fields, replace
from datetime import datetime

from homing.domain.awaited import laid_over
from homing.domain.enrollment import Enrollment, EnrollmentState
from homing.domain.message import Message, MessageState
from homing.services.ports import Completion


def revision(message: Message | None) -> int:
    """How often the row was written, 0 if it is not there."""
    return 0 if message is None else message.revision


def same_claim(known: Message, message: Message) -> bool:
    """Whether both tell of one try to send."""
    return (known.attempt, known.claimed_at) == (message.attempt, message.claimed_at)


def outcome(known: Message | None, message: Message) -> Message | None:
    """What is to be written over `known`, None if that stands."""
    if known is None:
        return message
    sent = message.state is MessageState.SENT
    if not known.settled:
        return message if sent or same_claim(known, message) else None
    if sent and known.state is MessageState.SENT and known.wait_until is None:
        # Feedback settled the claim first: it proved the sending, and knew no answer.
        missing = (each.name for each in fields(known) if getattr(known, each.name) is None)
        return replace(known, **{name: getattr(message, name) for name in missing})
    return None


def completed(enrollment: Enrollment, at: datetime) -> Enrollment:
    """The enrollment at the end of its way."""
    return replace(enrollment, state=EnrollmentState.COMPLETED, ended_at=at)


def moved(
    enrollment: Enrollment, message: Message, completion: Completion | None, waits_for: str | None
) -> Enrollment:
    """The enrollment after its message's outcome."""
    after = enrollment
    if enrollment.running:
        after = replace(after, step=message.id.step, waits_for=waits_for or enrollment.waits_for)
        if message.told is not None:
            after = replace(after, trigger=laid_over(after.trigger, message.told))
    if message.state is MessageState.SENT:
        first = enrollment.first_sent_at or message.sent_at
        after = replace(after, last_mail_at=message.sent_at, first_sent_at=first)
    if completion is not None and enrollment.running:
        after = completed(after, completion.at)
    return after
