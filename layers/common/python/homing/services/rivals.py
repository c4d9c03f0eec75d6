"""Of enrollments that may not run side by side, leaves the newest."""

from collections.abc import Sequence
from datetime import datetime

from homing.domain.enrollment import Enrollment, ExitReason
from homing.domain.time import Stamp
from homing.domain.workflow import Key, ReEntry, Workflow
from homing.services import ports
from homing.services.exits import Exits


class Rivals:
    """Where one goes at a time, of a contact; where a key names properties, of that key: one plan, say."""

    def __init__(self, *, enrollments: ports.Enrollments, exits: Exits) -> None:
        self._enrollments = enrollments
        self._exits = exits

    def newer(self, workflow: Workflow, contact_id: str, key: str, started: Stamp) -> bool:
        """Whether one that began later runs already."""
        return any(each.started > started for each in self._running(workflow, contact_id, key))

    def leave_one(self, workflow: Workflow, enrollment: Enrollment, now: datetime) -> None:
        """End all but the newest; whoever looks last has seen every other, and this one, too."""
        running = self._running(workflow, enrollment.contact_id, enrollment.key)
        newest = max(running, key=lambda each: (each.started, each.id), default=None)
        for each in running:
            if each is not newest:
                self._exits.end(each, ExitReason.SUPERSEDED.value, now)

    def _running(self, workflow: Workflow, contact_id: str, key: str) -> Sequence[Enrollment]:
        of_its_key = not isinstance(workflow.key, Key) and workflow.re_entry is not ReEntry.ONCE
        if not (workflow.one_at_a_time or of_its_key):
            return ()
        return [
            each
            for each in self._enrollments.of_contact(contact_id)
            if each.workflow == workflow.name and each.running and (workflow.one_at_a_time or each.key == key)
        ]
