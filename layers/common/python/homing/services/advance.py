"""Decisions inside a workflow that send nothing: branches, updates, and sends whose token was lost."""

from dataclasses import replace
from datetime import datetime

from homing.contracts import Next, StepRequest
from homing.domain import tags
from homing.domain.consent import ConsentSource, ConsentState, ConsentStatement
from homing.domain.contact import Trait
from homing.domain.enrollment import Enrollment
from homing.domain.evidence import Evidence
from homing.domain.facts import holds
from homing.domain.reads import all_reads
from homing.domain.rules import Rules
from homing.domain.steps import AGAIN, OTHERWISE, BranchStep, EnrollStep, RepeatStep, SplitStep, UpdateStep
from homing.domain.time import Stamp
from homing.domain.timeline import Kind, about
from homing.domain.walk import find
from homing.domain.workflow import Key
from homing.services import ports
from homing.services.again import Again
from homing.services.arms import Arms
from homing.services.consents import Consents
from homing.services.handing_on import HandingOn
from homing.services.knowledge import Knowledge
from homing.services.leaving import Leaving
from homing.services.lost import Lost, branch_of
from homing.services.memberships import Memberships
from homing.services.onward import Onward
from homing.services.passages import Passage, Passages
from homing.services.restart import Restart

ANSWERED_WITH_A_WAY = ("branch", "settle", "again")
"""What a machine may read a way out of the answer for, even of a step that is gone."""


