"""Reads what a contact may choose and what stands, and writes down what they chose, each word at once."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from homing.domain.consent import ConsentSource, ConsentState, ConsentStatement
from homing.domain.consent_ledger import MARKETING, TRACKING, Channel, Evidence
from homing.domain.consent_rules import Topic
from homing.domain.contact import Contact, Trait, zone
from homing.domain.errors import UnknownPath
from homing.domain.message import MessageId
from homing.domain.open_tracking import Opens
from homing.domain.permission import may_market, opted_out
from homing.domain.preferences import (
    MARKETING_TICK,
    TEXTS_TICK,
    TOPIC,
    TRACKING_TICK,
    Break,
    Choices,
    Often,
    end_of_break,
)
from homing.domain.restraint import NO_CAP, RESTRAINTS, SELDOM, paused_until, wants_fewer
from homing.domain.rules import Rules
from homing.domain.suppression import LIFTED_BY, Lifter, Suppression
from homing.domain.time import Stamp
from homing.domain.timeline import Kind, Line
from homing.services import ports
from homing.services.consents import Consents
from homing.services.leave import Leave


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What the shop lets its readers choose among; `wording` is what a box on the page says, by its field."""

    wording: Callable[[str, str], str]
    topics: Mapping[str, Topic] = field(default_factory=dict)


class Wishes:
    """A contact's choices, in the rows where whoever sends looks for them."""

    def __init__(
        self,
        *,
        contacts: ports.Contacts,
        suppressions: ports.Suppressions,
        phones: Callable[[], ports.Phones],
        timeline: ports.Timeline,
        consents: Consents,
        leave: Leave,
        offered: Offered,
        rules: Rules,
    ) -> None:
        self._contacts = contacts
        self._suppressions = suppressions
        self._phones = phones
        self._timeline = timeline
        self._consents = consents
        self._leave = leave
        self._offered = offered
        self._rules = rules

    def blocked(self, contact: Contact) -> bool:
        """Whether marketing cannot reach their address whatever they choose: it bounced, they complained."""
        return any(Lifter.GRANT not in LIFTED_BY[each.cause] for each in self._stopped_by(contact))

    def _stopped_by(self, contact: Contact) -> Sequence[Suppression]:
        return self._suppressions.of(contact.email) if contact.email is not None else ()

    def of(self, contact: Contact, now: datetime) -> Choices:
        """What stands."""
        until = paused_until(contact)
        paused = until is not None and until > now
        return Choices(
            ticks=dict(self._ticks(contact)),
            often=Often.SELDOM if wants_fewer(contact) else Often.USUAL,
            pause=Break.KEEP if paused else Break.NONE,
            paused_until=until if paused else None,
            locale=self._rules.locale(contact),
            zone=zone(contact, self._rules.zone).name,
        )

    def _ticks(self, contact: Contact) -> Iterator[tuple[str, bool]]:
        allowed = may_market(contact, self._rules.soft_opt_in)
        yield MARKETING_TICK, allowed and not self._stopped_by(contact)
        phone = contact.get("phone")
        number = self._phones().number(phone, contact.country) if phone else None
        if number is not None and not self._suppressions.of(number):
            yield TEXTS_TICK, contact.texts.granted
        for name in self._offered.topics:
            yield f"{TOPIC}{name}", not opted_out(contact, name)
        if self._rules.tracking.opens_in(contact.country) is not Opens.OFF:
            yield TRACKING_TICK, self._rules.tracking.tells_of(contact)

    def learn(self, contact: Contact, chosen: Choices, now: datetime) -> Contact:
        """The contact with what they chose of how often, a break, language and zone."""
        stands = self.of(contact, now)
        ends = end_of_break(chosen, stands, now)
        said: dict[str, Any] = {"paused_until": ends}
        if chosen.often is not stands.often:
            said["cap"] = SELDOM if chosen.often is Often.SELDOM else NO_CAP
        if chosen.locale != stands.locale:
            said["chosen_locale"] = chosen.locale
        if chosen.zone != stands.zone:
            said["chosen_timezone"] = chosen.zone
        while True:
            changes = contact.newer(said, Stamp.of(now, now))
            if not changes or self._keep(contact.id, changes):
                break
            present = self._contacts.get(contact.id)
            if present is None:
                raise UnknownPath("Whom this link is about is not known any more.")  # erased meanwhile
            contact = present
        if ends is not None:
            paused = ends > now
            self._tell(
                contact, "Emails Paused" if paused else "Emails Resumed", now, until=ends if paused else None
            )
        if "cap" in changes:
            seldom = chosen.often is Often.SELDOM
            self._tell(contact, "Fewer Emails Wanted" if seldom else "Usual Emails Wanted", now)
        return contact.with_traits(changes)

    def _keep(self, contact_id: str, changes: Mapping[str, Trait]) -> bool:
        if RESTRAINTS.isdisjoint(changes):
            return self._contacts.set_traits(contact_id, changes)
        return self._contacts.restrain(contact_id, changes)

    def allow(
        self,
        contact: Contact,
        name: str,
        message: MessageId,
        event_id: str,
        now: datetime,
        *,
        on: bool,
        evidence: Evidence,
    ) -> Contact:
        """The contact after a box was ticked, whose words are the evidence, or emptied."""
        if name == MARKETING_TICK and not on:
            return self._leave.withdraw(message, contact, source=ConsentSource.PREFERENCES, evidence=evidence)
        if on:
            wording = self._offered.wording(name, evidence.locale or self._rules.locale(contact))
            version = hashlib.sha256(wording.encode()).hexdigest()[:8]
            evidence = replace(evidence, wording=wording, wording_version=version)
        said = said_of(name, on=on, evidence=evidence, now=now)
        return self._consents.change(contact, said, event_id, now)

    def _tell(self, contact: Contact, event: str, now: datetime, until: datetime | None = None) -> None:
        self._timeline.write(
            Line(at=now, kind=Kind.RECEIVED, contact_id=contact.id, event=event, until=until)
        )


def said_of(name: str, *, on: bool, evidence: Evidence, now: datetime) -> ConsentStatement:
    """What it says of permission that a box is ticked or empty."""
    purpose = {TEXTS_TICK: MARKETING, TRACKING_TICK: TRACKING}.get(name, name.removeprefix(TOPIC))
    return ConsentStatement(
        state=ConsentState.SUBSCRIBED if on else ConsentState.UNSUBSCRIBED,
        source=ConsentSource.PREFERENCES,
        time=Stamp.of(now, now),
        purpose=purpose,
        channel=Channel.SMS if name == TEXTS_TICK else Channel.EMAIL,
        evidence=evidence,
    )
