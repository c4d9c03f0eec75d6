"""Soft opt-in: where the law lets a shop write to its customers until they say no."""

from collections.abc import Collection

from homing.domain.contact import Contact
from homing.domain.events import Event, EventName
from homing.domain.evidence import Evidence, LawfulBasis
from homing.domain.statement import ConsentSource, ConsentState, ConsentStatement

BUYS = frozenset({EventName.ORDER_COMPLETED.value, EventName.ORDER_PAID.value})


def soft_opt_in(contact: Contact, event: Event, countries: Collection[str]) -> ConsentStatement | None:
    """What an event says of it, once it is known who the contact is and where they live; None for nothing.

    A paid order in one of the countries lets the shop write, unless the contact ever said no or has agreed
    by a word of their own. Who has moved to any other country is written to no more. A box that was not
    ticked at the checkout says nothing either way: Shopify does not tell whether it was ticked beforehand.
    """
    consent = contact.consent
    if contact.country in countries:
        bought = consent.granted or consent.ever_withdrawn or not _is_purchase(event)
        return None if bought else _said(ConsentState.SUBSCRIBED, contact, event)
    if consent.basis is LawfulBasis.SOFT_OPT_IN:
        return _said(ConsentState.NOT_SUBSCRIBED, contact, event)
    return None


def _is_purchase(event: Event) -> bool:
    order = event.order
    return event.name in BUYS and order is not None and order.paid and not order.test


def _said(state: ConsentState, contact: Contact, event: Event) -> ConsentStatement:
    """The evidence is the country that decided, and the order or the event that told of another one."""
    return ConsentStatement(
        state=state,
        source=ConsentSource.PURCHASE,
        time=event.time,
        basis=LawfulBasis.SOFT_OPT_IN,
        evidence=Evidence(where=contact.country, proof=event.order.id if event.order else event.id),
    )
