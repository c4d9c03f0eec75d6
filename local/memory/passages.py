"""In-memory enrollments; one thread, so every method is a transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from homing.domain.due import DueEntry
from homing.domain.enrollment import PLAN, Enrollment, EnrollmentState, Entry, Parked
from homing.domain.exit_marks import LEFT
from homing.domain.figures import Count, left_before
from homing.domain.occupancy import Occupancy
from homing.services.ports import Guard

from local.memory.outcomes import completed
from local.memory.tables import MemoryTables


class MemoryEnrollments:
    """Enrollments in dictionaries."""

    def __init__(self, tables: MemoryTables) -> None:
        self._tables = tables

    def get(self, enrollment_id: str) -> Enrollment | None:
        return self._tables.enrollments.get(enrollment_id)

    def several(self, ids: Sequence[str]) -> Mapping[str, Enrollment]:
        known = self._tables.enrollments
        return {each: known[each] for each in ids if each in known}

    def of_contact(self, contact_id: str) -> Sequence[Enrollment]:
        return [self._tables.enrollments[each] for each in self._tables.by_contact.get(contact_id, ())]

    def put(self, enrollment: Enrollment, guard: Guard, due: DueEntry, counts: Sequence[Count]) -> str:
        if enrollment.id in self._tables.enrollments:
            return "exists"
        if guard.entry is not None and self.last_entry(guard.entry.id) != guard.entered:
            return "raced"
        if self._is_marked(guard):
            return "exited"
        if guard.entry is not None:
            self._tables.last_entries[guard.entry.id] = guard.entry
        self._tables.keep(enrollment)
        self._tables.by_contact.setdefault(enrollment.contact_id, []).append(enrollment.id)
        self._tables.entries(due.kind.hourly).put(due)
        self._tables.count(tuple(counts))
        return "put"

    def _is_marked(self, guard: Guard) -> bool:
        marks = self._tables.marks
        left = marks.get(guard.contact_id, {}).get(LEFT)
        if guard.only_markets and left is not None and (guard.departed is None or left > guard.departed):
            return True
        if any(guard.events & marks.get(token, {}).keys() for token in guard.cart_tokens):
            return True
        since = guard.since
        if since is None:
            return False
        on_contact = marks.get(guard.contact_id, {})
        matched = (marks.get(key, {}).get(event) for key, event in guard.matched)
        stand = (*(on_contact[event] for event in guard.events & on_contact.keys()), *filter(None, matched))
        return any(mark >= since for mark in stand)

    def last_entry(self, entry_id: str) -> Entry | None:
        return self._tables.last_entries.get(entry_id)

    def refuse(self, occurrence_id: str, workflow: str, at: datetime, counts: Sequence[Count]) -> bool:
        if (occurrence_id, workflow) in self._tables.refused:
            return False
        self._tables.refused[occurrence_id, workflow] = at
        self._tables.count(tuple(counts))
        return True

    def started(self, enrollment: Enrollment) -> None:
        known = self._tables.enrollments[enrollment.id]
        if known.state is EnrollmentState.STARTING and known.attempt == enrollment.attempt:
            self._tables.keep(replace(known, state=EnrollmentState.ACTIVE))

    def next_attempt(self, enrollment: Enrollment) -> Enrollment | None:
        known = self._tables.enrollments[enrollment.id]
        if not known.running or known.attempt != enrollment.attempt:
            return None
        again = replace(known, attempt=known.attempt + 1, state=EnrollmentState.STARTING)
        self._tables.keep(again)
        return again

    def mark_broken(self, enrollment: Enrollment) -> None:
        known = self._tables.enrollments.get(enrollment.id)
        if known is not None and known.running and known.attempt == enrollment.attempt:
            self._tables.keep(replace(known, state=EnrollmentState.BROKEN))

    def end(self, enrollment: Enrollment, reason: str, at: datetime, counts: Sequence[Count]) -> bool:
        known = self._tables.enrollments[enrollment.id]
        if not known.running:
            return False
        ended = replace(known, state=EnrollmentState.EXITED, ended_at=at, end_reason=reason)
        self._tables.keep(ended)
        self._tables.count(left_before(known.waits_for, counts))
        return True

    def complete(self, enrollment: Enrollment, at: datetime, counts: Sequence[Count]) -> bool:
        known = self._tables.enrollments[enrollment.id]
        if not known.running:
            return False
        self._tables.keep(completed(known, at))
        self._tables.count(tuple(counts))
        return True

    def move(self, enrollment: Enrollment, step: str, until: datetime) -> bool:
        known = self._tables.enrollments[enrollment.id]
        if not known.running or known.waits_for != enrollment.waits_for:
            return False
        self._tables.keep(replace(known, waits_for=step, waits_until=until))
        return True

    def park(self, enrollment: Enrollment, parked: Parked) -> None:
        known = self._tables.enrollments[enrollment.id]
        if known.running:
            self._tables.keep(replace(known, parked=parked))

    def take(self, enrollment: Enrollment, split: str, arm: str, *, counts: bool) -> None:
        known = self._tables.enrollments[enrollment.id]
        arms = {**(enrollment.arms or {}), split: arm}
        self._tables.keep(replace(known, arms=arms, variant=arm if counts else None))

    def hand_on(self, enrollment: Enrollment, contact_id: str) -> None:
        self._tables.hand_on(enrollment, contact_id)

    def replan(self, known: Enrollment, planned: Enrollment) -> bool:
        now = self._tables.enrollments[known.id]
        if not now.running or any(
            getattr(now, each) != getattr(known, each) for each in PLAN if each != "state"
        ):
            return False
        self._tables.keep(replace(now, **{each: getattr(planned, each) for each in PLAN}))
        return True

    def occupancy(self) -> Occupancy:
        return {place: count for place, count in self._tables.occupancy.items() if count}

    def convert(
        self, enrollment: Enrollment, at: datetime, credited_step: str | None, counts: Sequence[Count]
    ) -> bool:
        known = self._tables.enrollments[enrollment.id]
        if known.converted_at is not None:
            return False
        converted = replace(known, converted_at=at, credited_step=credited_step)
        self._tables.keep(converted)
        self._tables.count(tuple(counts))
        return True

    def credit(self, enrollment: Enrollment, credited_step: str | None, counts: Sequence[Count]) -> bool:
        known = self._tables.enrollments.get(enrollment.id)
        if known is None or known.credited_step != enrollment.credited_step:
            return False
        self._tables.keep(replace(known, credited_step=credited_step))
        self._tables.count(tuple(counts))
        return True

    def reach(self, enrollment: Enrollment, at: datetime, counts: Sequence[Count]) -> bool:
        known = self._tables.enrollments[enrollment.id]
        if known.first_delivered_at is not None:
            return False
        self._tables.keep(replace(known, first_delivered_at=at))
        self._tables.count(tuple(counts))
        return True
