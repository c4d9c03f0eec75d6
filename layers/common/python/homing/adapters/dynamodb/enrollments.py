"""Enrollments: a row each, and a pointer under their contact."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.conditions import Attr, ConditionBase

from homing.adapters.dynamodb.conditions import ABSENT, EXISTS
from homing.adapters.dynamodb.credited_rows import convert_action, credit_action
from homing.adapters.dynamodb.due_index import due_actions
from homing.adapters.dynamodb.enrollment_rows import (
    RUNNING,
    completed,
    enrollment_key,
    refusal_key,
    still_at,
    taken_arm,
)
from homing.adapters.dynamodb.entries import entry_actions, last_entry
from homing.adapters.dynamodb.figures import count_actions
from homing.adapters.dynamodb.items import dump, expiry, load
from homing.adapters.dynamodb.marks import guard_checks
from homing.adapters.dynamodb.occupancy import move_actions, occupancy
from homing.adapters.dynamodb.replanning import replan_action
from homing.adapters.dynamodb.table import Key, Table
from homing.adapters.dynamodb.transactions import alone, changed, together
from homing.domain.due import DueEntry
from homing.domain.enrollment import Enrollment, EnrollmentState, Entry, Parked
from homing.domain.figures import Count, left_before
from homing.domain.kept_beside import REFUSAL
from homing.domain.occupancy import Occupancy
from homing.services.ports import Guard

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef


class Enrollments:
    """ports.Enrollments over four tables; a function that neither enrolls nor starts needs no schedule."""

    def __init__(
        self, *, enrollments: Table, contacts: Table, figures: Table, schedule: Table | None = None
    ) -> None:
        self._table = enrollments
        self._contacts = contacts
        self._figures = figures
        self._schedule = schedule

    def get(self, enrollment_id: str) -> Enrollment | None:
        """One enrollment, read consistently."""
        item = self._table.get(enrollment_key(enrollment_id))
        return None if item is None else load(Enrollment, item)

    def several(self, ids: Sequence[str]) -> Mapping[str, Enrollment]:
        """Those that exist, read consistently, in one batch."""
        items = self._table.get_all(enrollment_key(each) for each in ids)
        return {key.pk: load(Enrollment, item) for key, item in items.items()}

    def of_contact(self, contact_id: str) -> Sequence[Enrollment]:
        """All of one contact's, ended ones too, oldest first, read consistently on base-table keys."""
        pointers = self._table.query(f"contact#{contact_id}")
        rows = self._table.get_all(enrollment_key(pointer["sk"]) for pointer in pointers)
        found = (load(Enrollment, item) for item in rows.values())
        return sorted(found, key=lambda e: (e.enrolled_at, e.id))

    def put(self, enrollment: Enrollment, guard: Guard, due: DueEntry, counts: Sequence[Count]) -> str:
        """Put a new enrollment with its watch entry, if no mark of the guard stands, in one transaction."""
        # `exists` wins: what was put before its exit is the exit's to end.
        entries = entry_actions(self._table, guard)
        refused = together(
            self._table.client,
            [
                self._table.put(enrollment_key(enrollment.id), dump(enrollment), ABSENT),
                *entries,
                *guard_checks(self._contacts, guard),
                self._table.put(Key(f"contact#{enrollment.contact_id}", enrollment.id), {}),
                *due_actions(self._due, due),
                *count_actions(self._figures, counts),
                *move_actions(self._table, None, enrollment),
            ],
        )
        if not refused:
            return "put"
        return "exists" if 0 in refused else "raced" if entries and 1 in refused else "exited"

    def last_entry(self, entry_id: str) -> Entry | None:
        """When a key last entered, read consistently; None if never, or longer ago than anyone asks."""
        return last_entry(self._table, entry_id)

    def refuse(self, occurrence_id: str, workflow: str, at: datetime, counts: Sequence[Count]) -> bool:
        """Count that an occurrence led nobody into a workflow, once; False if that was counted."""
        key, expires = refusal_key(occurrence_id, workflow), expiry(at, REFUSAL.lifetime)
        return self._once(self._table.put(key, expires, ABSENT), counts)

    def started(self, enrollment: Enrollment) -> None:
        """Make the row active if it is still `starting` at this attempt."""
        same = Attr("state").eq("starting") & Attr("attempt").eq(enrollment.attempt)
        alone(self._table.client, self._update(enrollment.id, same, {"state": EnrollmentState.ACTIVE}))

    def next_attempt(self, enrollment: Enrollment) -> Enrollment | None:
        """Number the next execution and make the row `starting`; None if it ended or another did so first."""
        again = replace(enrollment, attempt=enrollment.attempt + 1, state=EnrollmentState.STARTING)
        update = self._update(
            enrollment.id,
            RUNNING & Attr("attempt").eq(enrollment.attempt),
            assign={"attempt": again.attempt, "state": again.state},
        )
        return load(Enrollment, row) if (row := changed(self._table.client, update)) else None

    def mark_broken(self, enrollment: Enrollment) -> None:
        """Note that this attempt's execution failed without our asking, if it still runs."""
        same = RUNNING & Attr("attempt").eq(enrollment.attempt)
        alone(self._table.client, self._update(enrollment.id, same, {"state": EnrollmentState.BROKEN}))

    def end(self, enrollment: Enrollment, reason: str, at: datetime, counts: Sequence[Count]) -> bool:
        """End a running enrollment early; False if it had ended."""
        end = {"state": EnrollmentState.EXITED, "ended_at": at, "end_reason": reason}
        return self._leave(enrollment, end, counts)

    def complete(self, enrollment: Enrollment, at: datetime, counts: Sequence[Count]) -> bool:
        """End a running enrollment whose last task was no mail; False if it had ended."""
        return self._leave(enrollment, completed(at), counts)

    def move(self, enrollment: Enrollment, step: str, until: datetime) -> bool:
        """Let a running one wait for another step; False if it ended or was moved since it was read."""
        update = self._update(enrollment.id, still_at(enrollment), {"waits_for": step, "waits_until": until})
        moves = move_actions(self._table, enrollment, replace(enrollment, waits_for=step))
        return not together(self._table.client, [update, *moves])

    def park(self, enrollment: Enrollment, parked: Parked) -> None:
        """Note which message is held back, if the enrollment still runs."""
        alone(self._table.client, self._update(enrollment.id, RUNNING, assign={"parked": dump(parked)}))

    def take(self, enrollment: Enrollment, split: str, arm: str, *, counts: bool) -> None:
        """Note which arm of a split it takes, and as its variant if it counts for that arm."""
        taken, gone = taken_arm(enrollment, split, arm, counts=counts)
        alone(self._table.client, self._update(enrollment.id, EXISTS, taken, gone))

    def hand_on(self, enrollment: Enrollment, contact_id: str) -> None:
        """Make it another contact's; the pointer first, so that the other's exits find it."""
        alone(self._table.client, self._table.put(Key(f"contact#{contact_id}", enrollment.id), {}))
        same = Attr("contact_id").eq(enrollment.contact_id)
        alone(self._table.client, self._update(enrollment.id, same, assign={"contact_id": contact_id}))

    def replan(self, known: Enrollment, planned: Enrollment) -> bool:
        """Write the plan of passes if nobody has changed it; False if somebody has, or it ended."""
        update = replan_action(self._table, enrollment_key(known.id), RUNNING, known, planned)
        return not together(self._table.client, [update, *move_actions(self._table, known, planned)])

    def occupancy(self) -> Occupancy:
        """Who waits where, added up from what the writes keep."""
        return occupancy(self._table)

    def convert(
        self, enrollment: Enrollment, at: datetime, credited_step: str | None, counts: Sequence[Count]
    ) -> bool:
        """Note that it met its goal, once; False if it had."""
        return self._once(convert_action(self._table, enrollment, at, credited_step), counts)

    def credit(self, enrollment: Enrollment, credited_step: str | None, counts: Sequence[Count]) -> bool:
        """Note which step its goal is credited to; False if that was noted since it was read."""
        return self._once(credit_action(self._table, enrollment, credited_step), counts)

    def reach(self, enrollment: Enrollment, at: datetime, counts: Sequence[Count]) -> bool:
        """Note its first delivery, once; False if it had one."""
        first = EXISTS & Attr("first_delivered_at").not_exists()
        return self._once(self._update(enrollment.id, first, {"first_delivered_at": at}), counts)

    @property
    def _due(self) -> Table:
        assert self._schedule is not None, "this function was given no schedule table"
        return self._schedule

    def _update(
        self, enrollment_id: str, condition: ConditionBase, assign: dict[str, Any], remove: Sequence[str] = ()
    ) -> "TransactWriteItemTypeDef":
        return self._table.update(enrollment_key(enrollment_id), condition, assign=assign, remove=remove)

    def _leave(self, enrollment: Enrollment, end: dict[str, Any], counts: Sequence[Count]) -> bool:
        """Write an end with its counts; one that was moved since it was read leaves from where it is."""
        known: Enrollment | None = enrollment
        while known is not None and known.running:
            update = self._update(known.id, still_at(known), assign=end)
            gone = replace(known, state=EnrollmentState(end["state"]))
            moves = move_actions(self._table, known, gone)
            if self._once(update, left_before(known.waits_for, counts), moves):
                return True
            known = self.get(known.id)
        return False

    def _once(
        self,
        update: "TransactWriteItemTypeDef",
        counts: Sequence[Count],
        moves: "Sequence[TransactWriteItemTypeDef]" = (),
    ) -> bool:
        actions = [update, *count_actions(self._figures, counts), *moves]
        return not together(self._table.client, actions)
