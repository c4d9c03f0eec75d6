"""Starts another workflow for the same contact, at an `enroll` step."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from homing.domain.message import MessageId, Reason
from homing.domain.steps import EnrollStep
from homing.domain.time import Stamp
from homing.domain.timeline import Kind, about
from homing.domain.workflow import Workflow
from homing.services import ports
from homing.services.enroll import Enroll
from homing.services.occurrence import Occurrence, occurrence_key
from homing.services.passages import Passage

DEEPEST = 8
"""So many workflows may have handed a contact on to one another; a circle ends here."""

ENROLLED_BY = "enrolled_by"
"""The property of a trigger that names the workflows, the nearest last, through which a contact came."""


class HandingOn:
    """The other workflow judges entry by its own rules; a step run hands on once."""

    def __init__(self, *, workflows: ports.Workflows, timeline: ports.Timeline, enroll: Enroll) -> None:
        self._workflows = workflows
        self._timeline = timeline
        self._enroll = enroll

    def __call__(self, passage: Passage, step: EnrollStep, number: int, now: datetime) -> None:
        """Enroll the contact, or tell why there is nothing to enroll in."""
        enrollment = passage.enrollment
        if not enrollment.running:
            return
        target = next((each for each in self._workflows.live() if each.name == step.workflow), None)
        chain = _chain(enrollment.trigger, enrollment.workflow)
        if target is None or len(chain) > DEEPEST:
            reason = Reason.NOT_LIVE if target is None else Reason.TOO_DEEP
            self._timeline.write(about(enrollment, Kind.SKIPPED, now, step=step.id, reason=reason.value))
            return
        occurrence = self._occurrence(passage, target, step, number, chain, now)
        self._enroll(target, passage.contact, occurrence, now)
        self._timeline.write(about(enrollment, Kind.DECIDED, now, step=step.id, reason=target.name))

    def _occurrence(
        self,
        passage: Passage,
        target: Workflow,
        step: EnrollStep,
        number: int,
        chain: tuple[str, ...],
        now: datetime,
    ) -> Occurrence:
        told = {name: value for name, value in passage.enrollment.trigger.items() if name != "occurrence"}
        trigger = {**told, ENROLLED_BY: ",".join(chain)}
        return Occurrence(
            id=str(MessageId(enrollment=passage.enrollment.id, step=step.id, number=number)),
            key=occurrence_key(target, passage.contact, trigger),
            started=Stamp.of(now, now),
            trigger=trigger,
        )


def _chain(trigger: Mapping[str, Any], workflow: str) -> tuple[str, ...]:
    before = str(trigger.get(ENROLLED_BY) or "")
    return (*filter(None, before.split(",")), workflow)
