"""One pass of one contact through one workflow."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from homing.domain.time import Stamp


class EnrollmentState(StrEnum):
    """`starting` until its execution is known to run; the last three are ends."""

    STARTING = "starting"
    ACTIVE = "active"
    BROKEN = "broken"
    COMPLETED = "completed"
    EXITED = "exited"


class ExitReason(StrEnum):
    """Why an enrollment ended early, beside the names of events."""

    GOAL = "goal"
    UNSUBSCRIBED = "unsubscribed"
    COMPLAINED = "complained"
    BOUNCED = "bounced"
    SUPPRESSED = "suppressed"
    SUPERSEDED = "superseded"
    MERGED = "merged"
    CONDITION = "condition"
    ERASED = "erased"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """The message of a step that was held back, until when and why."""

    step: str
    number: int
    due_at: datetime
    until: datetime
    reason: str | None = None  # None of what was kept before


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrollment:
    """One contact's passage. `started` is the trigger's own time, from which all days and hours count.

    `first_wait_until` is the instant given to the execution; `attempt` numbers its executions. `step` is the
    last one that was worked on, `waits_for` the next that does something: where it waits, or ended.

    Of a repeat, `number` is the pass, begun at `pass_started`; until `next_pass_at` it has no execution.
    `moved_to` is where an event, dated `moved_by`, put the pass that follows the one under way. `variant` is
    the arm that a split chose by lot, `arms` what it took at each split. `parked` is what was last held back;
    once that has a row, it is past. `waits_until` is the instant that functions/step gave to the execution
    when it set `waits_for`.
    """

    id: str
    workflow: str
    version: str
    contact_id: str
    key: str
    started: Stamp
    enrolled_at: datetime
    first_wait_until: datetime
    state: EnrollmentState = EnrollmentState.STARTING
    attempt: int = 0
    step: str | None = None
    waits_for: str | None = None
    waits_until: datetime | None = None
    last_mail_at: datetime | None = None
    first_sent_at: datetime | None = None
    first_delivered_at: datetime | None = None
    ended_at: datetime | None = None
    end_reason: str | None = None
    converted_at: datetime | None = None
    credited_step: str | None = None
    trigger: Mapping[str, Any] = field(default_factory=dict)
    number: int = 0
    pass_started: datetime | None = None
    next_pass_at: datetime | None = None
    moved_to: datetime | None = None
    moved_by: Stamp | None = None
    variant: str | None = None
    arms: Mapping[str, str] | None = None
    parked: Parked | None = None

    @property
    def counts_from(self) -> datetime:
        """The instant from which its days and hours count: the pass's, or the enrollment's own."""
        return self.pass_started or self.started.at

    @property
    def sleeping(self) -> bool:
        """Whether it is between two passes, or before the first, and no execution of it should run."""
        return self.running and self.next_pass_at is not None

    @property
    def running(self) -> bool:
        """Whether it may still send."""
        return self.state in (EnrollmentState.STARTING, EnrollmentState.ACTIVE, EnrollmentState.BROKEN)

    @property
    def execution_name(self) -> str:
        """Name of the Step Functions execution of this attempt."""
        return f"{self.id}-{self.attempt}"


PLAN = (
    "version",
    "state",
    "attempt",
    "waits_for",
    "waits_until",
    "first_wait_until",
    "number",
    "pass_started",
    "next_pass_at",
    "moved_to",
    "moved_by",
    "trigger",
)
"""What the next pass or a moved date depends on, and what beginning it changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The last time that a key entered a workflow that it may enter again: which enrollment, and of when.

    `id` follows from the workflow and the key alone.
    """

    id: str
    enrollment: str
    at: datetime


def enrollment_id(workflow: str, key: str, secret: bytes) -> str:
    """`<workflow>-<26 characters>`: the same for the same key in one deployment, and tells nothing of it."""
    digest = hmac.digest(secret, f"{workflow}\n{key}".encode(), hashlib.sha256)
    return f"{workflow}-{base64.b32encode(digest).decode()[:26].lower()}"


def workflow_of(enrollment: str) -> str:
    """The workflow that an enrollment's id begins with."""
    return enrollment.rpartition("-")[0]


def contact_id(alias: str, secret: bytes) -> str:
    """A new contact's id, the same for the same first alias, which it does not reveal."""
    digest = hmac.digest(secret, f"contact\n{alias}".encode(), hashlib.sha256)
    return f"c-{base64.b32encode(digest).decode()[:26].lower()}"
