"""Tells of enrollments that end, where another workflow starts from that."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from homing.domain.contact import Contact
from homing.domain.due import DueEntry, DueKind
from homing.domain.enrollment import Enrollment, EnrollmentState
from homing.domain.events import Event, EventName
from homing.domain.time import Stamp
from homing.domain.trigger import WorkflowTrigger
from homing.services import ports

IN_A_MINUTE = timedelta(minutes=1)
"""What a function was about to write stands by then, or never will, and its next try tells again."""


class Endings:
    """Writes a due entry before the write that ends an enrollment, so that no end is lost.

    An entry too many is passed over: the enrollment still runs.
    """

    def __init__(self, *, due: ports.DueIndex, workflows: ports.Workflows) -> None:
        self._due = due
        self._workflows = workflows

    def expect(self, enrollment: Enrollment, now: datetime) -> None:
        """Call this before ending an enrollment."""
        for entry in self.expected(enrollment, now):
            self._due.put(entry)

    def expected(self, enrollment: Enrollment, now: datetime) -> Sequence[DueEntry]:
        """The entry of an enrollment that is about to end; none where nothing starts from that."""
        if any(
            isinstance(each.trigger, WorkflowTrigger) and each.trigger.workflow == enrollment.workflow
            for each in self._workflows.live()
        ):
            at, name = now + IN_A_MINUTE, enrollment.workflow
            return [DueEntry(at=at, kind=DueKind.ENDED, workflow=name, key=enrollment.id)]
        return []


class Ended:
    """The sweep's worker for what was about to end."""

    def __init__(
        self,
        *,
        enrollments: ports.Enrollments,
        contacts: ports.Contacts,
        consequences: Callable[[Event, Contact, datetime], None],
    ) -> None:
        self._enrollments = enrollments
        self._contacts = contacts
        self._consequences = consequences

    def __call__(self, entry: DueEntry, now: datetime) -> None:
        """Work off what comes of an end; of none, if the enrollment runs after all."""
        enrollment = self._enrollments.get(entry.key)
        ending = ending_of(enrollment, now) if enrollment is not None else None
        contact = self._contacts.get(enrollment.contact_id) if enrollment is not None else None
        if ending is not None and contact is not None:
            self._consequences(ending, contact, now)


def ending_of(enrollment: Enrollment, now: datetime) -> Event | None:
    """The event that an ended enrollment is, with what had started it; None while it runs."""
    if enrollment.running or enrollment.ended_at is None:
        return None
    said = {name: value for name, value in enrollment.trigger.items() if name != "occurrence"}
    ended = "completed" if enrollment.state is EnrollmentState.COMPLETED else "exited"
    return Event(
        id=f"ended/{enrollment.id}",
        name=EventName.WORKFLOW_ENDED,
        time=Stamp(enrollment.ended_at, enrollment.ended_at),
        arrived_at=now,
        properties={
            **said,
            "workflow": enrollment.workflow,
            "ended": ended,
            "reason": enrollment.end_reason or ended,
        },
    )
