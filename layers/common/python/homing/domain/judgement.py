"""What a judgement makes of a contact's membership, and whom it tells of it."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from homing.domain.due import DueEntry, DueKind
from homing.domain.events import Event, EventName
from homing.domain.membership import Membership, MembershipRow
from homing.domain.segments import Definition
from homing.domain.time import Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Why a contact is judged: an event, and what it `brings` in or out; or a look at everything, without."""

    cause: str
    time: Stamp
    arrived_at: datetime
    brings: Callable[[Definition], bool] | None = None

    def asks(self, definition: Definition, known: Membership | None) -> bool:
        """Whether the segment is judged now: it may have changed, or was never judged as it is defined."""
        if self.brings is None or known is None or known.version != definition.version:
            return True
        return self.brings(definition)

    def membership(self, definition: Definition, known: Membership | None, inside: bool) -> Membership:
        """What stands now.

        Nobody is told of who is found inside only because the segment is new, or defined anew: they may have
        been so for years. Who comes in or out with the very event that is judged is told of.
        """
        was = known is not None and known.inside
        same_version = known is not None and known.version == definition.version
        if known is not None and was is inside:
            return (
                known
                if same_version
                else Membership(
                    version=definition.version, inside=inside, since=known.since, cause=known.cause
                )
            )
        if was is inside:
            return Membership(version=definition.version)
        brought = same_version or (self.brings is not None and self.brings(definition))
        cause = self.cause if brought else None
        return Membership(version=definition.version, inside=inside, since=self.time, cause=cause)

    def again(self, row: MembershipRow) -> Iterator[Event]:
        """What this judgement has to tell of the memberships that it made."""
        for name, each in row.segments.items():
            if each.cause == self.cause and each.since is not None:
                way = EventName.SEGMENT_ENTERED if each.inside else EventName.SEGMENT_LEFT
                digest = hashlib.sha256(f"{self.cause}\n{name}\n{way}".encode()).hexdigest()[:32]
                yield Event(
                    id=digest,
                    name=way,
                    time=each.since,
                    arrived_at=self.arrived_at,
                    properties={"segment": name},
                )


def look_entry(contact_id: str, at: datetime) -> DueEntry:
    """Where the sweep finds that a contact is to be judged."""
    return DueEntry(at=at, kind=DueKind.SEGMENTS, workflow="", key=contact_id)
