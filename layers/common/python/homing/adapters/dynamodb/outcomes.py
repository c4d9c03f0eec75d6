"""Which outcome of a message is written over what stands, and what it tells its enrollment."""

from dataclasses import fields, replace

from homing.adapters.dynamodb.items import Attributes
from homing.domain.message import Message, MessageState


def outcome_over(known: Message | None, message: Message) -> Message | None:
    """What is to be written over `known`, None if that stands."""
    if known is None:
        return message
    sent = message.state is MessageState.SENT
    if not known.settled:
        same_claim = (known.attempt, known.claimed_at) == (message.attempt, message.claimed_at)
        return message if sent or same_claim else None
    if sent and known.state is MessageState.SENT and known.wait_until is None:
        return _filled(known, message)
    return None


def _filled(known: Message, message: Message) -> Message:
    """What feedback settled, with what only the sender knows; what stands is kept."""
    missing = (f.name for f in fields(known) if getattr(known, f.name) is None)
    return replace(known, **{name: getattr(message, name) for name in missing})


def mailed(outcome: Message, name: str) -> Attributes:
    """When a mail left, as an enrollment keeps it under a name; nothing of a mail that did not leave."""
    sent = outcome.state is MessageState.SENT and outcome.sent_at is not None
    return {name: outcome.sent_at} if sent else {}
