"""One shop's deployment on a laptop, whatever stands in for AWS: its clock, its door, its recipients."""

import hashlib
from abc import ABC, abstractmethod
from base64 import b64encode
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

from homing.adapters.signatures import sign
from homing.adapters.workflow_set import WorkflowSet
from homing.domain.due import DueEntry
from homing.domain.segment import Segment
from homing.domain.shop import Shop
from homing.domain.timeline import Line
from homing.domain.workflow import Workflow
from homing.services.ports import OutgoingText

from functions.step.handler import STATUS_CHANGE
from local import campaign_calls
from local.api import http_request
from local.clock import Agenda, VirtualClock
from local.executions import Executions
from local.functions import ASYNC_RETRIES, CONTEXT, CRASHES, HANDLERS
from local.memory.tables import MemoryTables
from local.neighbours import WEBHOOK_SECRET, WRITE_KEY
from local.rounds import RECONCILE, SWEEP, Round
from local.ses import Mailbox, SentEmail
from local.tally import Tally
from local.timeline import About, MemoryTimeline


class Queue(Protocol):
    """A queue that a rehearsal itself puts something into."""

    def send(self, body: str) -> None:
        """Queue a message."""


class Deployment(ABC):
    """Make it, feed it, run its agenda, read its tables; a subclass is one engine."""

    feedback: Queue
    mailer: Mailbox
    stepper: Executions

    def __init__(
        self,
        *,
        shop: Shop,
        workflows: Sequence[Workflow],
        segments: Sequence[Segment] = (),
        start: datetime,
        live_from: datetime,
    ) -> None:
        self.shop = shop
        self.workflows = WorkflowSet(workflows, segments, drafts_play=True)
        self.clock = VirtualClock(start)
        self.agenda = Agenda(self.clock)
        self.timeline = MemoryTimeline(self._about, self.workflows, shop, live_from)
        self.tally = Tally()
        self.crashes: list[BaseException] = []
        self._woken: set[tuple[Round, datetime]] = set()
        self._in_vain: dict[Round, datetime] = {}
        live = tuple(self.workflows.live())
        campaign_calls.arrange(self.agenda, live, live_from, lambda: self.invoke("sweep", {}))

    @property
    @abstractmethod
    def tables(self) -> MemoryTables:
        """Every row as it is now."""

    @property
    def texts(self) -> Sequence[tuple[datetime, OutgoingText]]:
        """The text messages that left, where the engine keeps them."""
        return ()

    @abstractmethod
    def dead_letters(self) -> list[str]:
        """What no consumer could work off, by queue."""

    @abstractmethod
    def close(self) -> None:
        """Leave nothing behind that only this deployment needs."""

    @abstractmethod
    def _about(self, line: Line) -> About:
        """Who and which enrollment a line of the timeline is about."""

    @abstractmethod
    def _is_due(self, instant: datetime, *, hourly: bool) -> bool:
        """Whether the sweep, or hourly the reconciler, would find anything."""

    def invoke(self, function: str, event: Mapping[str, Any]) -> Any:
        """Call a function, as AWS calls it; what it raises is noted and goes on to who called it."""
        try:
            with self.tally.running(function, event):
                return HANDLERS[function](event, CONTEXT)
        except CRASHES as error:
            self.crashes.append(error)
            raise

    def deliver(self, topic: str, body: bytes, delivery_id: str, tries: int = 0) -> None:
        """Deliver a webhook as Shopify does: after a 5xx it comes again, 8 times, ever later."""
        try:
            status = self.webhook(topic, body, delivery_id)["statusCode"]
        except CRASHES:
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
        answer: Mapping[str, Any] = self.invoke("webhook", request)
        return answer

    def track(self, kind: str, body: bytes, tries: int = 0) -> bool:
        """Whether a call is taken, posted as a library does: after a 5xx again, ten times, ever later."""
        try:
            status = self.tracked(kind, body)["statusCode"]
        except CRASHES:
            status = 500
        if status >= 500 and tries < 10:
            self.agenda.after(2**tries, lambda: self.track(kind, body, tries + 1))
        return not 400 <= status < 500

    def tracked(self, kind: str, body: bytes, key: str = WRITE_KEY) -> Mapping[str, Any]:
        """Post a tracking call to the door once; the door's answer."""
        headers = {
            "content-type": "application/json",
            "authorization": f"Basic {b64encode(f'{key}:'.encode()).decode()}",
        }
        return dict(self.invoke("track", http_request("POST", f"/v1/{kind}", headers, body)))

    def leave(self, sent: SentEmail) -> None:
        """Let a recipient leave, who presses again if the page failed."""
        try:
            answer = self.one_click(sent)
        except CRASHES:
            answer = {"statusCode": 500}
        if answer is not None and answer["statusCode"] >= 500:
            self.agenda.after(60, lambda: self.leave(sent))

    def one_click(self, sent: SentEmail) -> Mapping[str, Any] | None:
        """Post a mail's one-click unsubscribe, as a mail client does (RFC 8058)."""
        if sent.unsubscribe_url is None:
            return None
        headers = {"content-type": "application/x-www-form-urlencoded"}
        path = urlsplit(sent.unsubscribe_url).path
        request = http_request("POST", path, headers, b"List-Unsubscribe=One-Click")
        answer: Mapping[str, Any] = self.invoke("pages", request)
        return answer

    def answer(self, sent: SentEmail, page: str, form: Mapping[str, str]) -> None:
        """Let a recipient answer on a page that a mail leads to, who presses again if it failed."""
        headers = {"content-type": "application/x-www-form-urlencoded"}
        request = http_request("POST", sent.pages[page], headers, urlencode(form).encode())
        try:
            answer = self.invoke("pages", request)
        except CRASHES:
            answer = {"statusCode": 500}
        if answer["statusCode"] >= 500:
            self.agenda.after(60, lambda: self.answer(sent, page, form))

    def tell_broken(self, execution: str, tries: int = 0) -> None:
        """Tell the step function of an execution that failed or was stopped, as EventBridge does."""
        try:
            self.invoke("step", {"detail-type": STATUS_CHANGE, "detail": {"name": execution}})
        except CRASHES:
            if tries < len(ASYNC_RETRIES):
                self.agenda.after(ASYNC_RETRIES[tries], lambda: self.tell_broken(execution, tries + 1))

    def wake(self, entry: DueEntry) -> None:
        """Let the scheduler call who looks at an entry, in the minute or hour in which it is due."""
        round_ = RECONCILE if entry.kind.hourly else SWEEP
        self._wake(round_, round_.at_or_after(max(entry.at, self.clock.now())))

    def _wake(self, round_: Round, instant: datetime) -> None:
        if (round_, instant) not in self._woken and self._in_vain.get(round_) != instant:
            self._woken.add((round_, instant))
            self.agenda.at(instant, lambda: self._look(round_, instant))

    def _look(self, round_: Round, instant: datetime) -> None:
        if self._is_due(instant, hourly=round_.hourly):
            with suppress(*CRASHES):
                self.invoke(round_.function, {})
        self._woken.discard((round_, instant))
        if self._is_due(instant, hourly=round_.hourly):
            # Another look at the same instant would find what this one did: the lease of one that died.
            self._in_vain[round_] = instant
            self._wake(round_, instant + round_.period)
