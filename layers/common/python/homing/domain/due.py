"""What has to be looked at when: the entries of the due index."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DueKind(StrEnum):
    """Why the sweep looks: a cart may be quiet, an execution may not have started, or it broke."""

    QUIET = "quiet"
    STARTING = "starting"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class DueEntry:
    """One entry, the same for the same (kind, workflow, key, instant): writing it twice leaves one."""

    at: datetime
    kind: DueKind
    workflow: str
    key: str
