"""Passages through workflows, messages, orders and figures: what the use cases need to keep of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from homing.domain.figures import Count
from homing.domain.message import Message, MessageId
from homing.domain.order import OrderRow
from homing.domain.policy import Ledger
from homing.domain.reads import Reads
from homing.domain.segment import Segment
from homing.domain.timeline import Line
from homing.domain.workflow import Workflow


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

    def of(self, contact_ids: Sequence[str]) -> Sequence[OrderRow]:
        """The orders that count for any of these contacts, by their ids, read consistently."""

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
