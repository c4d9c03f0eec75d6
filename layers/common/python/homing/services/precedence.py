"""Which messages of a contact go before those of a workflow of low priority."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from homing.domain.contact import Contact
from homing.domain.enrollment import Enrollment
from homing.domain.message import Message, MessageId
from homing.domain.rules import Rules
from homing.domain.schedule import next_opening, wait_instant
from homing.domain.steps import EmailStep, Hours, Purpose, SmsStep, WaitStep
from homing.domain.walk import find, preceding_wait
from homing.domain.watch import wakes_at
from homing.domain.workflow import Priority, Workflow
from homing.services import facts, ports


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    """An enrollment on its way to a marketing message."""

    row: Enrollment
    step: EmailStep | SmsStep
    wait: WaitStep | None

    @property
    def last(self) -> MessageId | None:
        """The message whose row may tell until when it waits."""
        row = self.row
        return None if row.step is None else MessageId(enrollment=row.id, step=row.step, number=row.number)


class Precedence:
    """Looks at the next step of the contact's other enrollments; what comes behind it is not known."""

    def __init__(
        self,
        *,
        enrollments: ports.Enrollments,
        messages: ports.Messages,
        workflows: ports.Workflows,
        rules: Rules,
    ) -> None:
        self._enrollments = enrollments
        self._messages = messages
        self._workflows = workflows
        self._rules = rules

    def ahead_of(self, workflow: Workflow, contact: Contact) -> tuple[datetime, ...]:
        """When the contact's other marketing messages are due; nothing is read but for a low one."""
        if workflow.priority is not Priority.LOW:
            return ()
        waiting = list(self._waiting(contact))
        wanted = [each.last for each in waiting if each.last is not None]
        known = self._messages.get(wanted) if wanted else {}
        return tuple(
            self._due(each, None if each.last is None else known.get(each.last), contact) for each in waiting
        )

    def _waiting(self, contact: Contact) -> Iterator[_Waiting]:
        for row in self._enrollments.of_contact(contact.id):
            workflow = self._workflows.get(row.workflow) if row.running and row.waits_for else None
            if workflow is None or workflow.priority is Priority.LOW:
                continue
            step = find(workflow.steps, workflow.current(row.waits_for or ""))
            if isinstance(step, (EmailStep, SmsStep)) and step.purpose is Purpose.MARKETING:
                yield _Waiting(row=row, step=step, wait=preceding_wait(workflow.steps, step.id))

    def _due(self, waiting: _Waiting, message: Message | None, contact: Contact) -> datetime:
        """The instant that its execution waits for; behind a branch, which keeps no row, its wait tells."""
        instant = wakes_at(waiting.row, message)
        recipient, window = self._rules.recipient(contact), self._rules.window
        if waiting.wait is not None:
            planned = wait_instant(
                waiting.wait,
                waiting.row.counts_from,
                recipient,
                window,
                values=facts.told(contact, waiting.row.trigger),
                # So that a weekday which it waited for is that day, and not the same a week later.
                began=instant - timedelta(days=1),
            )
            instant = max(instant, planned or instant)
        return next_opening(instant, window, recipient) if waiting.step.hours is Hours.WAKING else instant
