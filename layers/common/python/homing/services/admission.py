"""Whether a contact may come into a workflow, and the one reason if not."""

from datetime import datetime

from homing.domain.contact import Contact
from homing.domain.facts import holds
from homing.domain.holdout import held_out
from homing.domain.message import Reason
from homing.domain.permission import permission
from homing.domain.reads import reads
from homing.domain.rules import Rules
from homing.domain.trigger import ScoreTrigger
from homing.domain.walk import message_steps
from homing.domain.workflow import Workflow
from homing.services import ports
from homing.services.knowledge import Knowledge
from homing.services.occurrence import Occurrence


class Admission:
    """Judges entry: the condition, then what could be sent at all, then who is held out."""

    def __init__(self, *, suppressions: ports.Suppressions, knowledge: Knowledge, rules: Rules) -> None:
        self._suppressions = suppressions
        self._knowledge = knowledge
        self._rules = rules

    def __call__(
        self, workflow: Workflow, contact: Contact, occurrence: Occurrence, now: datetime
    ) -> Reason | None:
        """The reason to refuse, None for who may enter."""
        if workflow.entry is not None:
            known = self._knowledge.facts(
                contact, reads(workflow.entry), now, trigger=occurrence.trigger, cart=occurrence.cart
            )
            if not holds(workflow.entry, known):
                return Reason.CONDITION
        forbidden = self._forbidden(workflow, contact)
        if forbidden is not None:
            return forbidden
        return Reason.HOLDOUT if held_out(workflow, contact.id) else None

    def _forbidden(self, workflow: Workflow, contact: Contact) -> Reason | None:
        """Why nothing could be sent; who is told nothing themselves needs no permission, but to be scored."""
        if isinstance(workflow.trigger, ScoreTrigger) and not contact.consent.agreed:
            return Reason.NO_CONSENT
        steps = message_steps(workflow.steps)
        if not steps:
            return None
        causes = self._suppressions.of(contact.email) if contact.email else ()
        against = frozenset(each.cause for each in causes)
        topic, countries = workflow.topic, self._rules.soft_opt_in
        refusals = [
            permission(contact, step.purpose, against, topic=topic, soft_opt_in=countries) for step in steps
        ]
        return refusals[0] if all(refusals) else None
