"""Brings an enrollment whose plan has changed to its next execution, and stops the one under way."""

from datetime import datetime

from homing.domain.due import DueEntry, DueKind
from homing.domain.enrollment import Enrollment
from homing.domain.timeline import Kind, about
from homing.services import ports
from homing.services.enroll import Enroll

DATE_MOVED = "date_moved"


class NextAttempt:
    """Writes a plan down; the next execution runs through settled messages at once, to where it waits."""

    def __init__(
        self,
        *,
        due: ports.DueIndex,
        enrollments: ports.Enrollments,
        executions: ports.Executions,
        timeline: ports.Timeline,
        enroll: Enroll,
    ) -> None:
        self._due = due
        self._enrollments = enrollments
        self._executions = executions
        self._timeline = timeline
        self._enroll = enroll

    def plan(self, known: Enrollment, planned: Enrollment, until: datetime | None, now: datetime) -> bool:
        """Put the plan down, with a look at it if it restarts or sleeps; False if it is not as `known`.

        `until` is when its next step is due from now on, None where that is not another instant.
        """
        # The entry first: a crash leaves a look too many and not one too few.
        restarts = planned.attempt != known.attempt
        if restarts or planned.sleeping:
            asleep = max(planned.next_pass_at or now, now)
            kind, at = (DueKind.BROKEN, now) if restarts else (DueKind.PASS, asleep)
            self._due.put(DueEntry(at=at, kind=kind, workflow=known.workflow, key=known.id))
        if not self._enrollments.replan(known, planned):
            return False
        if until is not None:
            at = max(until, now)
            self._timeline.write(
                about(planned, Kind.WAITING, now, step=planned.waits_for, until=at, reason=DATE_MOVED)
            )
        return True

    def start(self, known: Enrollment, planned: Enrollment) -> None:
        """Start the next execution, if the plan asks for one, and stop the one that was under way."""
        if planned.attempt != known.attempt:
            self._enroll.start(planned)
            self._executions.stop(known, DATE_MOVED)
