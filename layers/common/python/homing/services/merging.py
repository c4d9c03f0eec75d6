"""Makes one contact of two that prove to be one."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from homing.domain.consent import Consent
from homing.domain.consent_ledger import MARKETING, TRACKING, Channel, ConsentChange, standing
from homing.domain.contact import Contact, Trait
from homing.domain.enrollment import Enrollment, ExitReason
from homing.domain.events import Event
from homing.domain.figures import Count, Metric
from homing.domain.merged import consents, elder_of
from homing.domain.rules import Rules
from homing.services import counting, ports
from homing.services.exits import Exits
from homing.services.follow_up import FollowUp
from homing.services.memberships import Memberships
from homing.services.partings import Partings
from homing.services.people import People

NAMED_BY = {"email": "email", "customer_id": "customer", "user_id": "user"}
"""Traits that lead to a contact, and the kind of alias that each makes."""


class Merging:
    """The younger becomes a pointer to the elder, and what was the younger's the elder's.

    The pointer comes first: from then on whoever asks for the younger gets the elder. Aliases move last, so
    that a crash before finds both again, and does the same again; each write knows itself.
    """

    def __init__(
        self,
        *,
        contacts: ports.Contacts,
        people: People,
        marks: ports.Marks,
        history: ports.History,
        enrollments: ports.Enrollments,
        waits: ports.Waits,
        memberships: Memberships,
        follow_up: FollowUp,
        suppressions: ports.Suppressions,
        exits: Exits,
        partings: Partings,
        rules: Rules,
    ) -> None:
        self._contacts = contacts
        self._people = people
        self._marks = marks
        self._history = history
        self._enrollments = enrollments
        self._waits = waits
        self._memberships = memberships
        self._follow_up = follow_up
        self._suppressions = suppressions
        self._exits = exits
        self._partings = partings
        self._rules = rules

    def __call__(self, event: Event) -> Contact | None:
        """The one contact that there is now; None for an event that joins nobody.

        Where none of them is known yet, one is made for all: who they are may be on its way.
        """
        if event.merge is None:
            return None
        aliases = [event.merge.into, *event.merge.gone]
        visitors = event.identity.visitor_aliases()
        found = self._contacts.find(aliases)
        kept = found.get(event.merge.into)
        merged: str | None = kept
        for alias in event.merge.gone:
            gone = found.get(alias)
            if merged is None:
                merged = gone
            elif gone not in (None, merged):
                assert gone is not None
                merged = self._merge(merged, gone, event)
        if merged is None:
            new = self._people.find(event)
            merged = new.id if new is not None else None
        if merged is None:
            return None
        # A visitor is led here once their past is told, which is not ours to do.
        new_names = [each for each in aliases if each not in found and each not in visitors]
        self._contacts.claim_aliases(merged, new_names)
        return self._contacts.get(merged)

    def _merge(self, kept: str, gone: str, event: Event) -> str:
        one, other = (self._contacts.get(each) or Contact(id=each) for each in (kept, gone))
        if one.id != other.id:
            elder, younger = elder_of(one, other)
            self._contacts.join(elder, younger, self._lost(younger, event.arrived_at))
            self._hand_on(elder.id, younger, one, event)
            return elder.id
        for each in (kept, gone):  # joined before, and perhaps no more than that
            row = self._contacts.row(each)
            if row is not None and row.id != one.id:
                self._hand_on(one.id, row, self._contacts.row(kept) or one, event)
        return one.id

    def _hand_on(self, elder_id: str, younger: Contact, kept: Contact, event: Event) -> None:
        now = event.arrived_at
        self._hand_on_traits(elder_id, younger, kept, event)
        self._hand_on_consent(elder_id, younger, event.id, now)
        self._hand_on_permissions(elder_id, younger)
        for marked, time in self._marks.of([younger.id])[younger.id].items():
            self._marks.add([elder_id], marked, time)
        self._history.hand_on(younger.id, elder_id)
        self._follow_up.hand_on(younger.id, elder_id)
        self._hand_on_enrollments(elder_id, younger.id, now)
        for wait in self._waits.of(younger.id):
            self._waits.arm(replace(wait, contact_id=elder_id))
            self._waits.drop(wait)
        for each in (younger.id, elder_id):
            self._memberships.look_soon(each, now)
        aliases = [f"{kind}#{younger.get(trait)}" for trait, kind in NAMED_BY.items() if younger.get(trait)]
        told = [event.merge.into, *event.merge.gone] if event.merge else []
        self._contacts.move_aliases(younger.id, elder_id, tuple(dict.fromkeys((*aliases, *told))))

    def _hand_on_traits(self, elder_id: str, younger: Contact, kept: Contact, event: Event) -> None:
        """Each trait by its own time, but the names of whom the event keeps, which are so from now on."""
        named = {name: kept.get(name) for name in NAMED_BY if kept.get(name) is not None}
        told = {**younger.traits, **{n: Trait(value=v, time=event.time) for n, v in named.items()}}
        while True:
            elder = self._people.present(elder_id)
            known = elder.traits
            changes = {n: t for n, t in told.items() if n not in known or known[n].time < t.time}
            if not changes or self._contacts.set_traits(elder_id, changes):
                return

    def _hand_on_consent(self, elder_id: str, younger: Contact, event_id: str, now: datetime) -> None:
        while True:
            elder = self._people.present(elder_id)
            consent = consents(elder.consent, younger.consent)
            if consent.state is not elder.consent.state:
                consent = replace(consent, event_id=event_id)
            ends = partial(self._ended_by, consent, elder_id, younger.id)
            if consent == elder.consent:
                break
            change = ConsentChange(known=elder.consent, consent=consent)
            counts = self._changed(elder, consent.granted, now)
            if self._partings(elder, change, ends, now, counts=counts):
                return
        for each in ends():
            self._exits.end(each, ExitReason.UNSUBSCRIBED.value, now)

    def _ended_by(self, consent: Consent, *contact_ids: str) -> list[Enrollment]:
        until = consent.departed if consent.granted else None
        whose = contact_ids if consent.departed is not None else ()
        return [each for one in whose for each in self._exits.marketing(one, until=until)]

    def _hand_on_permissions(self, elder_id: str, younger: Contact) -> None:
        """Of text messages, tracking and topics, which end nothing."""
        for purpose, channel in ((MARKETING, Channel.SMS), *map(_by_mail, (TRACKING, *younger.topics))):
            while True:
                elder = self._people.present(elder_id)
                known = standing(elder, purpose, channel)
                both = consents(known, standing(younger, purpose, channel))
                change = ConsentChange(known=known, consent=both, purpose=purpose, channel=channel)
                if both == known or self._contacts.set_consent(elder_id, change):
                    break

    def _hand_on_enrollments(self, elder_id: str, younger_id: str, now: datetime) -> None:
        elders = self._enrollments.of_contact(elder_id)
        own = {(each.workflow, each.key) for each in elders if each.contact_id == elder_id}
        for enrollment in self._enrollments.of_contact(younger_id):
            key = _key_of(enrollment, younger_id, elder_id)
            if enrollment.running and key != enrollment.key and (enrollment.workflow, key) in own:
                self._exits.end(enrollment, ExitReason.MERGED.value, now)
            self._enrollments.hand_on(enrollment, elder_id)

    def _lost(self, younger: Contact, now: datetime) -> tuple[Count, ...]:
        """The younger is on the list no more, whether or not the elder is."""
        return self._count(Metric.LOST, younger, now) if self._mailable(younger) else ()

    def _changed(self, elder: Contact, granted: bool, now: datetime) -> tuple[Count, ...]:
        if granted == elder.consent.granted or elder.email is None or self._suppressions.of(elder.email):
            return ()
        return self._count(Metric.GAINED if granted else Metric.LOST, elder, now)

    def _mailable(self, contact: Contact) -> bool:
        granted = contact.consent.granted and contact.email is not None
        return granted and not self._suppressions.of(contact.email or "")

    def _count(self, metric: Metric, contact: Contact, now: datetime) -> tuple[Count, ...]:
        return tuple(counting.for_list(metric, ExitReason.MERGED.value, now, contact.id, self._rules))


def _key_of(enrollment: Enrollment, younger_id: str, elder_id: str) -> str:
    """The key under which the elder would have entered: a key begins with the contact, or names none."""
    if enrollment.key == younger_id or enrollment.key.startswith(f"{younger_id}|"):
        return elder_id + enrollment.key.removeprefix(younger_id)
    return enrollment.key


def _by_mail(purpose: str) -> tuple[str, Channel]:
    return purpose, Channel.EMAIL
