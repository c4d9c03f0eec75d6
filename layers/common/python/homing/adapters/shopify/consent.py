"""What a webhook says of consent: the record, a change, or a tick in a checkout."""

from dataclasses import replace
from datetime import datetime

from homing.adapters.payload import Payload, instant, mapping, text
from homing.domain.consent import WITHDRAWN, ConsentSource, ConsentState, ConsentStatement
from homing.domain.evidence import Channel
from homing.domain.time import Stamp


def state(payload: Payload) -> ConsentState | None:
    """The state in `email_marketing_consent`, None where it says none that we know."""
    word = text(mapping(payload.get("email_marketing_consent")).get("state")) or ""
    try:
        return ConsentState(word.lower())
    except ValueError:
        return None


def stated_at(payload: Payload) -> datetime | None:
    """The time that `email_marketing_consent` itself gives."""
    return instant(mapping(payload.get("email_marketing_consent")).get("consent_updated_at"))


def record(
    payload: Payload, source: ConsentSource, *, time: Stamp, arrived_at: datetime
) -> ConsentStatement | None:
    """What a customer's record says; of the legacy key, only that it grants."""
    if payload.get("email_marketing_consent") is not None:
        said, dated = state(payload), stated_at(payload)
    elif payload.get("accepts_marketing") is True:
        said, dated = ConsentState.SUBSCRIBED, instant(payload.get("accepts_marketing_updated_at"))
    else:
        return None
    if said is None:
        return None
    own = time if dated is None else Stamp.of(dated, arrived_at)
    return ConsentStatement(
        state=said,
        source=source,
        time=own,
        dated=dated is not None,
        known_since=instant(payload.get("created_at")) if dated is None else None,
    )


def text_record(
    payload: Payload, source: ConsentSource, *, time: Stamp, arrived_at: datetime
) -> ConsentStatement | None:
    """What `sms_marketing_consent` says of text messages."""
    told = mapping(payload.get("sms_marketing_consent"))
    try:
        said = ConsentState((text(told.get("state")) or "").lower())
    except ValueError:
        return None
    dated = instant(told.get("consent_updated_at"))
    own = time if dated is None else Stamp.of(dated, arrived_at)
    return ConsentStatement(state=said, source=source, time=own, dated=dated is not None, channel=Channel.SMS)


def texts_stated_at(payload: Payload) -> datetime | None:
    """The time that `sms_marketing_consent` itself gives."""
    return instant(mapping(payload.get("sms_marketing_consent")).get("consent_updated_at"))


def of_purchase(payload: Payload, *, time: Stamp, arrived_at: datetime) -> ConsentStatement | None:
    """What a checkout or an order says: the customer's record outweighs the tick beside it where it says that
    they left, or that the shop still waits for them to confirm.

    A record that rides along may be old, so it counts only with its own date, and a grant in it only
    quotes one that has an event of its own.
    """
    customer = mapping(payload.get("customer"))
    known = record(customer, ConsentSource.RECORD, time=time, arrived_at=arrived_at)
    if known is not None and not known.dated:
        known = None
    if known is not None and known.state in {*WITHDRAWN, ConsentState.PENDING}:
        return known
    if payload.get("buyer_accepts_marketing") is True:
        return ConsentStatement(state=ConsentState.SUBSCRIBED, source=ConsentSource.TICK, time=time)
    if known is not None and known.state is ConsentState.SUBSCRIBED:
        return replace(known, source=ConsentSource.MENTION)
    return known
