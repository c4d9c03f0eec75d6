"""Every word on permission that counted, one entry each, from which the present state follows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from homing.domain.consent import (
    WITHDRAWN,
    Consent,
    ConsentSource,
    ConsentState,
    ConsentStatement,
    apply,
    made_current,
)
from homing.domain.contact import Contact
from homing.domain.evidence import MARKETING, TRACKING, Channel, Evidence, LawfulBasis
from homing.domain.time import Stamp

__all__ = [
    "MARKETING",
    "TRACKING",
    "Channel",
    "ConsentChange",
    "ConsentEntry",
    "Evidence",
    "LawfulBasis",
    "derived",
    "record",
    "standing",
    "with_standing",
]

_TICK = timedelta(microseconds=1)

Subject = tuple[str, Channel]
"""What permission is for: a purpose, on a channel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentEntry:
    """One statement as it was written down; never changed afterwards.

    `said_at` and `dated` are the statement's own, `recorded_at` is ours and later with each entry of one
    purpose and channel. Only a grant has a basis.
    """

    event_id: str
    said_at: Stamp
    recorded_at: datetime
    purpose: str
    channel: Channel
    state: ConsentState
    source: ConsentSource
    basis: LawfulBasis | None = None
    dated: bool = True
    evidence: Evidence = field(default_factory=Evidence)

    def statement(self) -> ConsentStatement:
        """What was said."""
        return ConsentStatement(
            state=self.state,
            source=self.source,
            time=self.said_at,
            dated=self.dated,
            purpose=self.purpose,
            channel=self.channel,
            basis=self.basis or LawfulBasis.CONSENT,
            evidence=self.evidence,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentChange:
    """Consent to one purpose on one channel, before and after, and the entry that tells why.

    A merge of two contacts has no entry: both contacts' entries say it.
    """

    known: Consent
    consent: Consent
    entry: ConsentEntry | None = None
    purpose: str = MARKETING
    channel: Channel = Channel.EMAIL


def record(known: Consent, said: ConsentStatement, event_id: str, now: datetime) -> ConsentChange | None:
    """What a statement changes, with its entry; None where it says nothing new."""
    told = apply(known, said, event_id)
    if told == known:
        return None
    stays = (told.state, told.first) == (known.state, known.first)
    if stays and (_only_repeats(said) or made_current(known, event_id)):
        return None
    at = now if known.recorded_at is None else max(now, known.recorded_at + _TICK)
    entry = ConsentEntry(
        event_id=event_id,
        said_at=said.time,
        recorded_at=at,
        purpose=said.purpose,
        channel=said.channel,
        state=said.state,
        source=said.source,
        basis=said.basis if said.state is ConsentState.SUBSCRIBED else None,
        dated=said.dated,
        evidence=said.evidence,
    )
    return ConsentChange(
        known=known,
        consent=replace(told, recorded_at=at),
        entry=entry,
        purpose=said.purpose,
        channel=said.channel,
    )


def _only_repeats(said: ConsentStatement) -> bool:
    """A record without a date tells of no new word; of a withdrawal it counts, which errs to fewer mails."""
    return said.source is ConsentSource.RECORD and not said.dated and said.state not in WITHDRAWN


def derived(entries: Iterable[ConsentEntry]) -> Mapping[Subject, Consent]:
    """What stands for each purpose and channel after all entries, in whatever order they come."""
    found: dict[Subject, Consent] = {}
    for entry in sorted(entries, key=lambda each: (each.recorded_at, each.event_id)):
        subject = (entry.purpose, entry.channel)
        told = apply(found.get(subject, Consent()), entry.statement(), entry.event_id)
        found[subject] = replace(told, recorded_at=entry.recorded_at)
    return found


def standing(contact: Contact, purpose: str, channel: Channel) -> Consent:
    """The consent of a contact to one purpose on one channel."""
    match purpose, channel:
        case "marketing", Channel.EMAIL:
            return contact.consent
        case "marketing", Channel.SMS:
            return contact.texts
        case "tracking", _:
            return contact.tracking
        case _:
            return contact.topics.get(purpose, Consent())


def with_standing(contact: Contact, purpose: str, channel: Channel, consent: Consent) -> Contact:
    """The contact with another consent to one purpose on one channel."""
    match purpose, channel:
        case "marketing", Channel.EMAIL:
            return replace(contact, consent=consent)
        case "marketing", Channel.SMS:
            return replace(contact, texts=consent)
        case "tracking", _:
            return replace(contact, tracking=consent)
        case _:
            return replace(contact, topics={**contact.topics, purpose: consent})
