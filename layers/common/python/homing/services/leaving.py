"""Ends an enrollment when the condition of one of its exits holds."""

from datetime import datetime

from homing.domain.enrollment import ExitReason
from homing.domain.facts import holds
from homing.domain.reads import all_reads
from homing.domain.workflow import Key
from homing.services import ports
from homing.services.exits import Exits
from homing.services.knowledge import Knowledge
from homing.services.passages import Passage


class Leaving:
    """What functions/step asks at each of its tasks; before a message the gate does."""

    def __init__(self, *, carts: ports.Carts, knowledge: Knowledge, exits: Exits) -> None:
        self._carts = carts
        self._knowledge = knowledge
        self._exits = exits

    def __call__(self, passage: Passage, now: datetime) -> bool:
        """Whether it ended here."""
        enrollment, workflow = passage.enrollment, passage.workflow
        conditions = workflow.exit_conditions
        if not enrollment.running or not conditions:
            return False
        known = self._knowledge.facts(
            passage.contact,
            all_reads(conditions),
            now,
            trigger=enrollment.trigger,
            cart=self._carts.get(enrollment.key) if workflow.key is Key.CART else None,
            enrollment=enrollment,
        )
        if not any(holds(condition, known) for condition in conditions):
            return False
        self._exits.end(enrollment, ExitReason.CONDITION.value, now)
        return True
