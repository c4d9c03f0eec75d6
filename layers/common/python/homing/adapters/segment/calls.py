"""From the calls that the tracking door queued to the events that they tell."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from homing.adapters.payload import Payload, instant, load, mapping, mappings, text
from homing.adapters.segment.evidence import consent_evidence
from homing.adapters.segment.person import alias, identity, left_out, traits_of
from homing.adapters.segment.purchases import items, order, refund
from homing.adapters.segment.values import key, properties
from homing.domain.consent import ConsentSource, ConsentState, ConsentStatement
from homing.domain.contact import Identity
from homing.domain.events import Event, EventName
from homing.domain.evidence import MARKETING, Channel
from homing.domain.time import Stamp
from homing.services.intake import Ignored

LONGEST_EVENT_NAME = 100

SAYS_SO: Mapping[str, ConsentState] = {
    EventName.SUBSCRIBED: ConsentState.SUBSCRIBED,
    EventName.UNSUBSCRIBED: ConsentState.UNSUBSCRIBED,
}
"""The tracked events that grant and withdraw; no trait does."""

ASIDE = ("topic", "purpose")
"""Properties of such an event that say what it is about, if not marketing mail: a topic, or `tracking`."""

NAMES: Mapping[str, str] = {
    "page": EventName.PAGE_VIEWED,
    "screen": "Screen Viewed",
    "identify": EventName.IDENTIFIED,
    "group": "Group Joined",
    "alias": EventName.CUSTOMER_MERGED,
}


def normalise(
    topic: str, body: bytes, *, delivery_id: str, arrived_at: datetime
) -> Sequence[Event | Ignored]:
    """The events of one queued body, each of which is worked off by itself.

    Raises:
        MalformedEvent: the bytes are no JSON. Whatever else they hold raises nothing.
    """
    queued = mapping(load(body))
    sent_at = instant(queued.get("sentAt"))
    return [
        _event(call, f"{delivery_id}\n{position}", topic, sent_at, arrived_at)
        for position, call in enumerate(mappings(queued.get("batch")))
    ]


def _event(
    call: Payload, place: str, topic: str, sent_at: datetime | None, arrived_at: datetime
) -> Event | Ignored:
    kind = text(call.get("type")) or ""
    name = _name(kind, call)
    if name is None:
        return Ignored(kind or topic)
    said = traits_of(call)
    who, merge = identity(call, said), alias(call) if kind == "alias" else None
    told = key(call.get("messageId")) or place
    event = Event(
        id=hashlib.sha256(f"segment\n{told}".encode("utf-8", "surrogatepass")).hexdigest()[:32],
        name=name,
        time=Stamp.of(_happened(call, sent_at, arrived_at), arrived_at),
        arrived_at=arrived_at,
        identity=who,
        traits=said,
        properties=_properties(kind, call),
        merge=merge,
        left_out=left_out(call),
    )
    return _of_shopping(_of_consent(event, call)) if who != Identity() else Ignored(name)


def _name(kind: str, call: Payload) -> str | None:
    if kind == "track":
        return text(call.get("event"), LONGEST_EVENT_NAME)
    return NAMES.get(kind)


def _properties(kind: str, call: Payload) -> Mapping[str, Any]:
    told = mapping(call.get("properties"))
    if kind in ("page", "screen"):
        # Segment's own libraries tell the page in the context, and in the properties only what is set there.
        page = mapping(mapping(call.get("context")).get("page"))
        named = {name: call.get(name) for name in ("name", "category") if call.get(name)}
        told = {**page, **named, **told}
    if kind == "group":
        told = {"group_id": call.get("groupId"), **mapping(call.get("traits"))}
    return properties(told)


def _happened(call: Payload, sent_at: datetime | None, arrived_at: datetime) -> datetime | None:
    """When it happened by our clock: a device's own may be wrong by as much as its `sentAt` is."""
    own = instant(call.get("timestamp"))
    sent = instant(call.get("sentAt")) or sent_at
    if own is None or sent is None or call.get("originalTimestamp") is not None:
        return own or instant(call.get("originalTimestamp"))
    return arrived_at - (sent - own)


def _of_consent(event: Event, call: Payload) -> Event:
    state = SAYS_SO.get(event.name)
    if state is None:
        return event
    said = ConsentStatement(
        state=state, source=ConsentSource.API, time=event.time, evidence=consent_evidence(event, call)
    )
    if event.properties.get("channel") == "sms":
        return replace(event, name=EventName.CONSENT_UPDATED, text_consent=replace(said, channel=Channel.SMS))
    purpose = next((text(event.properties[name]) for name in ASIDE if name in event.properties), MARKETING)
    if purpose != MARKETING:
        # Whoever means something else, or nothing that we can read, has said nothing of marketing mail.
        other = replace(said, purpose=purpose or "")
        return replace(event, name=EventName.CONSENT_UPDATED, further_consents=(other,))
    # The event of that name follows from the consent, and only where it changes it.
    return replace(event, name=EventName.CONSENT_UPDATED, consent=said)


def _of_shopping(event: Event) -> Event:
    match event.name:
        case EventName.ORDER_COMPLETED:
            return replace(event, order=order(event.properties, event.time), items=items(event.properties))
        case EventName.ORDER_REFUNDED:
            return replace(event, refund=refund(event.properties, event.id))
    return event
