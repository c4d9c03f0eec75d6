"""Ends what an event ends: marks first, so that an enrollment on its way in sees them, then what runs."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from homing.domain.cart import Cart
from homing.domain.enrollment import Enrollment, ExitReason, enrollment_id
from homing.domain.exit_marks import concerning, ends, mark_key
from homing.domain.figures import Metric
from homing.domain.rules import Rules
from homing.domain.steps import EmailStep, Purpose
from homing.domain.time import Stamp
from homing.domain.timeline import Kind, about
from homing.domain.trigger import ScoreTrigger
from homing.domain.walk import message_steps
from homing.domain.workflow import Key, Workflow
from homing.services import counting, ports
from homing.services.endings import Endings

NOTHING: Mapping[str, Any] = MappingProxyType({})


class Exits:
    """Ends enrollments early, once each, and stops their executions as a courtesy."""

    def __init__(
        self,
        *,
        enrollments: ports.Enrollments,
        executions: ports.Executions,
        marks: ports.Marks,
        workflows: ports.Workflows,
        timeline: ports.Timeline,
        endings: Endings,
        rules: Rules,
        id_secret: bytes,
    ) -> None:
        self._enrollments = enrollments
        self._executions = executions
        self._marks = marks
        self._workflows = workflows
        self._timeline = timeline
        self._endings = endings
        self._rules = rules
        self._id_secret = id_secret

    def by_event(
        self,
        event: str,
        time: Stamp,
        now: datetime,
        *,
        contact_ids: Sequence[str],
        cart_tokens: Sequence[str],
        cart: Cart | None,
        properties: Mapping[str, Any] = NOTHING,
        goal_event: str | None = None,
    ) -> None:
        """End what the event ends: anything of its cart, and of its contacts what started before it.

        Of an exit that asks for properties, only what was started by an event with the same ones.
        `goal_event` is the goal that the event also fulfils, if it is one.
        """
        said = [(w, concerning(w, event, properties)) for w in self._workflows.all()]
        ending = [(workflow, exits) for workflow, exits in said if exits]
        plain = any(each.plain for _, exits in ending for each in exits)
        keys = [*contact_ids, *cart_tokens] if plain else []
        keys += [
            mark_key(each, contact_id, properties)
            for contact_id in contact_ids
            for _, exits in ending
            for each in exits
            if not each.plain
        ]
        if keys:
            self._marks.add(keys, event, time)
        for workflow, exits in ending:
            fulfils = workflow.goal is not None and goal_event in workflow.goal.event
            of_cart = self.of_cart(workflow, cart) if any(each.plain for each in exits) else None
            for enrollment in self._concerned(workflow, of_cart, time, contact_ids):
                if enrollment is of_cart or ends(exits, properties, enrollment.trigger):
                    met = fulfils and enrollment.converted_at is not None
                    self.end(enrollment, ExitReason.GOAL.value if met else event, now)

    def _concerned(
        self, workflow: Workflow, of_cart: Enrollment | None, time: Stamp, contact_ids: Sequence[str]
    ) -> Iterable[Enrollment]:
        if of_cart is not None:
            yield of_cart
        for contact_id in contact_ids:
            for enrollment in self._enrollments.of_contact(contact_id):
                if enrollment.workflow == workflow.name and enrollment.started <= time:
                    yield enrollment

    def of_cart(self, workflow: Workflow, cart: Cart | None) -> Enrollment | None:
        """The workflow's enrollment of a cart; its id follows from the cart's key."""
        if cart is None or workflow.key is not Key.CART:
            return None
        return self._enrollments.get(enrollment_id(workflow.name, cart.key, self._id_secret))

    def everything(self, contact_id: str, reason: ExitReason, now: datetime) -> None:
        """End every enrollment: its address must not be mailed at all."""
        for enrollment in self._running(contact_id, lambda _: True):
            self.end(enrollment, reason.value, now)

    def marketing(
        self, contact_id: str, *, until: Stamp | None = None, spare: str | None = None
    ) -> Sequence[Enrollment]:
        """What runs and has only marketing to mail, and started by `until`: it ends when they leave.

        What tells only others goes on, unless it is about the contact's own score; so does `spare`.
        """
        return list(self._running(contact_id, only_markets, until, spare))

    def _running(
        self,
        contact_id: str,
        concerns: Callable[[Workflow], bool],
        until: Stamp | None = None,
        spare: str | None = None,
    ) -> Iterator[Enrollment]:
        for enrollment in self._enrollments.of_contact(contact_id):
            if not enrollment.running or enrollment.id == spare:
                continue
            if until is not None and enrollment.started > until:
                continue
            workflow = self._workflows.get(enrollment.workflow)
            if workflow is None or concerns(workflow):
                yield enrollment

    def end(self, enrollment: Enrollment, reason: str, now: datetime) -> None:
        """End one enrollment if it runs. DynamoDB is the authority, stopping the execution a courtesy."""
        if not enrollment.running:
            return
        counts = counting.for_enrollment(enrollment, Metric.EXITED, self._rules.zone)
        self._endings.expect(enrollment, now)
        if self._enrollments.end(enrollment, reason, now, counts):
            self.ended(enrollment, reason, now)

    def ended(self, enrollment: Enrollment, reason: str, now: datetime) -> None:
        """Tell that one has ended, and stop its execution."""
        self._timeline.write(about(enrollment, Kind.EXITED, now, step=enrollment.step, reason=reason))
        self._executions.stop(enrollment, reason)


def only_markets(workflow: Workflow) -> bool:
    """Whether nothing of a workflow may go on once its contact wants no marketing mail."""
    steps = message_steps(workflow.steps)
    mails = all(isinstance(step, EmailStep) and step.purpose is Purpose.MARKETING for step in steps)
    return mails if steps else isinstance(workflow.trigger, ScoreTrigger)
