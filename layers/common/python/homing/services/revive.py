"""Starts enrollments again whose execution broke, or never began."""

from datetime import datetime

from homing.domain.due import DueEntry
from homing.domain.enrollment import EnrollmentState
from homing.services import ports
from homing.services.enroll import Enroll


class Revive:
    """The sweep's worker for what `Restart` handed over."""

    def __init__(self, *, enrollments: ports.Enrollments, enroll: Enroll) -> None:
        self._enrollments = enrollments
        self._enroll = enroll

    def __call__(self, entry: DueEntry, now: datetime) -> None:  # noqa: ARG002 - a worker's shape
        """A new attempt runs through settled messages at once, because they answer any token."""
        enrollment = self._enrollments.get(entry.key)
        if enrollment is None or not enrollment.running:
            return
        if enrollment.state is EnrollmentState.BROKEN and not enrollment.sleeping:
            enrollment = self._enrollments.next_attempt(enrollment)
        if enrollment is not None:
            self._enroll.start(enrollment)
