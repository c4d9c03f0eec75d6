"""One thing sent, or deliberately not sent, for one enrollment at one step."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from homing.domain.interactions import Interactions, Label
from homing.domain.zones import ZoneBasis


class Reason(StrEnum):
    """Why a message did not go, or not yet: the one list that reports and `explain` read."""

    NO_CONSENT = "no_consent"
    SUPPRESSED = "suppressed"
    NO_ADDRESS = "no_address"
    RE_ENTRY = "re_entry"
    HOLDOUT = "holdout"
    SUPERSEDED = "superseded"
    CONDITION = "condition"
    EXPIRED = "expired"
    ENROLLMENT_ENDED = "enrollment_ended"
    EXITED = "exited"
    MERGED = "merged"
    REFUSED = "refused"
    LOST = "lost"
    NO_CONTENT = "no_content"
    QUIET_HOURS = "quiet_hours"
    FREQUENCY_CAP = "frequency_cap"
    DATE_MOVED = "date_moved"
    SEND_RATE = "send_rate"
    GUARD = "guard"
    NO_CODE = "no_code"
    PAUSED = "paused"
    NOT_LIVE = "not_live"
    TOO_DEEP = "too_deep"


class MessageState(StrEnum):
    """`claimed` until SES's answer is known; the others are outcomes, `done` of a step that mails nobody."""

    CLAIMED = "claimed"
    SENT = "sent"
    SKIPPED = "skipped"
    REJECTED = "rejected"
    DONE = "done"


_MESSAGE_ID = re.compile(r"((?:(?!--)[A-Za-z0-9_-])+)--([a-z0-9_]{1,30})--([0-9]{1,6})")


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageId:
    """(enrollment, step, pass); its text is the same in tables and SES tags."""

    enrollment: str
    step: str
    number: int = 0

    def __str__(self) -> str:
        return f"{self.enrollment}--{self.step}--{self.number}"

    @classmethod
    def parse(cls, text: str) -> "MessageId | None":
        """The id that a tag carries, None if it is not one of ours."""
        match = _MESSAGE_ID.fullmatch(text)
        return cls(enrollment=match[1], step=match[2], number=int(match[3])) if match else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is kept of a message for six months: its outcome and the first feedback of each kind.

    `opened_at`, `opened_by` and their like are what the rules of version `labelled_by` say of its
    `interactions`. `revision` counts the writes, so that a writer notices another. `wait_until`, and the way
    `branch` of a wait for an event, are what its task is told, kept so that every later asker is told the
    same.
    """

    id: MessageId
    workflow: str
    contact_id: str
    state: MessageState
    decided_at: datetime
    revision: int = 0
    reason: Reason | None = None
    attempt: int = 1
    claimed_at: datetime | None = None
    wait_until: datetime | None = None
    branch: str | None = None
    told: Mapping[str, Any] | None = None  # by the event that was waited for
    due_at: datetime | None = None
    late: str | None = None  # why it left late; None if it did not
    sent_at: datetime | None = None
    locale: str | None = None
    variant: str | None = None
    subject: str | None = None
    line: str | None = None  # the key of what the subject says before anything is filled in
    pixel: bool = True
    zone: ZoneBasis | None = None  # how well we knew where the reader is; None of what was kept before
    status: int | None = None  # what a webhook was answered
    ses_message_id: str | None = None
    delivered_at: datetime | None = None
    bounced_at: datetime | None = None
    complained_at: datetime | None = None
    opened_at: datetime | None = None
    machine_opened_at: datetime | None = None
    clicked_at: datetime | None = None
    machine_clicked_at: datetime | None = None
    unsubscribed_at: datetime | None = None
    interactions: Interactions | None = None
    opened_by: Label | None = None  # a person, or anyone
    clicked_by: Label | None = None
    labelled_by: int | None = None

    @property
    def settled(self) -> bool:
        """Whether it has its one outcome."""
        return self.state is not MessageState.CLAIMED


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """The gate lets it go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    """The gate says it will never go; `because` tells an operator what exactly it found."""

    reason: Reason
    because: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Park:
    """The gate says not now; `because` tells an operator what exactly it found."""

    reason: Reason
    until: datetime
    because: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """The gate says that the condition of an exit holds: the enrollment ends, and this never goes."""


Verdict = Send | Skip | Park | Leave
