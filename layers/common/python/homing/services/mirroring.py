"""Writes back to the shop that somebody left by our own link, so that nobody else there writes to them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from homing.domain.consent import WITHDRAWN, ConsentSource, ConsentStatement
from homing.domain.contact import Contact
from homing.domain.due import DueEntry, DueKind
from homing.domain.errors import HomingError
from homing.domain.timeline import Kind, Line
from homing.services import ports

OURS = frozenset(
    {
        ConsentSource.RECIPIENT,
        ConsentSource.PREFERENCES,
        ConsentSource.SUNSET,
        ConsentSource.API,
        ConsentSource.FORM,
    }
)
"""Who told us first; what the shop told us it knows, so that nothing is told to and fro."""

MOST_TRIES = 60  # two weeks
_FIRST_PAUSE = timedelta(minutes=1)
_LONGEST_PAUSE = timedelta(hours=6)


class ShopTold:
    """Has it remembered that the shop is to be told; whoever leaves waits for no shop."""

    def __call__(self, contact: Contact, said: ConsentStatement, now: datetime) -> Sequence[DueEntry]:
        """The entry for the due index, if the shop knows the contact and did not tell us itself."""
        if said.state in WITHDRAWN and said.source in OURS and contact.get("customer_id"):
            return [DueEntry(at=now, kind=DueKind.MIRROR, workflow="-", key=f"{contact.id}/0")]
        return []


class Mirroring:
    """Tells the shop; what fails is tried again ever later for two weeks, and told each time."""

    def __init__(
        self,
        *,
        contacts: ports.Contacts,
        mirror: ports.ConsentMirror,
        due: ports.DueIndex,
        timeline: ports.Timeline,
    ) -> None:
        self._contacts = contacts
        self._mirror = mirror
        self._due = due
        self._timeline = timeline

    def __call__(self, entry: DueEntry, now: datetime) -> None:
        """Work one entry off; it never fails, as the sweep has others to see to."""
        contact_id, _, tries = entry.key.rpartition("/")
        contact = self._contacts.get(contact_id)
        if contact is None or contact.consent.granted:
            return  # they came back since
        customer_id = contact.get("customer_id")
        left = [each for each in (contact.consent.left_at, contact.consent.withdrawn_at) if each is not None]
        if not customer_id or not left:
            return
        try:
            taken = self._mirror.withdraw(str(customer_id), max(left).at)
        except HomingError as error:
            self._again(contact, int(tries) + 1, type(error).__name__, now)
            return
        self._tell(contact, None if taken else "refused", now)

    def _again(self, contact: Contact, tries: int, reason: str, now: datetime) -> None:
        self._tell(contact, reason, now)
        if tries < MOST_TRIES:
            pause = min(_FIRST_PAUSE * 2 ** min(tries - 1, 20), _LONGEST_PAUSE)
            key = f"{contact.id}/{tries}"
            self._due.put(DueEntry(at=now + pause, kind=DueKind.MIRROR, workflow="-", key=key))

    def _tell(self, contact: Contact, reason: str | None, now: datetime) -> None:
        self._timeline.write(Line(at=now, kind=Kind.MIRRORED, contact_id=contact.id, reason=reason))
