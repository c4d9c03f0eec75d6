"""Brings an enrollment to its next attempt, which runs through settled messages at once."""

from datetime import datetime

from homing.domain.due import DueEntry, DueKind
from homing.domain.enrollment import Enrollment
from homing.services import ports


class Restart:
    """Hands an enrollment to the sweep, which starts it within two minutes.

    The due entry comes first, so that a crash leaves a look too many and not one too few; of two that restart
    the same attempt, the second changes nothing.
    """

    def __init__(self, *, enrollments: ports.Enrollments, due: ports.DueIndex) -> None:
        self._enrollments = enrollments
        self._due = due

    def __call__(self, enrollment: Enrollment, now: datetime) -> None:
        """Mark this attempt broken, unless it ended or a newer one runs by now.

        One that sleeps has no execution that could have broken: its next pass is looked at.
        """
        kind = DueKind.PASS if enrollment.sleeping else DueKind.BROKEN
        self._due.put(DueEntry(at=now, kind=kind, workflow=enrollment.workflow, key=enrollment.id))
        if not enrollment.sleeping:
            self._enrollments.mark_broken(enrollment)
