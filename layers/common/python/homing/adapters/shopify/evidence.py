"""What a webhook shows of a moment of permission: where it was given, how surely, and by which document."""

from dataclasses import replace

from homing.adapters.payload import Payload, identifier, mapping, text
from homing.domain.consent import ConsentSource, ConsentStatement
from homing.domain.events import Event
from homing.domain.evidence import Channel, Evidence


def with_evidence(event: Event, topic: str, payload: Payload) -> Event:
    """The event with what shows each permission that it tells of."""
    if not event.permissions():
        return event
    return replace(
        event,
        consent=_shown(event.consent, topic, payload),
        text_consent=_shown(event.text_consent, topic, payload),
    )


def _shown(said: ConsentStatement | None, topic: str, payload: Payload) -> ConsentStatement | None:
    if said is None:
        return None
    of_it = _told(said, payload)
    kind = topic.partition("/")[0]
    whole = "customers" if kind.startswith("customers") else kind
    number = identifier(payload.get("id")) or identifier(payload.get("customer_id"))
    at = text(of_it.get("consent_collected_from")) or text(payload.get("source_name"))
    evidence = Evidence(
        where=f"{topic}, {at}" if at else topic,
        proof=f"{whole}/{number}" if number else None,
        opt_in_level=text(of_it.get("opt_in_level")),
    )
    return replace(said, evidence=_by_themselves(evidence, said, payload))


def _told(said: ConsentStatement, payload: Payload) -> Payload:
    """The record of this consent: the customer's own, or the one that an order quotes."""
    name = "sms_marketing_consent" if said.channel is Channel.SMS else "email_marketing_consent"
    customer = payload if payload.get(name) is not None else mapping(payload.get("customer"))
    return {} if said.source is ConsentSource.TICK else mapping(customer.get(name))


def _by_themselves(evidence: Evidence, said: ConsentStatement, payload: Payload) -> Evidence:
    """Whoever ticks a box does so in this very checkout; a record was given elsewhere, at another time."""
    if said.source is not ConsentSource.TICK:
        return evidence
    client = mapping(payload.get("client_details"))
    return replace(
        evidence,
        ip=text(payload.get("browser_ip")) or text(client.get("browser_ip")),
        user_agent=text(client.get("user_agent")),
        locale=text(payload.get("customer_locale")),
    )
