"""What comes after a step, and when: the answer that every task of a state machine waits for."""

from dataclasses import dataclass
from datetime import datetime

from homing.domain.contact import Contact
from homing.domain.enrollment import Enrollment
from homing.domain.figures import Metric
from homing.domain.rules import Rules
from homing.domain.schedule import due, undated
from homing.domain.steps import ExitStep, Step, WaitStep
from homing.domain.timeline import Kind, about
from homing.domain.walk import find, following
from homing.domain.workflow import Workflow
from homing.services import counting, facts, ports
from homing.services.endings import Endings


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """Until when to wait, for which step; or that the way ends here."""

    wait_until: datetime
    step: str | None = None
    completion: ports.Completion | None = None
    undated: str | None = None
    """The wait for a date that nobody knows."""


class Onward:
    """Looks ahead in a workflow."""

    def __init__(self, *, timeline: ports.Timeline, endings: Endings, rules: Rules) -> None:
        self._timeline = timeline
        self._endings = endings
        self._rules = rules

    def after(
        self,
        workflow: Workflow,
        step_id: str,
        enrollment: Enrollment,
        contact: Contact,
        last_mail_at: datetime | None,
        now: datetime,
        *,
        arm: str | None = None,
    ) -> Ahead:
        """What follows a step, out of `arm` for a branch; a step that is gone leads on at once.

        Who asks is about to write it: an end is told beforehand to whom it starts something.
        """
        if find(workflow.steps, step_id) is None:
            return Ahead(wait_until=now)
        step: Step | None = following(workflow.steps, step_id, arm=arm)
        wait = step if isinstance(step, WaitStep) else None
        if wait is not None:
            step = following(workflow.steps, wait.id)
        if step is None or isinstance(step, ExitStep):
            if enrollment.running:
                self._endings.expect(enrollment, now)
            counts = counting.for_enrollment(enrollment, Metric.COMPLETED, self._rules.zone)
            return Ahead(wait_until=now, completion=ports.Completion(at=now, counts=counts))
        values = facts.told(contact, enrollment.trigger)
        instant = due(
            step,
            wait,
            started=enrollment.counts_from,
            now=now,
            last_mail_at=last_mail_at,
            recipient=self._rules.recipient(contact),
            window=self._rules.window(contact, step),
            values=values,
        )
        recipient = self._rules.recipient(contact)
        return Ahead(wait_until=instant, step=step.id, undated=undated(wait, recipient, values))

    def tell(self, enrollment: Enrollment, ahead: Ahead, now: datetime) -> None:
        """Write the line that follows an outcome."""
        if ahead.undated is not None:
            self._timeline.write(about(enrollment, Kind.DECIDED, now, step=ahead.undated, reason="no date"))
        if ahead.completion is not None:
            self._timeline.write(about(enrollment, Kind.COMPLETED, now))
        elif ahead.wait_until > now:
            until = ahead.wait_until
            self._timeline.write(about(enrollment, Kind.WAITING, now, step=ahead.step, until=until))
