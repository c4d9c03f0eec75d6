"""What may be done to reach a contact now, for each purpose, and on what lawful ground."""

from collections.abc import Iterator
from dataclasses import dataclass

from homing.domain.consent import Consent
from homing.domain.contact import Contact
from homing.domain.evidence import MARKETING, TRACKING, Channel, LawfulBasis
from homing.domain.open_tracking import Opens, refused
from homing.domain.permission import may_market, opted_out
from homing.domain.rules import Rules
from homing.domain.statement import WITHDRAWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """Whether one thing is allowed, and the ground for that in words."""

    purpose: str
    channel: Channel
    yes: bool
    ground: str


def allowed(contact: Contact, rules: Rules) -> Iterator[Allowed]:
    """Marketing by mail and by text message, each topic, and the pixel that tells of opens."""
    mail = _mail(contact, rules)
    yield mail
    yield Allowed(
        purpose=MARKETING, channel=Channel.SMS, yes=contact.texts.granted, ground=_told(contact.texts)
    )
    for topic in sorted(rules.topics):
        out = opted_out(contact, topic)
        ground = "opted out of this topic" if out else "as all marketing by email"
        yield Allowed(purpose=topic, channel=Channel.EMAIL, yes=mail.yes and not out, ground=ground)
    yield _opens(contact, rules)


def _mail(contact: Contact, rules: Rules) -> Allowed:
    yes = may_market(contact, rules.soft_opt_in)
    if contact.consent.basis is LawfulBasis.SOFT_OPT_IN:
        where = contact.country or "an unknown country"
        ground = f"soft opt-in of a customer in {where}" if yes else f"no soft opt-in in {where}"
    else:
        ground = _told(contact.consent)
    return Allowed(purpose=MARKETING, channel=Channel.EMAIL, yes=yes, ground=ground)


def _opens(contact: Contact, rules: Rules) -> Allowed:
    rule = rules.tracking.opens_in(contact.country)
    if refused(contact) or (contact.tracking.granted and rule is not Opens.OFF):
        ground = _told(contact.tracking)
    else:
        ground = f"the shop's rule: {rule}"
    yes = rules.tracking.tells_of(contact)
    return Allowed(purpose=TRACKING, channel=Channel.EMAIL, yes=yes, ground=ground)


def _told(consent: Consent) -> str:
    """What the contact themselves has said, and who told us."""
    by = f", told by {consent.source}" if consent.source is not None else ""
    if consent.granted:
        return f"consent{by}"
    return f"withdrawn{by}" if consent.state in WITHDRAWN else "no consent"
