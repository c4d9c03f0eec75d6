"""What forbids reaching a contact, whatever the moment."""

from collections.abc import Collection

from homing.domain.contact import Contact
from homing.domain.evidence import LawfulBasis
from homing.domain.message import Reason
from homing.domain.statement import WITHDRAWN
from homing.domain.step_parts import Purpose
from homing.domain.suppression import STOPS_EVERYTHING, SuppressionCause


def may_market(contact: Contact, soft_opt_in: Collection[str]) -> bool:
    """Whether marketing mail is allowed now; as a customer only where the shop still counts on that."""
    if contact.consent.basis is LawfulBasis.SOFT_OPT_IN:
        return contact.country in soft_opt_in
    return contact.consent.granted


def opted_out(contact: Contact, topic: str | None) -> bool:
    """Whether the contact wants nothing on a topic; who never said so wants all of them."""
    said = contact.topics.get(topic) if topic is not None else None
    return said is not None and said.state in WITHDRAWN


def permission(
    contact: Contact,
    purpose: Purpose,
    causes: frozenset[SuppressionCause],
    *,
    topic: str | None = None,
    soft_opt_in: Collection[str] = (),
) -> Reason | None:
    """What forbids mailing this contact for a purpose, None if nothing does."""
    if contact.email is None:
        return Reason.NO_ADDRESS
    if causes & STOPS_EVERYTHING:
        return Reason.SUPPRESSED
    if purpose is Purpose.MARKETING:
        if not may_market(contact, soft_opt_in) or opted_out(contact, topic):
            return Reason.NO_CONSENT
        if causes:
            return Reason.SUPPRESSED
    return None


def text_permission(
    contact: Contact,
    number: str | None,
    purpose: Purpose,
    causes: frozenset[SuppressionCause],
    *,
    topic: str | None = None,
) -> Reason | None:
    """What forbids texting a contact. Who has answered STOP gets no text of any kind: carriers hold to it."""
    if number is None:
        return Reason.NO_ADDRESS
    if causes:
        return Reason.SUPPRESSED
    if purpose is Purpose.MARKETING and (not contact.texts.granted or opted_out(contact, topic)):
        return Reason.NO_CONSENT
    return None
