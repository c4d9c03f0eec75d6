"""Why a message left late: by what held it back last, as far as its rows tell."""

from datetime import datetime

from homing.domain.enrollment import Parked
from homing.domain.message import Message
from homing.domain.schedule import LATE

QUEUE = "queue"
"""It waited in its queue: an outage, a pause of the queue, or more mail than could leave at once."""

DOUBT = "doubt"
"""SES had not said whether a first try left, and it was tried again."""


def late_cause(message: Message, due_at: datetime, parked: Parked | None) -> str | None:
    """The cause, None of a message that left on time; `parked` is what its enrollment was last held by."""
    if message.sent_at is None or message.sent_at - due_at <= LATE:
        return None
    if message.attempt > 1:
        return DOUBT
    step = (message.id.step, message.id.number)
    if parked is None or parked.reason is None or (parked.step, parked.number) != step:
        return QUEUE
    return QUEUE if message.sent_at - parked.until > LATE else parked.reason
