"""One line per thing that happened, for operators, rehearsals and `explain`; it holds no address."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from homing.domain.enrollment import Enrollment


class Kind(StrEnum):
    """What a line tells."""

    RECEIVED = "received"
    ENROLLED = "enrolled"
    REFUSED = "refused"
    WAITING = "waiting"
    SENT = "sent"
    SKIPPED = "skipped"
    PARKED = "parked"
    REJECTED = "rejected"
    DECIDED = "decided"
    NOTIFIED = "notified"
    CONVERTED = "converted"
    EXITED = "exited"
    COMPLETED = "completed"
    FEEDBACK = "feedback"
    MIRRORED = "mirrored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that happened at `at`; fields that do not apply are None."""

    at: datetime
    kind: Kind
    contact_id: str | None = None
    workflow: str | None = None
    enrollment: str | None = None
    step: str | None = None
    variant: str | None = None
    locale: str | None = None
    reason: str | None = None
    event: str | None = None
    subject: str | None = None
    until: datetime | None = None
    channel: str | None = None  # where it is not email
    due_at: datetime | None = None  # the instant that a message was to go
    because: str | None = None  # what exactly the gate found


def about(
    enrollment: Enrollment,
    kind: Kind,
    at: datetime,
    *,
    step: str | None = None,
    reason: str | None = None,
    until: datetime | None = None,
    due_at: datetime | None = None,
    because: str | None = None,
) -> Line:
    """A line about one enrollment."""
    return Line(
        at=at,
        kind=kind,
        contact_id=enrollment.contact_id,
        workflow=enrollment.workflow,
        enrollment=enrollment.id,
        step=step,
        reason=reason,
        until=until,
        due_at=due_at,
        because=because,
    )
