"""What SES tells of a message, and what each first of its kind changes and counts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import assert_never
from urllib.parse import urlsplit

from homing.domain.figures import Metric
from homing.domain.message import Message, MessageId, MessageState


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

    `machine` is a label with evidence behind it, never a reason to drop the event; `subtype` is SES's own
    word for a kind of bounce or complaint.
    """

    id: str
    kind: FeedbackKind
    at: datetime
    recipients: tuple[str, ...] = ()
    message: MessageId | None = None
    ses_message_id: str | None = None
    machine: bool = False
    link: str | None = None
    unsubscribes: bool = False
    subtype: str | None = None


NEVER_TRIED = "OnAccountSuppressionList"
"""Subtype of a bounce or a complaint that is an old one: SES took the mail, and did not try the address."""

APPLE_PRIVACY_AGENT = "Mozilla/5.0"
GMAIL_PREFETCH_AGENT = "Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0"
INHUMANLY_FAST = timedelta(seconds=3)


def by_machine(agent: str | None, bot_flag: str | None, after_send: timedelta | None) -> bool:
    """Whether an open or click was made by a machine: SES says so, or its agent, or its haste does.

    SES: aws.amazon.com/about-aws/whats-new/2026/08/amazon-ses-automated-email-interactions. Apple Mail
    Privacy Protection shows the bare agent; Gmail's prefetch names Edge 12 a second after the send.
    """
    if bot_flag == "Likely":
        return True
    text = (agent or "").strip()
    if text == APPLE_PRIVACY_AGENT or text.endswith(GMAIL_PREFETCH_AGENT):
        return True
    return after_send is not None and timedelta(0) <= after_send < INHUMANLY_FAST


def observed(message: Message, feedback: Feedback) -> tuple[Message, Mapping[Metric, int]]:
    """The message after an event, and what to count; the same message if the event is no first.

    Events come late, twice and in any order, so each kind has a field of its own and no field an order.
    """
    at = feedback.at
    match feedback.kind:
        case FeedbackKind.SEND:
            return _known_sent(message, feedback), {}
        case FeedbackKind.DELIVERY:
            if message.delivered_at is not None:
                return message, {}
            counts = {} if message.bounced_at else _delivered(message, 1)
            return replace(_known_sent(message, feedback), delivered_at=at), counts
        case FeedbackKind.COMPLAINT if feedback.subtype != NEVER_TRIED:
            if message.complained_at is not None:
                return message, {}
            return replace(_known_sent(message, feedback), complained_at=at), {Metric.COMPLAINED: 1}
        case FeedbackKind.BOUNCE | FeedbackKind.COMPLAINT:
            if message.bounced_at is not None:
                return message, {}
            lost = _delivered(message, -1) if message.delivered_at else {}
            return replace(_known_sent(message, feedback), bounced_at=at), {Metric.BOUNCED: 1, **lost}
        case FeedbackKind.OPEN:
            return _opened(message, feedback)
        case FeedbackKind.CLICK:
            return _clicked(message, feedback)
        case FeedbackKind.SUBSCRIPTION:
            return unsubscribed(message, at) if feedback.unsubscribes else (message, {})
        case (
            FeedbackKind.SOFT_BOUNCE
            | FeedbackKind.REJECT
            | FeedbackKind.RENDERING_FAILURE
            | FeedbackKind.DELIVERY_DELAY
        ):
            return _known_sent(message, feedback), {}
        case _:
            assert_never(feedback.kind)


def unsubscribed(message: Message, at: datetime) -> tuple[Message, Mapping[Metric, int]]:
    """The message through which its recipient left."""
    if message.unsubscribed_at is not None:
        return message, {}
    return replace(message, unsubscribed_at=at), {Metric.UNSUBSCRIBED: 1}


def _delivered(message: Message, amount: int) -> dict[Metric, int]:
    return {Metric.DELIVERED: amount} | ({Metric.TRACKED: amount} if message.pixel else {})


def _known_sent(message: Message, feedback: Feedback) -> Message:
    """Any event with our tag proves that SES took the mail, and settles a claim in doubt."""
    if message.state is not MessageState.CLAIMED:
        return message
    sent_at = message.claimed_at or feedback.at
    return replace(message, state=MessageState.SENT, sent_at=sent_at, ses_message_id=feedback.ses_message_id)


def _opened(message: Message, feedback: Feedback) -> tuple[Message, Mapping[Metric, int]]:
    message = _known_sent(message, feedback)
    if not message.pixel:
        return message, {}
    if feedback.machine:
        if message.machine_opened_at is not None:
            return message, {}
        counts = {} if message.opened_at else {Metric.MACHINE_ONLY_OPENED: 1}
        return replace(message, machine_opened_at=feedback.at), counts
    if message.opened_at is not None:
        return message, {}
    moved = {Metric.MACHINE_ONLY_OPENED: -1} if message.machine_opened_at else {}
    return replace(message, opened_at=feedback.at), {Metric.OPENED: 1, **moved}


def _clicked(message: Message, feedback: Feedback) -> tuple[Message, Mapping[Metric, int]]:
    message = _known_sent(message, feedback)
    if feedback.machine:
        return (
            message if message.machine_clicked_at else replace(message, machine_clicked_at=feedback.at)
        ), {}
    if message.clicked_at is not None or not is_content_click(feedback):
        return message, {}
    unseen = {} if message.pixel else {Metric.CLICKED_UNSEEN: 1}
    return replace(message, clicked_at=feedback.at), {Metric.CLICKED: 1, **unseen}


NO_CONTENT = frozenset(
    {
        "unsubscribe",
        "preferences",
        "view",
        "policies",
        "privacy",
        "privacy-policy",
        "terms",
        "terms-of-service",
        "legal",
        "imprint",
    }
)
"""Parts of a path that lead out of the mail's subject: leaving, legal pages, the mail in a browser."""


def is_content_click(feedback: Feedback) -> bool:
    """Whether somebody followed the mail's subject, and not its small print."""
    if feedback.machine:
        return False
    try:
        path = urlsplit(feedback.link or "").path
    except ValueError:
        return False
    return NO_CONTENT.isdisjoint(path.lower().split("/"))
