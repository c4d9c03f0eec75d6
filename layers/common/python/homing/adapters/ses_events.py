"""What SES tells of our mails (SNS raw delivery, in an SNS or an EventBridge envelope), as feedback."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from email.utils import parseaddr
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import Any

from homing.adapters.payload import LONGEST_LINK, email, instant, load, mapping, mappings, text
from homing.domain.errors import MalformedEvent
from homing.domain.feedback import Feedback, FeedbackKind
from homing.domain.interactions import Act, Interaction, is_trap, plain_link, short_agent
from homing.domain.labels import proxy_of
from homing.domain.message import MessageId

MESSAGE_TAG = "message"
"""The tag that carries our message's id to SES and back."""

DEEPEST_ENVELOPE = 3
LONGEST_FLAG = 20

APPLES_NETWORK = ip_network("17.0.0.0/8")
"""Apple's own: IANA's registry of IPv4 address space gives it 017/8 whole."""

_ACTS = {FeedbackKind.OPEN: Act.OPEN, FeedbackKind.CLICK: Act.CLICK}

# Each event type with the name of its own object.
DETAILS: Mapping[str, tuple[FeedbackKind, str]] = {
    "Send": (FeedbackKind.SEND, "send"),
    "Delivery": (FeedbackKind.DELIVERY, "delivery"),
    "Open": (FeedbackKind.OPEN, "open"),
    "Click": (FeedbackKind.CLICK, "click"),
    "Bounce": (FeedbackKind.BOUNCE, "bounce"),
    "Complaint": (FeedbackKind.COMPLAINT, "complaint"),
    "Reject": (FeedbackKind.REJECT, "reject"),
    "Rendering Failure": (FeedbackKind.RENDERING_FAILURE, "failure"),
    "DeliveryDelay": (FeedbackKind.DELIVERY_DELAY, "deliveryDelay"),
    "Subscription": (FeedbackKind.SUBSCRIPTION, "subscription"),
}


def normalise(body: bytes) -> Feedback | None:
    """The feedback that a notification tells, None for anything that is no SES event; never raises."""
    told = _unwrapped(body)
    event_type = text(told.get("eventType")) or text(told.get("notificationType")) or ""
    if event_type not in DETAILS:
        return None
    kind, name = DETAILS[event_type]
    mail, detail = mapping(told.get("mail")), mapping(told.get(name))
    sent_at = instant(mail.get("timestamp"))
    at = instant(detail.get("timestamp")) or sent_at
    if at is None or (kind is FeedbackKind.COMPLAINT and _is_praise(detail)):
        return None
    recipients = _recipients(kind, mail, detail)
    ses_message_id = text(mail.get("messageId"))
    link = text(detail.get("link"), LONGEST_LINK) if kind is FeedbackKind.CLICK else None
    return Feedback(
        id=_feedback_id(ses_message_id, event_type, at, recipients, link),
        kind=_bounce_kind(detail) if kind is FeedbackKind.BOUNCE else kind,
        at=at,
        recipients=recipients,
        message=_message(mail),
        ses_message_id=ses_message_id,
        interaction=_interaction(kind, detail, at, sent_at),
        link=link,
        subtype=text(detail.get("bounceSubType")) or text(detail.get("complaintSubType")),
        unsubscribes=mapping(detail.get("newTopicPreferences")).get("unsubscribeAll") is True,
    )


def _unwrapped(body: bytes) -> Mapping[str, Any]:
    """The SES event inside its envelopes; empty where there is none."""
    told = _read(body)
    for _ in range(DEEPEST_ENVELOPE):
        if told.get("Type") == "Notification" and isinstance(told.get("Message"), str):
            told = _read(told["Message"].encode("utf-8", "surrogatepass"))
        elif isinstance(told.get("detail"), dict):
            told = told["detail"]
        else:
            break
    return told


