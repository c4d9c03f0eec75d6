"""Everything the gate judges a message by, read afresh at the moment of sending."""

from dataclasses import dataclass, replace
from datetime import datetime

from homing.contracts import SendRequest
from homing.domain.cart import Cart
from homing.domain.channel import Channel, as_mail, channel_of
from homing.domain.contact import Contact
from homing.domain.doubt import without
from homing.domain.enrollment import Enrollment, workflow_of
from homing.domain.message import Message
from homing.domain.policy import Candidate, Ledger
from homing.domain.reads import all_reads
from homing.domain.rules import Rules
from homing.domain.series import next_of_series
from homing.domain.steps import EmailStep, Purpose, Step
from homing.domain.walk import find, preceding_wait, repeat_around
from homing.domain.workflow import Key, Status, Workflow
from homing.services import ports
from homing.services.arms import Arms
from homing.services.knowledge import Knowledge
from homing.services.precedence import Precedence


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One message to decide on; `candidate` is None for a step that its workflow no longer has.

    `step` is what the gate and the templates ask of it, in the shape of a mail whatever it is; `acting` the
    step itself. `arm` is the variant that is written, `variant` the one that it counts for: none, where the
    contact got it by a decision or was sent this mail before, for a test counts each contact once.
    """

    enrollment: Enrollment
    workflow: Workflow
    step: EmailStep
    contact: Contact
    cart: Cart | None
    ledger: Ledger
    due_at: datetime
    doubtful: Message | None
    candidate: Candidate | None
    acting: Step | None = None
    arm: str | None = None
    variant: str | None = None


class Candidates:
    """Reads cases."""

    def __init__(
        self,
        *,
        enrollments: ports.Enrollments,
        contacts: ports.Contacts,
        suppressions: ports.Suppressions,
        carts: ports.Carts,
        workflows: ports.Workflows,
        knowledge: Knowledge,
        phones: ports.Phones,
        precedence: Precedence,
        arms: Arms,
        rules: Rules,
    ) -> None:
        self._enrollments = enrollments
        self._contacts = contacts
        self._suppressions = suppressions
        self._carts = carts
        self._workflows = workflows
        self._knowledge = knowledge
        self._phones = phones
        self._precedence = precedence
        self._arms = arms
        self._rules = rules

    def current(self, request: SendRequest) -> SendRequest:
        """The request for the step that stands now where the one stood that it asks for.

        The message is the new step's, so that an execution that comes by that step later finds it settled.
        """
        workflow = self._workflows.get(workflow_of(request.enrollment))
        step = request.step if workflow is None else workflow.current(request.step)
        return request if step == request.step else request.model_copy(update={"step": step})

    def kind(self, request: SendRequest) -> str:
        """The type of the step that a request asks for; an email's, if its workflow has it no more."""
        workflow = self._workflows.get(workflow_of(request.enrollment))
        step = find(workflow.steps, request.step) if workflow is not None else None
        return "email" if step is None else step.type

    def of(self, request: SendRequest, now: datetime, doubtful: Message | None = None) -> Case | None:
        """The case of a request; None if nothing at all is known of its enrollment any more.

        `doubtful` is an earlier claim of the same message that came to nothing.
        """
        return self._read(request.enrollment, request.step, request.due, now, doubtful)

    def again(self, case: Case, now: datetime) -> Case:
        """The same case as it stands after another writer came first."""
        return self._read(case.enrollment.id, case.step.id, case.due_at, now, case.doubtful) or case

    def _read(
        self,
        enrollment_id: str,
        step_id: str,
        due_at: datetime,
        now: datetime,
        doubtful: Message | None,
    ) -> Case | None:
        enrollment = self._enrollments.get(enrollment_id)
        workflow = self._workflows.get(enrollment.workflow) if enrollment else None
        if enrollment is None or workflow is None:
            return None
        ledger, contact = self._recipient(enrollment.contact_id)
        if contact is None:
            return None
        step = find(workflow.steps, step_id)
        if doubtful is not None:
            ledger = without(ledger, doubtful)
        given = self._arms.of_message(workflow, step, enrollment, contact, ledger)
        case = Case(
            enrollment=enrollment,
            workflow=workflow,
            step=as_mail(step, step_id),
            acting=step,
            contact=contact,
            cart=self._carts.get(enrollment.key) if workflow.key is Key.CART else None,
            ledger=ledger,
            due_at=max(due_at, _not_before(enrollment, workflow, step_id, due_at)),
            doubtful=doubtful,
            candidate=None,
            arm=given.arm,
            variant=given.variant,
        )
        return case if channel_of(step) is None else replace(case, candidate=self._candidate(case, now))

    def _recipient(self, contact_id: str) -> tuple[Ledger, Contact | None]:
        """Whom it would go to, and before them what they were sent.

        A withdrawal numbers the ledger anew, and the claim asks for the number: whoever withdraws after the
        ledger was read is not mailed, and who did so before it is read as they are.
        """
        ledger = self._contacts.ledger(contact_id)
        contact = self._contacts.get(contact_id)
        if contact is not None and contact.id != contact_id:  # they proved to be another
            return self._recipient(contact.id)
        return ledger, contact

    def _candidate(self, case: Case, now: datetime) -> Candidate:
        channel = channel_of(case.acting) or Channel.NONE
        contact = case.contact
        marketing = case.step.purpose is Purpose.MARKETING
        texted = channel is Channel.SMS
        number = self._phones.number(contact.get("phone"), contact.country) if texted else None
        address = contact.email if channel is Channel.EMAIL else number
        causes = frozenset(each.cause for each in self._suppressions.of(address)) if address else frozenset()
        repeat = repeat_around(case.workflow.steps, case.step.id)
        exits = case.workflow.exit_conditions
        until = repeat.until if repeat is not None else None
        candidate = Candidate(
            enrollment=case.enrollment,
            step=case.step,
            channel=channel,
            number=number,
            wait=preceding_wait(case.workflow.steps, case.step.id),
            after=next_of_series(case.workflow.steps, case.step.id),
            due_at=case.due_at,
            contact=case.contact,
            recipient=self._rules.recipient(case.contact),
            suppressions=causes,
            ledger=case.ledger,
            facts=self._knowledge.facts(
                case.contact,
                all_reads((case.step.only_if, *case.step.blocks.values(), *exits, until)),
                now,
                trigger=case.enrollment.trigger,
                cart=case.cart,
                ledger=case.ledger,
                enrollment=case.enrollment,
            ),
            window=self._rules.window(contact, case.acting),
            caps=self._rules.caps,
            paused=case.workflow.status is Status.PAUSED,
            repeat=repeat,
            exits=exits,
            topic=case.workflow.topic,
            soft_opt_in=self._rules.soft_opt_in,
        )
        ahead = self._precedence.ahead_of(candidate, case.workflow, now) if marketing else ()
        return replace(candidate, ahead=ahead) if ahead else candidate


def _not_before(enrollment: Enrollment, workflow: Workflow, step_id: str, due_at: datetime) -> datetime:
    """When a pass that was moved to a later date begins: the date on which its messages are due."""
    moved = enrollment.pass_started if repeat_around(workflow.steps, step_id) is not None else None
    return moved or due_at
