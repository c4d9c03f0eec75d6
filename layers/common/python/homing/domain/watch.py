"""When an enrollment that goes as it should will have moved, and when it is looked at if it has not."""

from datetime import datetime, timedelta

from homing.domain.due import DueEntry, DueKind
from homing.domain.enrollment import Enrollment
from homing.domain.message import Message

GRACE = timedelta(hours=1)
"""How long after its wake-up an enrollment is overdue: longer than a batch, a busy queue or a retry takes."""

PATIENCE = timedelta(days=1)
"""How soon an overdue enrollment whose execution runs is looked at again, at the least."""


def watch_entry(enrollment: Enrollment) -> DueEntry:
    """The one entry that an enrollment has from its first write to its end, moved on at each look."""
    at = max(enrollment.first_wait_until, enrollment.enrolled_at) + GRACE
    return DueEntry(at=at, kind=DueKind.WATCH, workflow=enrollment.workflow, key=enrollment.id)


def wakes_at(enrollment: Enrollment, message: Message | None) -> datetime:
    """The wake-up that is known of: the next pass, or what the last message answered, else the first wait."""
    if enrollment.sleeping and enrollment.next_pass_at is not None:
        return enrollment.next_pass_at
    if message is None:
        return max(enrollment.first_wait_until, enrollment.enrolled_at)
    return message.wait_until or message.claimed_at or message.decided_at


def standing_until(woke_at: datetime, now: datetime) -> datetime:
    """The next look at one that is overdue though its execution runs: the longer it stands, the later."""
    return now + max(PATIENCE, now - woke_at)
