"""Decisions inside a workflow that send nothing: branches, updates, and sends whose token was lost."""

from dataclasses import dataclass, replace
from datetime import datetime

from homing.contracts import Next, StepRequest
from homing.domain import tags
from homing.domain.contact import Contact, Trait
from homing.domain.enrollment import Enrollment
from homing.domain.errors import ClaimUnsettled
from homing.domain.facts import holds
from homing.domain.figures import Metric
from homing.domain.message import Message, MessageId, MessageState, Reason
from homing.domain.reads import all_reads
from homing.domain.rules import Rules
from homing.domain.steps import OTHERWISE, BranchStep, UpdateStep
from homing.domain.time import Stamp
from homing.domain.timeline import Kind, about
from homing.domain.walk import find
from homing.domain.workflow import Key, Workflow
from homing.services import counting, ports
from homing.services.claims import Claims
from homing.services.knowledge import Knowledge
from homing.services.onward import Onward
from homing.services.restart import Restart


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Who is at which step of which workflow; `asked` is what their execution calls it."""

    enrollment: Enrollment
    workflow: Workflow
    contact: Contact
    step_id: str
    asked: str

    @property
    def waited_for(self) -> str | None:
        """The step that the row says, or what took its place."""
        known = self.enrollment.waits_for
        return None if known is None else self.workflow.current(known)


class Advance:
    """What functions/step does."""

    def __init__(
        self,
        *,
        clock: ports.Clock,
        enrollments: ports.Enrollments,
        contacts: ports.Contacts,
        carts: ports.Carts,
        messages: ports.Messages,
        workflows: ports.Workflows,
        timeline: ports.Timeline,
        claims: Claims,
        onward: Onward,
        restart: Restart,
        knowledge: Knowledge,
        rules: Rules,
    ) -> None:
        self._clock = clock
        self._enrollments = enrollments
        self._contacts = contacts
        self._carts = carts
        self._messages = messages
        self._workflows = workflows
        self._timeline = timeline
        self._claims = claims
        self._onward = onward
        self._restart = restart
        self._knowledge = knowledge
        self._rules = rules

    def __call__(self, request: StepRequest) -> Next:
        """The answer to one task; what is unknown by now takes the default and never an exception."""
        now = self._clock.now()
        passage = self._passage(request)
        if passage is None:
            return Next(wait_until=now, branch=OTHERWISE if request.action == "branch" else None)
        match request.action:
            case "branch":
                return self._branch(passage, now)
            case "update":
                return self._update(passage, now)
            case "settle":
                return self._settle(passage, now)
            case _:
                return self._go_on(passage, now)

    def broken(self, execution_name: str) -> Enrollment | None:
        """An execution failed, timed out or was aborted without our asking: look at it within the minute.

        The enrollment that stands still for it, None if none does.
        """
        enrollment = self._enrollments.get(execution_name.rpartition("-")[0])
        if enrollment is None or not enrollment.running or enrollment.execution_name != execution_name:
            return None  # it ended as it should, or a newer attempt runs by now
        self._restart(enrollment, self._clock.now())
        return enrollment

    def _passage(self, request: StepRequest) -> Passage | None:
        enrollment = self._enrollments.get(request.enrollment)
        workflow = self._workflows.get(enrollment.workflow) if enrollment else None
        contact = self._contacts.get(enrollment.contact_id) if enrollment else None
        if enrollment is None or workflow is None or contact is None:
            return None
        step = workflow.current(request.step)
        return Passage(
            enrollment=enrollment, workflow=workflow, contact=contact, step_id=step, asked=request.step
        )

    def _branch(self, passage: Passage, now: datetime) -> Next:
        arm = self._choose(passage, now)
        self._timeline.write(about(passage.enrollment, Kind.DECIDED, now, step=passage.step_id, reason=arm))
        return self._go_on(passage, now, arm=arm).model_copy(update={"branch": arm})

    def _choose(self, passage: Passage, now: datetime) -> str:
        step = find(passage.workflow.steps, passage.step_id)
        if not isinstance(step, BranchStep):
            return OTHERWISE
        of_cart = passage.workflow.key is Key.CART
        known = self._knowledge.facts(
            passage.contact,
            all_reads(arm.when for arm in step.arms),
            now,
            trigger=passage.enrollment.trigger,
            cart=self._carts.get(passage.enrollment.key) if of_cart else None,
            enrollment=passage.enrollment,
        )
        return next((arm.name for arm in step.arms if holds(arm.when, known)), OTHERWISE)

    def _update(self, passage: Passage, now: datetime) -> Next:
        step = find(passage.workflow.steps, passage.step_id)
        if isinstance(step, UpdateStep):
            time = Stamp.of(now, now)
            changes = {name: Trait(value=value, time=time) for name, value in step.set.items()}
            changes |= tags.changes(step.tag, step.untag, time)
            self._contacts.set_traits(passage.contact.id, changes)
            self._timeline.write(about(passage.enrollment, Kind.DECIDED, now, step=step.id, reason="updated"))
        return self._go_on(passage, now)

    def _settle(self, passage: Passage, now: datetime) -> Next:
        """A send was not answered for 15 days: whoever held its token lost it."""
        names = [
            MessageId(enrollment=passage.enrollment.id, step=s) for s in (passage.asked, passage.step_id)
        ]
        begun = self._messages.get(list(dict.fromkeys(names)))
        message_id = next((each for each in names if each in begun), names[-1])
        message = begun.get(message_id)
        if message is not None and not message.settled:
            self._claims.require_settled(message, now)
        answer = self._go_on(passage, now)
        if message is not None and message.settled and message.wait_until is not None:
            return answer
        # What feedback proved to be sent stays sent; anything else is lost.
        proved = message is not None and message.settled
        outcome = message if message is not None and proved else _lost(passage, message_id, message, now)
        metric = Metric.SENT if outcome.state is MessageState.SENT else Metric.SKIPPED
        counts = counting.for_message(outcome, {metric: 1}, self._rules.zone)
        stands = self._messages.settle(replace(outcome, wait_until=answer.wait_until), None, counts)
        if not stands.settled:
            raise ClaimUnsettled(f"{message_id}: another sender has just claimed it")
        if stands.reason is Reason.LOST:
            line = about(
                passage.enrollment, Kind.SKIPPED, now, step=passage.step_id, reason=Reason.LOST.value
            )
            self._timeline.write(line)
        return answer

    def _go_on(self, passage: Passage, now: datetime, *, arm: str | None = None) -> Next:
        enrollment = passage.enrollment
        ahead = self._onward.after(
            passage.workflow,
            passage.step_id,
            enrollment,
            passage.contact,
            enrollment.last_mail_at,
            now,
            arm=arm,
        )
        if ahead.completion is not None:
            self._enrollments.complete(enrollment, now, ahead.completion.counts)
        elif ahead.step is not None and passage.waited_for == passage.step_id:
            # From its own step only: a new attempt runs through old branches on its way to where it waits.
            self._enrollments.move(enrollment, ahead.step)
        if enrollment.running:
            self._onward.tell(enrollment, ahead, now)
        return Next(wait_until=ahead.wait_until)


def _lost(passage: Passage, message_id: MessageId, doubtful: Message | None, now: datetime) -> Message:
    return Message(
        id=message_id,
        workflow=passage.workflow.name,
        contact_id=passage.contact.id,
        state=MessageState.SKIPPED,
        reason=Reason.LOST,
        decided_at=now,
        attempt=doubtful.attempt if doubtful else 1,
        claimed_at=doubtful.claimed_at if doubtful else None,
    )
