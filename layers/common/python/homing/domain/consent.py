"""Permission for marketing mail, as Shopify, a page or a checkout tells it."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

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
    RECIPIENT = "recipient"  # our own unsubscribe page, or a complaint


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentStatement:
    """What one event says of consent.

    `dated` is whether the payload itself dates it; if it does not, `known_since` is when the shop first had
    the customer whose record this is.
    """

    state: ConsentState
    source: ConsentSource
    time: Stamp
    dated: bool = True
    known_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """The first time that consent became `subscribed`, and the event that did it."""

    time: Stamp
    source: ConsentSource
    event_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A contact's consent now, the event that made it so, and the first grant ever."""

    state: ConsentState = ConsentState.NOT_SUBSCRIBED
    time: Stamp | None = None
    source: ConsentSource | None = None
    event_id: str | None = None
    first: Grant | None = None

    @property
    def granted(self) -> bool:
        """Whether marketing mail is allowed."""
        return self.state is ConsentState.SUBSCRIBED


def apply(consent: Consent, said: ConsentStatement, event_id: str) -> Consent:
    """The consent after a statement; the same object where the statement changes nothing.

    The newest by its own time wins, whatever the order of arrival. `not_subscribed` grants and withdraws
    nothing. `pending` never un-confirms. A tick never lifts an unsubscribe, so any withdrawal outweighs a
    tick; and neither does a customer record that repeats `subscribed` without a date after the person left
    through our own link.
    """
    first = _first_grant(consent, said, event_id)
    if _changes(consent, said):
        return Consent(state=said.state, time=said.time, source=said.source, event_id=event_id, first=first)
    if said.state is consent.state and said.source is not ConsentSource.TICK and _is_newer(consent, said):
        return replace(consent, time=said.time, source=said.source, first=first)
    return consent if first == consent.first else replace(consent, first=first)


def _changes(consent: Consent, said: ConsentStatement) -> bool:
    if said.state in (consent.state, ConsentState.NOT_SUBSCRIBED):
        return False
    if said.state in WITHDRAWN and consent.source is ConsentSource.TICK:
        return True
    return _is_newer(consent, said) and not _is_refused(consent, said)


def _is_newer(consent: Consent, said: ConsentStatement) -> bool:
    if consent.time == said.time:
        return said.state in WITHDRAWN
    return consent.time is None or consent.time < said.time


def _is_refused(consent: Consent, said: ConsentStatement) -> bool:
    if said.state is ConsentState.PENDING:
        return consent.granted
    if said.state is not ConsentState.SUBSCRIBED or consent.state not in WITHDRAWN:
        return False
    if said.source is ConsentSource.TICK:
        return True
    left_here = consent.source is ConsentSource.RECIPIENT
    return left_here and said.source is ConsentSource.RECORD and not said.dated


def _first_grant(consent: Consent, said: ConsentStatement, event_id: str) -> Grant | None:
    if said.state is not ConsentState.SUBSCRIBED or _is_refused(consent, said):
        return consent.first
    if said.source is ConsentSource.MENTION:
        # It quotes a grant whose own event is on its way, or was before our time.
        return consent.first
    grant = Grant(time=said.time, source=said.source, event_id=event_id)
    if consent.first is None:
        return grant
    # A tick that arrived before an older sign-up must not hide that the sign-up came first.
    overtaken = consent.first.source is ConsentSource.TICK and said.source is not ConsentSource.TICK
    return grant if overtaken and said.time < consent.first.time else consent.first


def is_first_grant(consent: Consent, event_id: str) -> bool:
    """Whether this event is the one that first subscribed the contact; true again when it is redelivered."""
    return consent.first is not None and consent.first.event_id == event_id


def made_current(consent: Consent, event_id: str) -> bool:
    """Whether this event brought consent to its present state; true again when it is redelivered."""
    return consent.event_id == event_id
