"""What SES tells of a message, and what each event changes and counts, in whatever order they come."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from homing.domain.figures import Metric
from homing.domain.interactions import Act, Interaction
from homing.domain.labelled import labelled, with_interaction
from homing.domain.labels import CURRENT, Ruleset
from homing.domain.message import Message, MessageId, MessageState
from homing.domain.tally import moved


class FeedbackKind(StrEnum):
    """The ten event types of SES; a bounce is for good or not."""

    SEND = "Send"
    DELIVERY = "Delivery"
    OPEN = "Open"
    CLICK = "Click"
    BOUNCE = "Bounce"
    SOFT_BOUNCE = "Soft Bounce"
    COMPLAINT = "Complaint"
    REJECT = "Reject"
    RENDERING_FAILURE = "Rendering Failure"
    DELIVERY_DELAY = "DeliveryDelay"
    SUBSCRIPTION = "Subscription"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """One SES event. `message` is None for a mail that is not ours; `recipients` are normalised addresses.

    `interaction` is what an open or a click leaves as evidence of who made it; `subtype` is SES's own word
    for a kind of bounce or complaint.
    """

    id: str
    kind: FeedbackKind
    at: datetime
    recipients: tuple[str, ...] = ()
    message: MessageId | None = None
    ses_message_id: str | None = None
    interaction: Interaction | None = None
    link: str | None = None
    unsubscribes: bool = False
    subtype: str | None = None


NEVER_TRIED = "OnAccountSuppressionList"
"""Subtype of a bounce or a complaint that is an old one: SES took the mail, and did not try the address."""


def observed(
    message: Message, feedback: Feedback, ruleset: Ruleset = CURRENT
) -> tuple[Message, Mapping[Metric, int]]:
    """The message after an event, and what to count more or less; the same message if it tells nothing new.

    Events come late, twice and in any order, so each kind has a field of its own, which keeps the earliest,
    and no field an order. What is counted is the difference between what the two rows count.
    """
    changed = _after(message, feedback)
    if changed == message:
        return message, {}
    changed = labelled(changed, ruleset)
    return changed, moved(message, changed)


def unsubscribed(message: Message, at: datetime) -> tuple[Message, Mapping[Metric, int]]:
    """The message through which its recipient left."""
    left = replace(message, unsubscribed_at=_earlier(message.unsubscribed_at, at))
    return left, moved(message, left)


def _after(message: Message, feedback: Feedback) -> Message:
    at, sent = feedback.at, _known_sent(message, feedback)
    match feedback.kind:
        case FeedbackKind.DELIVERY:
            return replace(sent, delivered_at=_earlier(sent.delivered_at, at))
        case FeedbackKind.COMPLAINT if feedback.subtype != NEVER_TRIED:
            return replace(sent, complained_at=_earlier(sent.complained_at, at))
        case FeedbackKind.BOUNCE | FeedbackKind.COMPLAINT:
            return replace(sent, bounced_at=_earlier(sent.bounced_at, at))
        case FeedbackKind.OPEN:
            return with_interaction(sent, _interaction(feedback, Act.OPEN)) if sent.pixel else sent
        case FeedbackKind.CLICK:
            return with_interaction(sent, _interaction(feedback, Act.CLICK))
        case FeedbackKind.SUBSCRIPTION:
            return unsubscribed(message, at)[0] if feedback.unsubscribes else message
        case (
            FeedbackKind.SEND
            | FeedbackKind.SOFT_BOUNCE
            | FeedbackKind.REJECT
            | FeedbackKind.RENDERING_FAILURE
            | FeedbackKind.DELIVERY_DELAY
        ):
            return sent
        case _:
            assert_never(feedback.kind)


def _earlier(known: datetime | None, at: datetime) -> datetime:
    return at if known is None else min(known, at)


def _interaction(feedback: Feedback, act: Act) -> Interaction:
    return feedback.interaction or Interaction(act=act, at=feedback.at)


def _known_sent(message: Message, feedback: Feedback) -> Message:
    """Any event with our tag proves that SES took the mail, and settles a claim in doubt."""
    if message.state is not MessageState.CLAIMED:
        return message
    sent_at = message.claimed_at or feedback.at
    return replace(message, state=MessageState.SENT, sent_at=sent_at, ses_message_id=feedback.ses_message_id)
