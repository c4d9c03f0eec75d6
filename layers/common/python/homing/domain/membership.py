"""In which segments one contact is, as it was last judged."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from homing.domain.time import Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """Whether a contact is in a segment by a version of its definition; `since` is when that last changed.

    `cause` is the event or look that changed it, which tells of it again when it is redelivered; None if
    nobody is told, because only the definition is new.
    """

    version: str
    inside: bool = False
    since: Stamp | None = None
    cause: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipRow:
    """One contact's memberships, by segment; time alone changes none before `look_at`.

    `revision` lets a writer notice another.
    """

    contact_id: str
    segments: Mapping[str, Membership] = field(default_factory=dict)
    look_at: datetime | None = None
    revision: int = 0

    def inside(self) -> frozenset[str]:
        """The segments that the contact is in."""
        return frozenset(name for name, each in self.segments.items() if each.inside)