class Advance:
    """What functions/step does."""

    def __init__(
        self,
        *,
        clock: ports.Clock,
        enrollments: ports.Enrollments,
        contacts: ports.Contacts,
        carts: ports.Carts,
        timeline: ports.Timeline,
        passages: Passages,
        lost: Lost,
        onward: Onward,
        restart: Restart,
        again: Again,
        handing_on: HandingOn,
        leaving: Leaving,
        consents: Consents,
        knowledge: Knowledge,
        memberships: Memberships,
        arms: Arms,
        rules: Rules,
    ) -> None:
        self._clock = clock
        self._enrollments = enrollments
        self._contacts = contacts
        self._carts = carts
        self._timeline = timeline
        self._passages = passages
        self._lost = lost
        self._onward = onward
        self._restart = restart
        self._again = again
        self._handing_on = handing_on
        self._leaving = leaving
        self._consents = consents
        self._knowledge = knowledge
        self._memberships = memberships
        self._arms = arms
        self._rules = rules

    def __call__(self, request: StepRequest) -> Next:
        """The answer to one task; what is unknown by now takes the default and never an exception."""
        now = self._clock.now()
        passage = self._passages.of(request.enrollment, request.step)
        if passage is None or self._leaving(passage, now):
            return Next(wait_until=now, branch=OTHERWISE if request.action in ANSWERED_WITH_A_WAY else None)
        match request.action:
            case "branch":
                return self._branch(passage, now)
            case "update":
                return self._update(passage, now)
            case "settle":
                return self._settle(passage, request.number, now)
            case "enroll":
                return self._hand_on(passage, request.number, now)
            case "again":
                return self._pass(passage, request.number, now)
            case _:
                return self._go_on(passage, now)

    def broken(self, execution_name: str) -> Enrollment | None:
        """An execution failed, timed out or was aborted without our asking: look at it within the minute.

        The enrollment that stands still for it, None if none does.
        """
        enrollment = self._enrollments.get(execution_name.rpartition("-")[0])
        if enrollment is None or not enrollment.running or enrollment.execution_name != execution_name:
            return None  # it ended as it should, or a newer attempt runs by now
        if enrollment.sleeping:
            return None  # it had put its next pass down
        self._restart(enrollment, self._clock.now())
        return enrollment

    def _branch(self, passage: Passage, now: datetime) -> Next:
        arm = self._choose(passage, now)
        self._timeline.write(about(passage.enrollment, Kind.DECIDED, now, step=passage.step_id, reason=arm))
        return self._go_on(passage, now, arm=arm).model_copy(update={"branch": arm})

    def _choose(self, passage: Passage, now: datetime) -> str:
        step = find(passage.workflow.steps, passage.step_id)
        if isinstance(step, SplitStep):
            return self._arms.take(self._enrollments, step, passage.enrollment, passage.contact.id)
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

    def _hand_on(self, passage: Passage, number: int, now: datetime) -> Next:
        step = find(passage.workflow.steps, passage.step_id)
        if isinstance(step, EnrollStep):
            self._handing_on(passage, step, number, now)
        return self._go_on(passage, now)

    def _pass(self, passage: Passage, number: int, now: datetime) -> Next:
        """A pass of a repeat is over: the next one is put down, or the way leads on."""
        step = find(passage.workflow.steps, passage.step_id)
        if isinstance(step, RepeatStep) and self._again(passage, step, number, now):
            return Next(wait_until=now, branch=AGAIN)
        return self._go_on(passage, now, arm=OTHERWISE).model_copy(update={"branch": OTHERWISE})

    def _update(self, passage: Passage, now: datetime) -> Next:
        step = find(passage.workflow.steps, passage.step_id)
        if isinstance(step, UpdateStep) and passage.enrollment.running:
            time = Stamp.of(now, now)
            changes = {name: Trait(value=value, time=time) for name, value in step.set.items()}
            changes |= tags.changes(step.tag, step.untag, time)
            self._contacts.set_traits(passage.contact.id, changes)
            if step.unsubscribe and passage.waited_for == step.id:  # not in a later attempt, on its way on
                self._sunset(passage, time, now)
            self._memberships.look_soon(passage.contact.id, now)
            self._timeline.write(about(passage.enrollment, Kind.DECIDED, now, step=step.id, reason="updated"))
        return self._go_on(passage, now)

    def _sunset(self, passage: Passage, time: Stamp, now: datetime) -> None:
        """End marketing to whom nothing interests; this enrollment goes on to its own end."""
        own = passage.enrollment.id
        said = ConsentStatement(
            state=ConsentState.UNSUBSCRIBED,
            source=ConsentSource.SUNSET,
            time=time,
            evidence=Evidence(where=f"{passage.workflow.name}.{passage.step_id}", proof=own),
        )
        self._consents.change(passage.contact, said, f"sunset/{own}", now, spare=own)

    def _settle(self, passage: Passage, number: int, now: datetime) -> Next:
        """A send was not answered for 15 days: whoever held its token lost it."""
        message_id, begun = self._lost.begun(passage, number, now)
        branch = branch_of(passage, begun)
        answer = self._go_on(passage, now, arm=branch).model_copy(update={"branch": branch or OTHERWISE})
        if begun is None or not begun.settled or begun.wait_until is None:
            self._lost.settle(passage, message_id, begun, answer.wait_until, now)
        return answer

    def _go_on(self, passage: Passage, now: datetime, *, arm: str | None = None) -> Next:
        enrollment = passage.enrollment
        workflow, contact = passage.workflow, passage.contact
        ahead = self._onward.after(
            workflow, passage.step_id, enrollment, contact, enrollment.last_mail_at, now, arm=arm
        )
        if ahead.completion is not None:
            self._enrollments.complete(enrollment, now, ahead.completion.counts)
        elif ahead.step is not None and passage.waited_for == passage.step_id:
            # From its own step only: a new attempt runs through old branches on its way to where it waits.
            self._enrollments.move(enrollment, ahead.step, ahead.wait_until)
        elif ahead.step == enrollment.waits_for and enrollment.waits_until is not None:
            # A new attempt, come to where it waits: until the instant that holds by the plan of now.
            ahead = replace(ahead, wait_until=max(enrollment.waits_until, now))
        if enrollment.running:
            self._onward.tell(enrollment, ahead, now)
        return Next(wait_until=ahead.wait_until)
