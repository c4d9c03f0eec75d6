"""Waits for an event of a contact, and goes on at once when it comes or when the time is over.

Arming stores the token first and looks second whether the event has come; whoever brings the event stores
it first and looks for tokens second. So in any order one of the two sees the other; if both do, the message's
one outcome decides, and every token is told what it says.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from homing.contracts import Next, SendRequest
from homing.domain.awaited import first_awaited, is_awaited
from homing.domain.deeds import deed_of
from homing.domain.due import DueEntry, DueKind
from homing.domain.errors import ResumeRefused
from homing.domain.events import Event
from homing.domain.message import Message, MessageId
from homing.domain.steps import HAPPENED, OTHERWISE, WaitForStep
from homing.domain.timeline import Kind, about
from homing.domain.walk import find, flatten
from homing.services import ports
from homing.services.done import Done, outcome_of
from homing.services.outcomes import Delivery, message_id
from homing.services.passages import Passage, Passages


class Waiting:
    """The three ends of a wait: who arms it, who brings the event, and the sweep when its time is over."""

    def __init__(
        self,
        *,
        clock: ports.Clock,
        waits: ports.Waits,
        history: ports.History,
        messages: ports.Messages,
        workflows: ports.Workflows,
        due: ports.DueIndex,
        tasks: ports.Tasks,
        timeline: ports.Timeline,
        passages: Passages,
        done: Done,
    ) -> None:
        self._clock = clock
        self._waits = waits
        self._history = history
        self._messages = messages
        self._workflows = workflows
        self._due = due
        self._tasks = tasks
        self._timeline = timeline
        self._passages = passages
        self._done = done

    def arm(self, request: SendRequest) -> Delivery:
        """Begin to wait; a wait that has begun keeps its end, whatever attempt asks again."""
        now = self._clock.now()
        passage = self._passages.of(request.enrollment, request.step)
        step = _step(passage)
        if passage is None or step is None:
            self._tell(request.token, Next(wait_until=now, branch=OTHERWISE))
            return Delivery()
        mine = frozenset({request.token})
        wait = self._waits.arm(
            ports.Wait(
                message=message_id(request),
                contact_id=passage.contact.id,
                event=step.event,
                since=self._since(passage),
                until=request.due + step.timeout,
                tokens=mine,
            )
        )
        self._due.put(_over(wait))
        if not self._look(wait, passage, now) and wait.tokens == mine:
            line = about(passage.enrollment, Kind.WAITING, now, step=step.id, until=wait.until)
            self._timeline.write(line)
        return Delivery()

    def _awaits(self, event: str) -> bool:
        """Whether any step of any workflow waits for events of that name."""
        return event in self._workflows.reads().events and any(
            isinstance(step, WaitForStep) and step.event == event
            for workflow in self._workflows.all()
            for step in flatten(workflow.steps)
        )

    def resume(self, event: Event, contact_id: str, now: datetime) -> None:
        """Let those go on who waited for this event, which history holds by now."""
        if not self._awaits(event.name) or (event.order is not None and event.order.test):
            return
        deed = deed_of(event)
        for wait in self._waits.of(contact_id, event.name):
            passage = self._passages.of(wait.message.enrollment, wait.message.step)
            step = _step(passage)
            if passage is None or step is None or not passage.enrollment.running:
                continue
            in_time = wait.since < deed.at <= wait.until
            if in_time and is_awaited(step, deed, passage.enrollment.trigger):
                self._go_on(wait, passage, HAPPENED, deed.at, now, deed.properties)

    def expire(self, entry: DueEntry, now: datetime) -> None:
        """The time of a wait is over, unless the event came before that."""
        waited = MessageId.parse(entry.key)
        passage = self._passages.of(waited.enrollment, waited.step) if waited is not None else None
        if passage is None:
            return
        step = _step(passage)
        for wait in self._waits.of(passage.contact.id, step.event if step is not None else None):
            if wait.message == waited:
                self._look(wait, passage, now)

    def _look(self, wait: ports.Wait, passage: Passage, now: datetime) -> bool:
        """Whether the wait is over; if it is, whoever waits knows."""
        settled = self._messages.get([wait.message]).get(wait.message)
        if settled is not None or not passage.enrollment.running:
            # Whoever ended the enrollment stopped its execution, or died before that.
            self._finish(wait, settled, now)
            return True
        step = _step(passage)
        trigger = passage.enrollment.trigger
        came = None
        if step is not None:
            deeds = self._history.deeds(wait.contact_id, wait.event, wait.since)
            came = first_awaited(step, deeds, trigger, wait.since, wait.until)
        if came is not None:
            self._go_on(wait, passage, HAPPENED, came.at, now, came.properties)
        elif now >= wait.until:
            self._go_on(wait, passage, OTHERWISE, wait.until, now)
        else:
            return False
        return True

    def _go_on(
        self,
        wait: ports.Wait,
        passage: Passage,
        branch: str,
        decided_at: datetime,
        now: datetime,
        told: Mapping[str, Any] | None = None,
    ) -> None:
        outcome = outcome_of(passage, wait.message, decided_at, branch=branch, told=told)
        self._finish(wait, self._done(passage, outcome, now, kind=Kind.DECIDED), now)

    def _finish(self, wait: ports.Wait, settled: Message | None, now: datetime) -> None:
        """Tell everyone. Read again: who armed before the outcome stood may have been too early to see it."""
        wait_until = settled.wait_until if settled is not None else None
        branch = settled.branch if settled is not None else None
        known = self._waits.of(wait.contact_id, wait.event)
        standing = [each for each in known if each.message == wait.message]
        for token in sorted(wait.tokens.union(*(each.tokens for each in standing))):
            self._tell(token, Next(wait_until=wait_until or now, branch=branch or OTHERWISE))
        for each in standing:
            self._waits.drop(each)

    def _tell(self, token: str, answer: Next) -> None:
        # Nobody waits any more: the outcome stands, and whoever asks again is told it.
        with suppress(ResumeRefused):
            self._tasks.succeed(token, answer.text())

    def _since(self, passage: Passage) -> datetime:
        """The wait's beginning, as events see it: after the last mail, and after what ended a wait before."""
        enrollment = passage.enrollment
        earlier = [
            each.decided_at for each in self._messages.of_enrollment(enrollment.id) if each.branch is not None
        ]
        return max(enrollment.counts_from, enrollment.last_mail_at or enrollment.counts_from, *earlier)


def _step(passage: Passage | None) -> WaitForStep | None:
    step = find(passage.workflow.steps, passage.step_id) if passage is not None else None
    return step if isinstance(step, WaitForStep) else None


def _over(wait: ports.Wait) -> DueEntry:
    workflow = wait.message.enrollment.rpartition("-")[0]
    return DueEntry(at=wait.until, kind=DueKind.TIMEOUT, workflow=workflow, key=str(wait.message))
