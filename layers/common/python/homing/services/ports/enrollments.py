"""Enrollments, and what must not have happened when one is put."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from homing.domain.due import DueEntry
from homing.domain.enrollment import Enrollment, Entry, Parked
from homing.domain.figures import Count
from homing.domain.occupancy import Occupancy
from homing.domain.time import Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """What must not have happened: an exit mark on the cart, or one since the trigger on the contact.

    `matched` are further (key, event) of marks that count like the contact's. `entry` is the entry that is
    written with the enrollment, if the key's last one still is `entered`. What is only marketing is refused
    to a contact who left later than at `departed`, the last leaving that whoever enrolls knew of.
    """

    events: frozenset[str]
    cart_tokens: tuple[str, ...] = ()
    contact_id: str = ""
    since: Stamp | None = None
    matched: tuple[tuple[str, str], ...] = ()
    entry: Entry | None = None
    entered: Entry | None = None
    only_markets: bool = False
    departed: Stamp | None = None


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

        Returns `put`, `exists` (which wins), `raced` if the key has entered meanwhile, or `exited`.
        """

    def last_entry(self, entry_id: str) -> Entry | None:
        """When a key last entered, read consistently; None if never, or longer ago than anyone asks."""

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

    def move(self, enrollment: Enrollment, step: str, until: datetime) -> bool:
        """Let a running one wait for another step; False if it ended or was moved since it was read."""

    def park(self, enrollment: Enrollment, parked: Parked) -> None:
        """Note which message is held back, if the enrollment still runs."""

    def take(self, enrollment: Enrollment, split: str, arm: str, *, counts: bool) -> None:
        """Note which arm of a split it takes, and as its variant if it counts for that arm."""

    def hand_on(self, enrollment: Enrollment, contact_id: str) -> None:
        """Make it another contact's, who has proved to be the same person."""

    def replan(self, known: Enrollment, planned: Enrollment) -> bool:
        """Write the fields of `enrollment.PLAN` as `planned` has them, in one transaction.

        False if the enrollment ended, or is in any of them but its state no longer as `known`.
        """

    def occupancy(self) -> Occupancy:
        """Who waits where, added up from what the writes keep."""

    def convert(
        self, enrollment: Enrollment, at: datetime, credited_step: str | None, counts: Sequence[Count]
    ) -> bool:
        """Note that it met its goal, once; False if it had."""

    def credit(self, enrollment: Enrollment, credited_step: str | None, counts: Sequence[Count]) -> bool:
        """Note which step its goal is credited to; False if that was noted since it was read."""

    def reach(self, enrollment: Enrollment, at: datetime, counts: Sequence[Count]) -> bool:
        """Note its first delivery, once; False if it had one."""
