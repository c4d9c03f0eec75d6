"""Lets somebody leave: all that follows from it stands in the transaction that records it."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from homing.domain.consent_ledger import ConsentChange
from homing.domain.contact import Contact
from homing.domain.due import DueEntry
from homing.domain.enrollment import Enrollment, ExitReason
from homing.domain.figures import Count, Metric
from homing.domain.message import Message, MessageId, MessageState, Reason
from homing.domain.rules import Rules
from homing.domain.timeline import Kind, about
from homing.services import counting, ports
from homing.services.endings import Endings
from homing.services.exits import Exits

MOST_ENDS = 10
"""Of an enrollment up to eight items are written, and a transaction takes a hundred of all."""


class Partings:
    """Ends the marketing of who leaves, skips what was held back for them, and has the rest remembered."""

    def __init__(
        self,
        *,
        contacts: ports.Contacts,
        messages: ports.Messages,
        timeline: ports.Timeline,
        exits: Exits,
        endings: Endings,
        rules: Rules,
    ) -> None:
        self._contacts = contacts
        self._messages = messages
        self._timeline = timeline
        self._exits = exits
        self._endings = endings
        self._rules = rules

    def __call__(
        self,
        contact: Contact,
        change: ConsentChange,
        running: Callable[[], Sequence[Enrollment]],
        now: datetime,
        *,
        counts: Sequence[Count],
        due: Sequence[DueEntry] = (),
    ) -> bool:
        """End what is running; False, and nothing is written, if that or consent has changed meanwhile.

        Looked at once more afterwards: who is in more workflows than one transaction ends leaves the others
        then, and so does who was enrolled between the look and the write. Nobody is enrolled after it.
        """
        ends = running()[:MOST_ENDS]
        skips = self._held_back(ends, contact, now)
        zone = self._rules.zone
        for ended in ends:
            counts = (*counts, *counting.for_enrollment(ended, Metric.EXITED, zone))
            due = (*due, *self._endings.expected(ended, now))
        for skipped in skips:
            counts = (*counts, *counting.for_message(skipped, {Metric.SKIPPED: 1}, zone))
        parting = ports.Parting(
            change=change,
            at=now,
            reason=ExitReason.UNSUBSCRIBED.value,
            left=None if change.consent.granted else change.consent.departed,
            ends=tuple(ends),
            skips=tuple(skips),
            due=tuple(due),
            counts=tuple(counts),
        )
        if not self._contacts.leave(contact.id, parting):
            return False
        self._tell(ends, skips, now)
        for each in running():
            self._exits.end(each, ExitReason.UNSUBSCRIBED.value, now)
        return True

    def _tell(self, ends: Iterable[Enrollment], skips: Iterable[Message], now: datetime) -> None:
        held_back = {skipped.id.enrollment: skipped for skipped in skips}
        for ended in ends:
            skipped = held_back.get(ended.id)
            if skipped is not None:
                reason = Reason.NO_CONSENT.value
                line = about(ended, Kind.SKIPPED, now, step=skipped.id.step, reason=reason)
                self._timeline.write(line)
            self._exits.ended(ended, ExitReason.UNSUBSCRIBED.value, now)

    def _held_back(self, ends: Iterable[Enrollment], contact: Contact, now: datetime) -> Sequence[Message]:
        """The messages that were parked and have come to nothing else since."""
        parked = [_skipped(each, self._rules.locale(contact), now) for each in ends]
        found = [each for each in parked if each is not None]
        known = self._messages.get([each.id for each in found]) if found else {}
        return [each for each in found if each.id not in known]


def _skipped(enrollment: Enrollment, locale: str, now: datetime) -> Message | None:
    parked = enrollment.parked
    if parked is None:
        return None
    return Message(
        id=MessageId(enrollment=enrollment.id, step=parked.step, number=parked.number),
        workflow=enrollment.workflow,
        contact_id=enrollment.contact_id,
        state=MessageState.SKIPPED,
        reason=Reason.NO_CONSENT,
        decided_at=now,
        due_at=parked.due_at,
        wait_until=now,
        locale=locale,
        variant=enrollment.variant,
    )
