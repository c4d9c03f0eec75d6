"""Changes a contact's consent, counts who came and went, and ends what a withdrawal ends."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from homing.domain.consent import WITHDRAWN, ConsentSource, ConsentStatement, made_current
from homing.domain.consent_ledger import (
    MARKETING,
    TRACKING,
    Channel,
    ConsentChange,
    record,
    standing,
    with_standing,
)
from homing.domain.contact import Contact
from homing.domain.due import DueEntry
from homing.domain.enrollment import Enrollment, ExitReason
from homing.domain.events import Event, EventName
from homing.domain.figures import Count, Metric
from homing.domain.rules import Rules
from homing.domain.suppression import Lifter
from homing.services import counting, ports
from homing.services.exits import Exits
from homing.services.later import entry_of
from homing.services.mirroring import ShopTold
from homing.services.partings import Partings
from homing.services.suppressing import Suppressing


class Consents:
    """The one writer of consent, of every purpose and channel."""

    def __init__(
        self,
        *,
        contacts: ports.Contacts,
        suppressions: ports.Suppressions,
        suppressing: Suppressing,
        exits: Exits,
        partings: Partings,
        workflows: ports.Workflows,
        rules: Rules,
        shop_told: ShopTold | None = None,
    ) -> None:
        self._contacts = contacts
        self._suppressions = suppressions
        self._suppressing = suppressing
        self._exits = exits
        self._partings = partings
        self._workflows = workflows
        self._rules = rules
        self._shop_told = shop_told

    def change(
        self,
        contact: Contact,
        said: ConsentStatement,
        event_id: str,
        now: datetime,
        *,
        spare: str | None = None,
    ) -> Contact:
        """The contact after a statement; what a withdrawal ends has ended, but for the enrollment `spare`.

        A withdrawal of marketing mail is of an address: another contact with the same one leaves too. A
        redelivered event finds itself named in the consent it made, and ends the same again. Of any other
        purpose or channel a withdrawal ends nothing: the flow goes on, and what it would send is skipped.
        A topic that the shop does not have, which anybody may name who holds a key, is not kept.
        """
        if said.purpose not in (MARKETING, TRACKING, *self._rules.topics):
            return contact
        if not _leaves(said):
            changed = self._write(contact, said, event_id, now)
            if changed.consent.granted and changed.email is not None and said.asked_for_by_person:
                came_by = said.source.value
                self._suppressing.lift(changed.email, Lifter.GRANT, said.time.at, now, counted_as=came_by)
            return changed
        changed = self._leave(contact, said, event_id, now, spare)
        if changed.email is not None:
            alias = f"email#{changed.email}"
            namesake = self._contacts.find([alias]).get(alias)
            other = self._contacts.get(namesake) if namesake not in (None, contact.id) else None
            if other is not None:
                self._leave(other, said, event_id, now, spare)
        return changed

    def _write(self, contact: Contact, said: ConsentStatement, event_id: str, now: datetime) -> Contact:
        while True:
            known = standing(contact, said.purpose, said.channel)
            change = record(known, said, event_id, now)
            if change is None:
                return contact
            if self._contacts.set_consent(contact.id, change, self._counts(contact, change, now)):
                return with_standing(contact, said.purpose, said.channel, change.consent)
            present = self._contacts.get(contact.id)
            if present is None:
                return contact  # erased: nobody is left to agree
            contact = present

    def _leave(
        self, contact: Contact, said: ConsentStatement, event_id: str, now: datetime, spare: str | None
    ) -> Contact:
        while True:
            change = record(contact.consent, said, event_id, now)
            if change is None:
                # Redelivered: what more had run than one transaction ends, a crash may have left.
                for each in self._ended_by(contact, said, event_id, spare):
                    self._exits.end(each, ExitReason.UNSUBSCRIBED.value, now)
                return contact
            after = with_standing(contact, MARKETING, Channel.EMAIL, change.consent)
            ends = partial(self._ended_by, after, said, event_id, spare)
            counts = self._counts(contact, change, now)
            due = self._remembered(after, said, event_id, now)
            if self._partings(contact, change, ends, now, counts=counts, due=due):
                return after
            present = self._contacts.get(contact.id)
            if present is None:
                return contact  # erased: nobody is left to leave
            contact = present

    def _ended_by(
        self, after: Contact, said: ConsentStatement, event_id: str, spare: str | None
    ) -> Sequence[Enrollment]:
        if after.consent.granted:
            # They came back since; what had started before they left stays ended.
            return self._exits.marketing(after.id, until=said.time, spare=spare)
        if made_current(after.consent, event_id):
            return self._exits.marketing(after.id, spare=spare)
        return ()

    def _remembered(
        self, after: Contact, said: ConsentStatement, event_id: str, now: datetime
    ) -> Sequence[DueEntry]:
        """What is left to others: to tell the shop, and what comes of it where anything listens for that."""
        due = [*self._shop_told(after, said, now)] if self._shop_told is not None else []
        left = not after.consent.granted and made_current(after.consent, event_id)
        if left and EventName.UNSUBSCRIBED in self._workflows.heard():
            due.append(entry_of(_left(said, event_id, now), after.id))
        return due

    def _counts(self, contact: Contact, change: ConsentChange, now: datetime) -> Sequence[Count]:
        """Who came and who went, of the list of marketing mail."""
        consent = change.consent
        if (change.purpose, change.channel) != (MARKETING, Channel.EMAIL):
            return ()
        if consent.granted == change.known.granted or contact.email is None:
            return ()
        if self._suppressions.of(contact.email):
            return ()
        metric = Metric.GAINED if consent.granted else Metric.LOST
        by_source = consent.granted or consent.source in (ConsentSource.SUNSET, ConsentSource.PURCHASE)
        cause = consent.source.value if consent.source and by_source else consent.state.value
        return counting.for_list(metric, cause, now, contact.id, self._rules)


def _leaves(said: ConsentStatement) -> bool:
    return said.state in WITHDRAWN and (said.purpose, said.channel) == (MARKETING, Channel.EMAIL)


def _left(said: ConsentStatement, event_id: str, now: datetime) -> Event:
    """The event that somebody left, by whatever way they did."""
    properties = {"source": said.source.value}
    return Event(
        id=event_id, name=EventName.UNSUBSCRIBED, time=said.time, arrived_at=now, properties=properties
    )
