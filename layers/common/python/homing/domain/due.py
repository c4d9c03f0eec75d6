"""What has to be looked at when: the entries of the due index."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

SOON = timedelta(minutes=1)
"""How soon what has passed is looked at where its reader's row is only being written."""


class DueKind(StrEnum):
    """Why somebody looks.

    A cart or a contact may be quiet, a date has come, an enrollment was about to end, a campaign lists its
    members, something follows from an event, the time of a wait for an event is over; an execution broke, an
    enrollment may stand still; a contact's segments may change with time; more people wait for goods than one
    call tells; the shop has to hear that somebody left; a pass of a
    repeat begins; tests of a workflow may be due for a look.
    """

    QUIET = "quiet"
    QUIET_CONTACT = "quiet_contact"
    CONTACT_DATE = "contact_date"
    EVENT_DATE = "event_date"
    ENDED = "ended"
    CAMPAIGN = "campaign"
    DERIVED = "derived"
    BROKEN = "broken"
    TIMEOUT = "timeout"
    WATCH = "watch"
    SEGMENTS = "segments"
    CODE = "code"  # a discount code's time is over
    STOCK = "stock"
    MIRROR = "mirror"
    PASS = "pass"
    EXPERIMENT = "experiment"

    @property
    def hourly(self) -> bool:
        """Whether the reconciler looks, every hour, and not the sweep, every minute."""
        return self is DueKind.WATCH


@dataclass(frozen=True, slots=True, kw_only=True)
class DueEntry:
    """One entry, the same for the same (kind, workflow, key, instant): writing it twice leaves one.

    `note` is what its worker needs to know beside that: plain values, and nothing that tells two apart.
    `of` is the contact of whom it tells more than an id, and by whom it can be found before it is due.
    """

    at: datetime
    kind: DueKind
    workflow: str
    key: str
    note: Mapping[str, Any] = field(default_factory=dict, compare=False)
    of: str | None = field(default=None, compare=False)
