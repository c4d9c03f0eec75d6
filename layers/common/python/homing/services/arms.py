"""Which variant a contact gets, by the lot or by what was decided, read once a minute and not once a mail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from homing.domain.contact import Contact
from homing.domain.enrollment import Enrollment
from homing.domain.experiment import Experiment
from homing.domain.ledger import Ledger
from homing.domain.split import Assigned, Divided, assigned, divided, plan_of
from homing.domain.steps import EmailStep, SplitStep, Step
from homing.domain.workflow import Workflow
from homing.services import ports

FRESH = timedelta(minutes=1)
"""How long a decision may take until it is in force everywhere."""


@dataclass(frozen=True, slots=True)
class Given:
    """The variant that a message is written as, and the one that it counts for, if for any."""

    arm: str | None
    variant: str | None


class Arms:
    """Hands out arms; only a step whose test may have been decided is read of."""

    def __init__(self, *, clock: ports.Clock, experiments: ports.Experiments) -> None:
        self._clock = clock
        self._experiments = experiments
        self._known: dict[str, tuple[datetime, Mapping[tuple[str, str], Experiment]]] = {}

    def __call__(self, step: Divided, workflow: str, contact_id: str) -> Assigned:
        """The arm of a contact at a step."""
        asked = step.test is not None and step.winner is None
        experiment = self._of(workflow).get((step.id, plan_of(step))) if asked else None
        return assigned(step, workflow, contact_id, experiment)

    def take(
        self, enrollments: ports.Enrollments, step: SplitStep, enrollment: Enrollment, contact_id: str
    ) -> str:
        """The arm that a passage took before, whatever was decided since; else the one that it takes now."""
        taken = (enrollment.arms or {}).get(step.id)
        if taken is not None:
            names = [arm.name for arm in step.arms]
            return taken if taken in names else names[0]
        given = self(step, enrollment.workflow, contact_id)
        enrollments.take(enrollment, step.id, given.arm, counts=given.by_lot)
        return given.arm

    def of_message(
        self, workflow: Workflow, step: Step | None, enrollment: Enrollment, contact: Contact, ledger: Ledger
    ) -> Given:
        """What a message is written as, and what it counts for: a test counts each contact once."""
        arm = counted = enrollment.variant
        if isinstance(step, EmailStep) and step.variants:
            own = self(step, workflow.name, contact.id)
            arm, counted = own.arm, own.arm if own.by_lot else None
        tested = any(each.test is not None for each in divided(workflow.steps))
        again = step is not None and f"{workflow.name}.{step.id}" in ledger.last_sent
        return Given(arm, None if tested and again else counted)

    def _of(self, workflow: str) -> Mapping[tuple[str, str], Experiment]:
        now = self._clock.now()
        read, known = self._known.get(workflow, (None, {}))
        if read is None or not timedelta(0) <= now - read < FRESH:
            known = {(each.step, each.plan): each for each in self._experiments.of(workflow)}
            self._known[workflow] = now, known
        return known
