"""An account on a laptop: the real handlers between in-memory queues, machines, SES and a virtual clock."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from homing import bootstrap
from homing.adapters.signatures import sign
from homing.adapters.templates import CompiledTemplates
from homing.adapters.workflow_set import WorkflowSet
from homing.domain.due import DueEntry
from homing.domain.shop import Shop
from homing.domain.workflow import Workflow

from functions.send import handler as send
from functions.step import handler as step
from functions.trigger import events, feedback, pages, sweep, webhook
from infra.asl.compiler import compile_workflow, fill, to_text
from local.api import http_request
from local.clock import MINUTE, Agenda, VirtualClock, next_minute
from local.memory.stores import MemoryDueIndex, MemoryTables
from local.metered import Runs, Trip
from local.neighbours import (
    WEBHOOK_SECRET,
    MemoryBacklog,
    MemoryEventQueue,
    MemoryNeighbours,
    MemoryVisibility,
)
from local.queues import MemoryQueue
from local.ses import MemoryMailer, SentEmail
from local.stepper import Execution, Stepper
from local.tally import DOOR, STANDING, Tally
from local.timeline import MemoryTimeline


class _Context:
    aws_request_id = "rehearsal"
    function_name = "rehearsal"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:local:000000000000:function:rehearsal"


CONTEXT: Any = _Context()


class WakefulDueIndex(MemoryDueIndex):
    """A due index that wakes the sweep in the minute in which an entry is due, and in no other."""

    def __init__(self, tables: MemoryTables, account: "Account") -> None:
        super().__init__(tables)
        self._account = account

    def put(self, entry: DueEntry) -> None:
        super().put(entry)
        self._account.wake_sweep(entry.at)


class Account:
    """One shop's deployment in memory. Make it, feed it, run its agenda, read its tables."""

    def __init__(
        self,
        *,
        shop: Shop,
        workflows: Sequence[Workflow],
        templates: CompiledTemplates,
        start: datetime,
        live_from: datetime,
        seed: int = 0,
        trip: Trip | None = None,
    ) -> None:
        self.clock = VirtualClock(start)
        self.agenda = Agenda(self.clock)
        self.tables = MemoryTables()
        self.workflows = WorkflowSet(workflows, drafts_play=True)
        self.shop = shop
        self.timeline = MemoryTimeline(self.tables.contacts.get, shop.zone, live_from)
        self.crashes: list[Exception] = []
        self._woken: set[datetime] = set()
        self.tally = Tally()
        runs = Runs(self.tally, CONTEXT)
        self.events = MemoryQueue("events", self.agenda, runs.consumer("events", events))
        self.feedback = MemoryQueue("feedback", self.agenda, runs.consumer("feedback", feedback))
        self.sends = {
            name: MemoryQueue(f"{name}-send", self.agenda, runs.consumer("send", send, owner=name))
            for name in (each.name for each in workflows)
        }
        self.mailer = MemoryMailer(self.agenda, self.feedback.send)
        self.stepper = Stepper(
            self.agenda,
            {each.name: _machine(each) for each in workflows},
            send=lambda workflow, body: runs.queued(workflow, self.sends[workflow].send, body),
            invoke=lambda payload: runs.asked(payload, step.handler),
            broke=self._broke,
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
            event_queue=MemoryEventQueue(lambda: self.events),
            visibility=MemoryVisibility(lambda: by_arn),
            backlog=MemoryBacklog(lambda: self.feedback),
            due=WakefulDueIndex(self.tables, self),
            tables=self.tables,
            tally=self.tally,
            live_from=live_from,
            id_secret=f"rehearsal-{seed}".encode(),
            trip=trip,
        )
        bootstrap.install(self.neighbours)

    def deliver(self, topic: str, body: bytes, delivery_id: str, tries: int = 0) -> None:
        """Deliver a webhook as Shopify does: after a 5xx it comes again, 8 times, ever later."""
        try:
            status = self.webhook(topic, body, delivery_id)["statusCode"]
        except Exception as error:
            self.crashes.append(error)
            status = 500
        if status >= 500 and tries < 8:
            self.agenda.after(60 * 2**tries, lambda: self.deliver(topic, body, delivery_id, tries + 1))

    def webhook(self, topic: str, body: bytes, delivery_id: str = "") -> Mapping[str, Any]:
        """Post a signed webhook to the door once; the door's answer."""
        headers = {
            "content-type": "application/json",
            "x-shopify-hmac-sha256": sign(body, WEBHOOK_SECRET),
            "x-shopify-shop-domain": self.shop.shopify_domain,
            "x-shopify-webhook-id": delivery_id or hashlib.sha256(body).hexdigest(),
        }
        request = http_request("POST", f"/webhooks/shopify/{topic}", headers, body)
        with self.tally.running("webhook", owner=DOOR):
            answer: Mapping[str, Any] = webhook.handler(request, CONTEXT)
        return answer

    def leave(self, sent: SentEmail) -> None:
        """Let a recipient leave, who presses again if the page failed."""
        try:
            self.one_click(sent)
        except Exception as error:
            self.crashes.append(error)
            self.agenda.after(60, lambda: self.leave(sent))

    def one_click(self, sent: SentEmail) -> Mapping[str, Any] | None:
        """Post a mail's one-click unsubscribe, as a mail client does (RFC 8058)."""
        if sent.unsubscribe_url is None:
            return None
        headers = {"content-type": "application/x-www-form-urlencoded"}
        path = urlsplit(sent.unsubscribe_url).path
        request = http_request("POST", path, headers, b"List-Unsubscribe=One-Click")
        with self.tally.running("pages", owner=sent.tag("workflow")):
            answer: Mapping[str, Any] = pages.handler(request, CONTEXT)
        return answer

    def dead_letters(self) -> list[str]:
        """What no consumer could work off, by queue."""
        queues = (self.events, self.feedback, *self.sends.values())
        return [f"{queue.name}: {letter.body}" for queue in queues for letter in queue.dead_letters]

    def wake_sweep(self, due: datetime) -> None:
        """Let the scheduler call the sweep in the minute in which something is due."""
        minute = next_minute(max(due, self.clock.now()))
        if minute not in self._woken:
            self._woken.add(minute)
            self.agenda.at(minute, lambda: self._sweep(minute))

    def _sweep(self, minute: datetime) -> None:
        self._woken.discard(minute)
        if not any(entry.at <= minute for entry in self.tables.due):
            return
        try:
            with self.tally.running("sweep", owner=STANDING):
                sweep.handler({}, CONTEXT)
        except Exception as error:
            self.crashes.append(error)
            self.wake_sweep(minute + MINUTE)

    def _broke(self, execution: Execution) -> None:
        change = {"detail-type": step.STATUS_CHANGE, "detail": {"name": execution.name}}
        with self.tally.running("step", owner=execution.workflow):
            step.handler(change, CONTEXT)


def _machine(workflow: Workflow) -> Mapping[str, Any]:
    text = to_text(compile_workflow(workflow))
    values = {"SendQueueUrl": workflow.name, "StepFunctionArn": "step", "Partition": "aws"}
    machine: Mapping[str, Any] = json.loads(fill(text, values))
    return machine
