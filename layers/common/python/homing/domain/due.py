"""What has to be looked at when: the entries of the due index."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DueKind(StrEnum):
    """Why somebody looks: a cart may be quiet, an execution broke, the time of a wait for an event is over,
    an enrollment may stand still, a contact's segments may change with time.
    """

    QUIET = "quiet"
    BROKEN = "broken"
    TIMEOUT = "timeout"
    WATCH = "watch"
    SEGMENTS = "segments"

    @property
    def hourly(self) -> bool:
        """Whether the reconciler looks, every hour, and not the sweep, every minute."""
        return self is DueKind.WATCH


@dataclass(frozen=True, slots=True, kw_only=True)
class DueEntry:
    """One entry, the same for the same (kind, workflow, key, instant): writing it twice leaves one."""

    at: datetime
    kind: DueKind
    workflow: str
    key: str