def _read(body: bytes) -> Mapping[str, Any]:
    try:
        return mapping(load(body))
    except MalformedEvent:
        return {}  # "Successfully validated SNS topic for Amazon SES event publishing."


def _bounce_kind(bounce: Mapping[str, Any]) -> FeedbackKind:
    """Only a permanent bounce says that the address is dead."""
    return FeedbackKind.BOUNCE if bounce.get("bounceType") == "Permanent" else FeedbackKind.SOFT_BOUNCE


def _is_praise(complaint: Mapping[str, Any]) -> bool:
    """Whether the recipient moved the mail out of the spam folder."""
    return (text(complaint.get("complaintFeedbackType")) or "").lower() == "not-spam"


def _recipients(kind: FeedbackKind, mail: Mapping[str, Any], detail: Mapping[str, Any]) -> tuple[str, ...]:
    addressed = _addresses(mail.get("destination"))
    match kind:
        case FeedbackKind.BOUNCE:
            return _named(detail.get("bouncedRecipients")) or addressed
        case FeedbackKind.COMPLAINT:
            told = _named(detail.get("complainedRecipients"))
            # SES may list everybody of the complaining domain whom it knows: only ours can have complained.
            return tuple(a for a in told if a in addressed) or addressed or told
        case FeedbackKind.DELIVERY:
            return _addresses(detail.get("recipients")) or addressed
        case FeedbackKind.DELIVERY_DELAY:
            return _named(detail.get("delayedRecipients")) or addressed
        case _:
            return addressed


def _named(recipients: object) -> tuple[str, ...]:
    return _addresses([entry.get("emailAddress") for entry in mappings(recipients)])


def _addresses(raw: object) -> tuple[str, ...]:
    """Addresses as the domain keys them, each once; `Name <a@b>` is read too."""
    entries: Iterable[object] = raw if isinstance(raw, list) else ()
    found = (_address(entry) for entry in map(text, entries) if entry)
    return tuple(dict.fromkeys(address for address in found if address))


@lru_cache(maxsize=64)  # an event names its one recipient twice, and comes with others of the same mail
def _address(entry: str) -> str | None:
    return email(parseaddr(entry)[1])


def _message(mail: Mapping[str, Any]) -> MessageId | None:
    values = mapping(mail.get("tags")).get(MESSAGE_TAG)
    tag = text(values[0]) if isinstance(values, list) and values else None
    return None if tag is None else MessageId.parse(tag)


def _interaction(
    kind: FeedbackKind, detail: Mapping[str, Any], at: datetime, sent_at: datetime | None
) -> Interaction | None:
    """What is kept of an open or a click; the reader's IP address is only looked at."""
    act = _ACTS.get(kind)
    if act is None:
        return None
    agent, link = text(detail.get("userAgent")), text(detail.get("link"), LONGEST_LINK)
    return Interaction(
        act=act,
        at=at,
        link=plain_link(link) if act is Act.CLICK else None,
        agent=short_agent(agent),
        bot=_bot(detail.get("isBotEvent")),
        proxy=proxy_of(agent, _is_apples(text(detail.get("ipAddress")))) if act is Act.OPEN else None,
        after=None if sent_at is None else (at - sent_at) // timedelta(milliseconds=1),
        trap=True if is_trap(link) else None,
    )


def _bot(told: object) -> str | None:
    """SES's own word; who writes events by hand may say it as true or false."""
    if isinstance(told, bool):
        return "Likely" if told else "Unlikely"
    return text(told, LONGEST_FLAG)


def _is_apples(address: str | None) -> bool:
    try:
        return address is not None and ip_address(address) in APPLES_NETWORK
    except ValueError:
        return False


def _feedback_id(
    ses_message_id: str | None, event_type: str, at: datetime, recipients: tuple[str, ...], link: str | None
) -> str:
    parts = (ses_message_id or "", event_type, at.isoformat(), ",".join(sorted(recipients)), link or "")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
