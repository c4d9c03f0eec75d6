"""Which messages of a contact take their places under the caps before one that is to go now."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from homing.domain.candidate import Candidate
from homing.domain.channel import Channel, channel_of
from homing.domain.contact import Contact
from homing.domain.enrollment import Enrollment, Parked
from homing.domain.free import Ahead, is_nearly_full
from homing.domain.message import Message, MessageId
from homing.domain.rules import Rules
from homing.domain.schedule import next_opening, wait_instant
from homing.domain.steps import EmailStep, Hours, Purpose, SmsStep, WaitStep
from homing.domain.walk import find, preceding_wait
from homing.domain.watch import wakes_at
from homing.domain.workflow import Priority, Status, Workflow
from homing.services import facts, ports

STALE = timedelta(hours=1)
"""How long after its time a message that was held back is still waited for: its execution may be broken."""

_RANKS = {Priority.HIGH: 0, Priority.NORMAL: 1, Priority.LOW: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    """An enrollment on its way to a marketing message."""

    row: Enrollment
    workflow: Workflow
    step: EmailStep | SmsStep
    wait: WaitStep | None

    @property
    def held_back(self) -> Parked | None:
        """What was held back of the very message that it waits for."""
        parked = self.row.parked
        same = parked is not None and (parked.step, parked.number) == (self.step.id, self.row.number)
        return parked if same else None

    @property
    def asked_for(self) -> Sequence[MessageId]:
        """The messages whose rows tell where it stands: the last one, and the one that it waits for."""
        row = self.row
        steps = [each for each in (row.step, self.step.id) if each is not None]
        return [MessageId(enrollment=row.id, step=each, number=row.number) for each in dict.fromkeys(steps)]


class Precedence:
    """Looks at the next step of the contact's other enrollments; what comes behind it is not known.

    Of a higher priority goes first what is due the same day, of the same one what was held back and was due
    before. Nothing is read for a message that leaves a place to others, unless its own priority is low.
    """

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

    def ahead_of(self, candidate: Candidate, workflow: Workflow, now: datetime) -> tuple[Ahead, ...]:
        """What goes before a marketing message."""
        nearly_full = is_nearly_full(candidate.ledger, candidate.limits, now, candidate.recipient)
        if workflow.priority is not Priority.LOW and not nearly_full:
            return ()
        contact = candidate.contact
        waiting = [each for each in self._waiting(contact) if each.row.id != candidate.enrollment.id]
        wanted = [message for each in waiting for message in each.asked_for]
        known = self._messages.get(wanted) if wanted else {}
        found = []
        for each in waiting:
            last, own = known.get(each.asked_for[0]), known.get(each.asked_for[-1])
            if own is not None and own.settled:
                continue
            at = self._instant(each, last, contact)
            if self._goes_first(each, at, candidate, workflow, now):
                found.append(Ahead(at=max(at, now), tallies=self._tallies(each)))
        return tuple(found)

    def _waiting(self, contact: Contact) -> Iterator[_Waiting]:
        for row in self._enrollments.of_contact(contact.id):
            workflow = self._workflows.get(row.workflow) if row.running and row.waits_for else None
            step = find(workflow.steps, workflow.current(row.waits_for or "")) if workflow else None
            paused = workflow is not None and workflow.status is Status.PAUSED
            markets = isinstance(step, (EmailStep, SmsStep)) and step.purpose is Purpose.MARKETING
            if workflow is not None and isinstance(step, (EmailStep, SmsStep)) and markets and not paused:
                wait = preceding_wait(workflow.steps, step.id)
                yield _Waiting(row=row, workflow=workflow, step=step, wait=wait)

    def _goes_first(
        self, other: _Waiting, at: datetime, candidate: Candidate, workflow: Workflow, now: datetime
    ) -> bool:
        if at < now - STALE:
            return False
        theirs, own = _RANKS[other.workflow.priority], _RANKS[workflow.priority]
        held_back = other.held_back
        if theirs != own or held_back is None:
            return theirs < own
        return (held_back.due_at, other.row.id) < (candidate.due_at, candidate.enrollment.id)

    def _tallies(self, waiting: _Waiting) -> tuple[str, ...]:
        return self._rules.caps.tallies(channel_of(waiting.step) or Channel.NONE, waiting.workflow.topic)

    def _instant(self, waiting: _Waiting, message: Message | None, contact: Contact) -> datetime:
        """Until when it was held back, else the instant that its execution waits for.

        Behind a branch, which keeps no row, its wait tells.
        """
        if waiting.held_back is not None:
            return waiting.held_back.until
        instant = wakes_at(waiting.row, message)
        recipient, window = self._rules.recipient(contact), self._rules.window(contact, waiting.step)
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
