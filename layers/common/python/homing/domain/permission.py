"""What forbids reaching a contact, whatever the moment."""

from homing.domain.contact import Contact
from homing.domain.message import Reason
from homing.domain.step_parts import Purpose
from homing.domain.suppression import STOPS_EVERYTHING, SuppressionCause


def permission(contact: Contact, purpose: Purpose, causes: frozenset[SuppressionCause]) -> Reason | None:
    """What forbids mailing this contact for a purpose, None if nothing does."""
    if contact.email is None:
        return Reason.NO_ADDRESS
    if causes & STOPS_EVERYTHING:
        return Reason.SUPPRESSED
    if purpose is Purpose.MARKETING:
        if not contact.consent.granted:
            return Reason.NO_CONSENT
        if causes:
            return Reason.SUPPRESSED
    return None


def text_permission(
    contact: Contact, number: str | None, purpose: Purpose, causes: frozenset[SuppressionCause]
) -> Reason | None:
    """What forbids texting a contact. Who has answered STOP gets no text of any kind: carriers hold to it."""
    if number is None:
        return Reason.NO_ADDRESS
    if causes:
        return Reason.SUPPRESSED
    if purpose is Purpose.MARKETING and not contact.texts.granted:
        return Reason.NO_CONSENT
    return None
