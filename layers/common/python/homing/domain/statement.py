"""What somebody says of a permission: which way, who told us, when, and for what."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from homing.domain.evidence import MARKETING, Channel, Evidence, LawfulBasis
from homing.domain.time import Stamp


class ConsentState(StrEnum):
    """Shopify's own words for a customer's consent."""

    SUBSCRIBED = "subscribed"
    NOT_SUBSCRIBED = "not_subscribed"
    PENDING = "pending"
    UNSUBSCRIBED = "unsubscribed"
    REDACTED = "redacted"
    INVALID = "invalid"


WITHDRAWN = frozenset({ConsentState.UNSUBSCRIBED, ConsentState.REDACTED, ConsentState.INVALID})


class ConsentSource(StrEnum):
    """Who told us. A tick is a box in a checkout or order; the record may only repeat an old state."""

    RECORD = "customer"  # customers/create, customers/update: the state as it stands
    CHANGE = "consent"  # customers_email_marketing_consent/update: a change as it happens
    MENTION = "mention"  # the customer's record as an order or checkout quotes it
    TICK = "tick"
    FORM = "form"
    API = "api"
    DELETION = "deletion"  # the shop deleted the customer
    RECIPIENT = "recipient"  # our own unsubscribe page, or an answer to a text message
    SUNSET = "sunset"  # our own workflow, as nothing interests them
    CONFIRMATION = "confirmation"  # double opt-in: the button behind our mail's link
    PREFERENCES = "preferences"  # our own preference page
    IMPORT = "import"
    PURCHASE = "purchase"  # the ground of a soft opt-in
    ERASURE = "erasure"


BY_PERSON = frozenset(
    {
        ConsentSource.TICK,
        ConsentSource.FORM,
        ConsentSource.RECIPIENT,
        ConsentSource.CONFIRMATION,
        ConsentSource.PREFERENCES,
    }
)
"""What only the person can have done, which a list that somebody imports or a record that repeats is not."""

BY_US = frozenset({ConsentSource.RECIPIENT, ConsentSource.SUNSET, ConsentSource.PREFERENCES})
"""Withdrawals by a way of ours, which a record of the shop that does not know of it yet does not lift."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentStatement:
    """What one event says of consent.

    `dated` is whether the payload itself dates it; if it does not, `known_since` is when the shop first had
    the customer whose record this is. `purpose` is marketing, tracking or the name of a topic. `to_confirm`
    is what a form says itself of whether this is to be confirmed by mail.
    """

    state: ConsentState
    source: ConsentSource
    time: Stamp
    dated: bool = True
    known_since: datetime | None = None
    purpose: str = MARKETING
    channel: Channel = Channel.EMAIL
    basis: LawfulBasis = LawfulBasis.CONSENT
    evidence: Evidence = field(default_factory=Evidence)
    to_confirm: bool | None = None

    @property
    def asked_for_by_person(self) -> bool:
        """Whether the person themselves asks for our mails, and nobody on the strength of what they knew."""
        agrees = self.state is ConsentState.SUBSCRIBED and self.basis is LawfulBasis.CONSENT
        mailed = (self.purpose, self.channel) == (MARKETING, Channel.EMAIL)
        return agrees and mailed and self.source in BY_PERSON
