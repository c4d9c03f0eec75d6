"""An account on a laptop: the real handlers between in-memory queues, machines, SES and a virtual clock."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from homing import bootstrap
from homing.adapters.templates import CompiledTemplates
from homing.domain.due import DueEntry
from homing.domain.segment import Segment
from homing.domain.shop import Shop
from homing.domain.timeline import Line
from homing.domain.workflow import Workflow
from homing.services.ports import OutgoingText

from infra.asl.compiler import compile_workflow, fill, to_text
from infra.redelivery import FEEDBACK_WINDOW_SECONDS
from local.deployment import Deployment
from local.functions import CONTEXT
from local.memory.due_entries import DueEntries
from local.memory.stores import MemoryDueIndex, MemoryTables
from local.metered import Trip
from local.neighbours import MemoryBacklog, MemoryEventQueue, MemoryNeighbours, MemoryVisibility
from local.queues import MemoryQueue
from local.ses import MemoryMailer
from local.stepper import Stepper
from local.timeline import About

__all__ = ["CONTEXT", "Account"]


class WakefulEntries(DueEntries):
    """Due entries that wake the sweep when they are due, and at no other time."""

    def __init__(self, wake: Callable[[DueEntry], None]) -> None:
        super().__init__()
        self._wake = wake

    def put(self, entry: DueEntry) -> None:
        """Write an entry, and wake the sweep for it."""
        super().put(entry)
        self._wake(entry)


class Account(Deployment):
    """One shop's deployment in memory. Its executions never stand still, so nobody reconciles."""

    def __init__(
        self,
        *,
        shop: Shop,
        workflows: Sequence[Workflow],
        segments: Sequence[Segment] = (),
        templates: CompiledTemplates,
        start: datetime,
        live_from: datetime,
        seed: int = 0,
        trip: Trip | None = None,
    ) -> None:
        super().__init__(shop=shop, workflows=workflows, segments=segments, start=start, live_from=live_from)
        self._tables = MemoryTables(due=WakefulEntries(self.wake))
        self.events = MemoryQueue("events", self.agenda, lambda e: self.invoke("events", e))
        self.feedback: MemoryQueue = MemoryQueue(
            "feedback",
            self.agenda,
            lambda e: self.invoke("feedback", e),
            window=FEEDBACK_WINDOW_SECONDS,
        )
        self.sends = {
            each.name: MemoryQueue(f"{each.name}-send", self.agenda, lambda e: self.invoke("send", e))
            for each in workflows
        }
        self.mailer: MemoryMailer = MemoryMailer(self.agenda, self.feedback.send)
        self.stepper: Stepper = Stepper(
            self.agenda,
            {each.name: _machine(each) for each in workflows},
            send=lambda workflow, body: self.sends[workflow].send(body),
            invoke=lambda payload: self.invoke("step", payload),
            broke=lambda execution: self.agenda.after(0, lambda: self.tell_broken(execution.name)),
        )
        by_arn = {queue.arn: queue for queue in self.sends.values()}
        self.neighbours = MemoryNeighbours(
            shop=shop,
            workflows=self.workflows,
            templates=templates,
            clock=self.clock,
            timeline=self.timeline,
            executions=self.stepper,
            tasks=self.stepper,
            mailer=self.mailer,
            account_list=self.mailer.account_list,
            event_queue=MemoryEventQueue(lambda: self.events),
            visibility=MemoryVisibility(lambda: by_arn),
            backlog=MemoryBacklog(lambda: self.feedback),
            due=MemoryDueIndex(self._tables),
            tables=self._tables,
            tally=self.tally,
            live_from=live_from,
            id_secret=f"rehearsal-{seed}".encode(),
            trip=trip,
            queues=lambda: {"events": self.events, "feedback": self.feedback},
        )
        bootstrap.install(self.neighbours)

    @property
    def tables(self) -> MemoryTables:
        return self._tables

    @property
    def texts(self) -> Sequence[tuple[datetime, OutgoingText]]:
        kept: Any = self.neighbours.texts
        return list(kept.sent)

    def dead_letters(self) -> list[str]:
        """What no consumer could work off, by queue."""
        queues = (self.events, self.feedback, *self.sends.values())
        return [f"{queue.name}: {letter.body}" for queue in queues for letter in queue.dead_letters]

    def close(self) -> None:
        """Take this account out of AWS's place."""
        bootstrap.install(None)

    def _about(self, line: Line) -> About:
        rows = self._tables
        return rows.contacts.get(line.contact_id or ""), rows.enrollments.get(line.enrollment or "")

    def _is_due(self, instant: datetime, *, hourly: bool) -> bool:
        return bool(self._tables.entries(hourly).until(instant))


def _machine(workflow: Workflow) -> Mapping[str, Any]:
    text = to_text(compile_workflow(workflow))
    values = {"SendQueueUrl": workflow.name, "StepFunctionArn": "step", "Partition": "aws"}
    machine: Mapping[str, Any] = json.loads(fill(text, values))
    return machine
