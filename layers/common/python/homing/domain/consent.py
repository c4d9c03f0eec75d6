"""Permission for marketing mail, as Shopify, a page or a checkout tells it."""

from dataclasses import dataclass, replace
from datetime import datetime

from homing.domain.evidence import LawfulBasis
from homing.domain.statement import BY_US, WITHDRAWN, ConsentSource, ConsentState, ConsentStatement
from homing.domain.time import Stamp

__all__ = [
    "BY_US",
    "WITHDRAWN",
    "Consent",
    "ConsentSource",
    "ConsentState",
    "ConsentStatement",
    "Grant",
    "apply",
    "is_first_grant",
    "made_current",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """The sign-up that first subscribed a contact, and the event that told it."""

    time: Stamp
    source: ConsentSource
    event_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """The newest statement of each kind, from which the state follows whatever order they came in.

    `repeated_at` is the newest grant that a record merely repeats without a date, `ticked_at` the earliest
    tick, `pending_by` who told of `pending_at`, `left_at` the newest time the contact left by our own link.
    `bought_at` is the newest purchase where the law lets the shop write to its customers, `moved_at` when it
    no longer did. `event_id` and `source` are of the event that brought the state about; `recorded_at` is
    when the newest of all was written down.
    """

    granted_at: Stamp | None = None
    repeated_at: Stamp | None = None
    ticked_at: Stamp | None = None
    pending_at: Stamp | None = None
    pending_by: ConsentSource | None = None
    withdrawn_at: Stamp | None = None
    withdrawn_as: ConsentState | None = None
    left_at: Stamp | None = None
    bought_at: Stamp | None = None
    moved_at: Stamp | None = None
    first: Grant | None = None
    source: ConsentSource | None = None
    event_id: str | None = None
    recorded_at: datetime | None = None

    @property
    def state(self) -> ConsentState:
        """The newest grant or withdrawal counts, a withdrawal on a tie.

        A tick grants only where nothing was ever withdrawn, and a record that repeats an undated grant does
        not lift the withdrawal of a contact who left by our own link. `pending` never un-confirms. A purchase
        lets the shop write for as long as nothing was ever withdrawn.
        """
        if self.left_at is not None and not _holds(self.granted_at, self.left_at):
            return ConsentState.UNSUBSCRIBED
        grant = _newest(self.granted_at, self.repeated_at)
        if self.withdrawn_at is not None and not _holds(grant, self.withdrawn_at):
            return self.withdrawn_as or ConsentState.UNSUBSCRIBED
        if grant is not None or self.ticked_at is not None or self._is_customer:
            return ConsentState.SUBSCRIBED
        return ConsentState.PENDING if self.pending_at is not None else ConsentState.NOT_SUBSCRIBED

    @property
    def departed(self) -> Stamp | None:
        """When they last left, by whatever way; they may have come back since."""
        return _newest(self.left_at, self.withdrawn_at)

    @property
    def granted(self) -> bool:
        """Whether marketing mail is allowed."""
        return self.state is ConsentState.SUBSCRIBED

    @property
    def basis(self) -> LawfulBasis | None:
        """On what ground it is allowed, a word of the person before any other; None where it is not."""
        if not self.granted:
            return None
        said = (self.granted_at, self.repeated_at, self.ticked_at)
        return LawfulBasis.CONSENT if any(each is not None for each in said) else LawfulBasis.SOFT_OPT_IN

    @property
    def agreed(self) -> bool:
        """Whether it is allowed by the person's own word."""
        return self.basis is LawfulBasis.CONSENT

    @property
    def ever_withdrawn(self) -> bool:
        """Whether it was withdrawn at any time, whatever came since."""
        return self.left_at is not None or self.withdrawn_at is not None

    @property
    def _is_customer(self) -> bool:
        if self.bought_at is None or self.ever_withdrawn:
            return False
        return self.moved_at is None or self.bought_at > self.moved_at


def apply(consent: Consent, said: ConsentStatement, event_id: str) -> Consent:
    """The consent after a statement; equal to what it was where the statement says nothing new."""
    told = _told(consent, said)
    if said.state is ConsentState.SUBSCRIBED and told.first is None and _is_sign_up(said):
        told = replace(told, first=Grant(time=said.time, source=_asked_by(told, said), event_id=event_id))
    if (told.state, told.basis) == (consent.state, consent.basis):
        return told
    return replace(told, source=said.source, event_id=event_id)


def _told(consent: Consent, said: ConsentStatement) -> Consent:
    if said.state is ConsentState.PENDING:
        return _waiting(consent, said.time, said.source)
    if said.state in WITHDRAWN:
        if said.source in BY_US:
            return replace(consent, left_at=_newest(consent.left_at, said.time))
        if consent.withdrawn_at is not None and said.time <= consent.withdrawn_at:
            return consent
        return replace(consent, withdrawn_at=said.time, withdrawn_as=said.state)
    if said.source is ConsentSource.PURCHASE:
        return _of_purchase(consent, said)
    if said.state is ConsentState.NOT_SUBSCRIBED:
        return consent
    if said.source is ConsentSource.TICK:
        earliest = said.time if consent.ticked_at is None else min(consent.ticked_at, said.time)
        return replace(consent, ticked_at=earliest)
    if said.source is ConsentSource.RECORD and not said.dated:
        return replace(consent, repeated_at=_newest(consent.repeated_at, said.time))
    return replace(consent, granted_at=_newest(consent.granted_at, said.time))


def _waiting(consent: Consent, time: Stamp, source: ConsentSource) -> Consent:
    at, by = consent.pending_at, consent.pending_by
    if at is not None and (time, source) <= (at, by or ""):
        return consent
    return replace(consent, pending_at=time, pending_by=source)


def _asked_by(consent: Consent, said: ConsentStatement) -> ConsentSource:
    """Where somebody signed up: a confirmation only says yes to what was asked before."""
    asked_by = consent.pending_by if said.source is ConsentSource.CONFIRMATION else None
    return asked_by or said.source


def _of_purchase(consent: Consent, said: ConsentStatement) -> Consent:
    if said.state is ConsentState.SUBSCRIBED:
        return replace(consent, bought_at=_newest(consent.bought_at, said.time))
    return replace(consent, moved_at=_newest(consent.moved_at, said.time))


def _is_sign_up(said: ConsentStatement) -> bool:
    """A mention quotes a grant whose own event is on its way; a tick or a purchase signs up for nothing."""
    return said.source not in (ConsentSource.TICK, ConsentSource.MENTION, ConsentSource.PURCHASE)


def _newest(one: Stamp | None, other: Stamp | None) -> Stamp | None:
    return max((each for each in (one, other) if each is not None), default=None)


def _holds(grant: Stamp | None, withdrawal: Stamp) -> bool:
    return grant is not None and grant > withdrawal


def is_first_grant(consent: Consent, event_id: str) -> bool:
    """Whether this event first subscribed the contact, no tick before it; true again when redelivered."""
    first = consent.first
    if first is None or first.event_id != event_id:
        return False
    return consent.ticked_at is None or first.time < consent.ticked_at


def made_current(consent: Consent, event_id: str) -> bool:
    """Whether this event brought consent to its present state; true again when it is redelivered."""
    return consent.event_id == event_id
