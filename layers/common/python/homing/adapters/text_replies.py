"""Answers to text messages, as End User Messaging publishes them and SNS brings them.

https://docs.aws.amazon.com/sms-voice/latest/userguide/two-way-sms-payload.html. The answer itself has no
time, so SNS's envelope is wanted with it.
"""

import re

from homing.adapters.payload import identifier, instant, load, mapping, text
from homing.domain.errors import MalformedEvent
from homing.domain.text_reply import TextReply, wish_of

_FIELD = "originationNumber"
_NUMBER = re.compile(r"\+?([1-9][0-9]{6,14})")


def is_reply(body: str) -> bool:
    """Whether a record of the feedback queue is an answer and no event of SES."""
    return _FIELD in body and '"eventType"' not in body


def normalise(body: str) -> TextReply | None:
    """The answer, None for one that asks for nothing; never raises."""
    try:
        envelope = mapping(load(body.encode("utf-8", "surrogatepass")))
        inside = text(envelope.get("Message"), 10_000)
        told = mapping(load(inside.encode())) if inside else envelope
    except (MalformedEvent, UnicodeError):
        return None
    number = _NUMBER.fullmatch((text(told.get(_FIELD)) or "").strip())
    wish = wish_of(text(told.get("messageBody")) or "", text(told.get("messageKeyword")) or "")
    if number is None or wish is None:
        return None
    return TextReply(
        number=f"+{number[1]}",
        wish=wish,
        at=instant(envelope.get("Timestamp")),
        id=identifier(told.get("inboundMessageId")),
    )
