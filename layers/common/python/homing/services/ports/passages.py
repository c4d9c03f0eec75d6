"""Passages through workflows, messages, orders and figures: what the use cases need to keep of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from homing.domain.due import DueEntry
from homing.domain.enrollment import Enrollment
from homing.domain.figures import Count
from homing.domain.message import Message, MessageId
from homing.domain.occupancy import Occupancy
from homing.domain.order import OrderRow
from homing.domain.policy import Ledger
from homing.domain.reads import Reads
from homing.domain.segment import Segment
from homing.domain.time import Stamp
from homing.domain.timeline import Line
from homing.domain.workflow import Workflow


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """What must not have happened: an exit mark on the cart, or one since the trigger on the contact."""

    events: frozenset[str]
    cart_tokens: tuple[str, ...] = ()
    contact_id: str = ""
    since: Stamp | None = None


class Enrollments(Protocol):
    """Passages, by id and by contact."""

    def get(self, enrollment_id: str) -> Enrollment | None:
        """One enrollment, read consistently."""

    def several(self, ids: Sequence[str]) -> Mapping[str, Enrollment]:
        """Those that exist, read consistently, in one batch."""

    def of_contact(self, contact_id: str) -> Sequence[Enrollment]:
        """All of one contact's, ended ones too, read consistently on base-table keys."""

    def put(self, enrollment: Enrollment, guard: Guard, due: DueEntry, counts: Sequence[Count]) -> str:
        """Put a new enrollment with its watch entry, if no mark of the guard stands, in one transaction.

        Returns `put`, `exists` (which wins), or `exited`.
        """

    def refuse(self, occurrence_id: str, workflow: str, at: datetime, counts: Sequence[Count]) -> bool:
        """Count that an occurrence led nobody into a workflow, once; False if that was counted."""

    def started(self, enrollment: Enrollment) -> None:
        """Make the row active if it is still `starting` at this attempt."""

    def next_attempt(self, enrollment: Enrollment) -> Enrollment | None:
        """Number the next execution and make the row `starting`; None if it ended or another did so first."""

    def mark_broken(self, enrollment: Enrollment) -> None:
        """Note that this attempt's execution failed without our asking, if it still runs."""

    def end(self, enrollment: Enrollment, reason: str, at: datetime, counts: Sequence[Count]) -> bool:
        """End a running enrollment early; False if it had ended."""

    def complete(self, enrollment: Enrollment, at: datetime, counts: Sequence[Count]) -> bool:
        """End a running enrollment whose last task was no mail; False if it had ended."""

    def move(self, enrollment: Enrollment, step: str) -> bool:
        """Let a running one wait for another step; False if it ended or was moved since it was read."""

    def take(self, enrollment: Enrollment, variant: str) -> None:
        """Note which arm of a split it takes."""

    def hand_on(self, enrollment: Enrollment, contact_id: str) -> None:
        """Make it another contact's, who has proved to be the same person."""

    def occupancy(self) -> Occupancy:
        """Who waits where, added up from what the writes keep."""

    def convert(
        self, enrollment: Enrollment, at: datetime, credited_step: str | None, counts: Sequence[Count]
    ) -> bool:
        """Note that it met its goal, once; False if it had."""

    def reach(self, enrollment: Enrollment, at: datetime, counts: Sequence[Count]) -> bool:
        """Note its first delivery, once; False if it had one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """The part of an outcome that ends the enrollment, when its message was the last."""

    at: datetime
    counts: tuple[Count, ...] = ()


class Messages(Protocol):
    """Messages and their outcomes."""

    def get(self, ids: Sequence[MessageId]) -> Mapping[MessageId, Message]:
        """Those that exist, read consistently, in one batch."""

    def begin(self, message: Message, known: Message | None) -> str:
        """Put the claim of what is no message, as `claim` does and without a ledger."""

    def claim(self, message: Message, known: Message | None, ledger: Ledger, new_ledger: Ledger) -> str:
        """Put the claim and the ledger and move the enrollment to the step, in one transaction.

        Returns `claimed`; `ended` if the enrollment runs no more; `taken` if the message is no longer
        `known` (None: absent); `raced` if another mail of the contact changed the ledger.
        """

    def release(self, message: Message, ledger: Ledger) -> None:
        """Take a claim back that SES refused definitely; `ledger` is what stood before it.

        If another mail has changed the ledger since, it keeps the mail that did not go: fewer, not more.
        """

    def settle(
        self,
        message: Message,
        completion: Completion | None,
        counts: Sequence[Count],
        waits_for: str | None = None,
    ) -> Message:
        """Write an outcome once, with what it ends and counts; returns the row that stands.

        `skipped` and `rejected` are put where nothing stands, or over the very claim they came from
        (attempt and `claimed_at`): another's claim is returned unsettled. `sent` is written over any claim
        and sets the enrollment's first and last mail. Only `settle` writes `wait_until`, so a `sent` row
        without one was settled by feedback, and is filled in and counted. The enrollment, if it runs, waits
        for the step `waits_for` now; for the same as before if that is None. What a message was `told` lies
        over the enrollment's trigger from then on.
        """

    def observe(self, known: Message, observed: Message, counts: Sequence[Count]) -> bool:
        """Write what feedback changed and count it, in one transaction; False if it is no longer `known`."""

    def of_enrollment(self, enrollment_id: str) -> Sequence[Message]:
        """All messages of one enrollment."""


class Orders(Protocol):
    """Orders, their refunds, and the message each is credited to."""

    def get(self, order_id: str) -> OrderRow | None:
        """One order, read consistently."""

    def put(
        self, known: OrderRow | None, row: OrderRow, counts: Sequence[Count], new_for: Sequence[str] = ()
    ) -> bool:
        """Store an order and count, in one transaction; False if it is no longer `known`.

        `new_for` are the contacts for whom it is one more order.
        """


class Seen(Protocol):
    """Which events are done, kept 30 days."""

    def done(self, event_ids: Sequence[str]) -> frozenset[str]:
        """Those of the ids that were finished."""

    def finish(self, event_id: str, at: datetime) -> None:
        """Note that every effect of an event stands."""


class Workflows(Protocol):
    """What is deployed."""

    def get(self, name: str) -> Workflow | None:
        """One workflow as it is now."""

    def all(self) -> Sequence[Workflow]:
        """Every one that may still have enrollments."""

    def live(self) -> Sequence[Workflow]:
        """Those that take new enrollments."""

    def segments(self) -> Mapping[str, Segment]:
        """Every segment, by name."""

    def reads(self) -> Reads:
        """What the workflows need to know of contacts, through their segments too."""

    def heard(self) -> frozenset[str]:
        """The names of events that anything of them listens for."""


class Timeline(Protocol):
    """What operators and rehearsals read."""

    def write(self, line: Line) -> None:
        """Add one line."""
