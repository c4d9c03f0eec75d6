"""Whose work each port call was: units of work are charged to the workflow that they served.

An event that lets somebody into a workflow is charged to it, with the way from the shop's webhook on; one
that starts nothing, to EVENTS. What the minute's sweep costs whether anything is due or not goes to STANDING.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from local.port_calls import Sizes, ending

EVENTS = "other events"
DOOR = "the door"
"""Charged to nobody: the way in is counted where an event is received, when it is known whom it serves."""

STANDING = "the sweep"

Work = defaultdict[str, float]
"""What was used: `call send messages.claim:claimed`, `item send messages.get:some message`, `run send`, and
units of prices.py."""

WAY_IN = {"run webhook": 1, "api_request": 1, "queue_request": 1}
"""What a webhook costs before it is received: the door, its function, the queue."""

WAY_OF_FEEDBACK = {"publish": 1, "queue_request": 1, "archived": 1}
"""What an SES event costs before it is received: topic, queue, archive."""

RECONCILER = "the reconciler of every hour"
"""Runs on moto only: what it looks at is counted where a mail begins its wait."""

BEGINNINGS = frozenset({"records.unpack", "messages.get"})
"""Port calls by which a function may begin with its next record."""

SHARED_BY_RECORDS = ("events", "feedback")
"""Functions whose records serve different workflows, and each pay their share of a batch."""

LOOK = (
    ("enrollments.several:some", "enrollment", 1),
    ("messages.get:some", "message", 1),
    ("watch.move:none", "due", 2),
)
"""An enrollment's share of a batch of the reconciler, which no rehearsal plays: nobody stands still there."""

RECEIVED_AND_DELETED = 2
"""Requests of SQS for a batch."""


class Tally:
    """Sums work up by whom it served."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.owners: dict[str, Work] = {}
        self._work: Work = defaultdict(float)
        self._owner = STANDING
        self._records = 1
        self._share = 1.0
        self._function = ""

    @contextmanager
    def running(self, function: str, event: Mapping[str, Any]) -> Iterator[None]:
        """A function runs, called by a queue with some records, or for some other reason."""
        records = event.get("Records", ())
        self._records = len(records) or 1
        self._share = 1 / self._records
        self._function = function
        self._begin(_served(function, event))
        if function not in SHARED_BY_RECORDS:
            self._invoked(1.0, queued=bool(records))
        if function == "send":
            self._add({"queue_request": sum(_is_first(record) for record in records)})
        try:
            yield
        finally:
            self._begin(STANDING)
            self._function = ""

    def called(self, method: str, result: Any, sizes: Sizes, args: tuple[Any, ...]) -> None:
        """A port was called in the work that is under way."""
        call = f"{method}:{ending(result)}"
        if method in BEGINNINGS:
            self._begun(method, args)
        self._work[f"call {self._function} {call}"] += 1
        for kind, number in sizes.items():
            self._work[f"item {self._function} {call} {kind}"] += number
        if method == "messages.settle":
            self._watched()
        if call == "enrollments.put:put":
            self._owner = args[0].workflow
        elif self._function == "sweep" and method in ("due.until", "due.remove"):
            self._begin(EVENTS)  # the next entry's work

    def _begun(self, method: str, args: tuple[Any, ...]) -> None:
        match self._function, method:
            case "events", "records.unpack":
                self._begin(EVENTS)
                self._add(WAY_IN)
                self._invoked(self._share, queued=True)
            case "feedback", "messages.get":
                self._begin(_workflow(args[0][0].enrollment))
                self._add(WAY_OF_FEEDBACK)
                self._invoked(self._share, queued=True)
            case "pages", "messages.get":
                self._owner = _workflow(args[0][0].enrollment)
            case _:
                pass

    def _watched(self) -> None:
        """What the hourly reconciler will ask: it looks once at each wait that a mail begins."""
        for call, kind, items in LOOK:
            self._work[f"call reconcile {call}"] += 1
            self._work[f"item reconcile {call} {kind}"] += items

    def _begin(self, owner: str) -> None:
        if self._work:
            whole = self._of(self._owner)
            for unit, amount in self._work.items():
                whole[unit] += amount
            self._work.clear()
        self._owner = owner

    def _of(self, owner: str) -> Work:
        return self.owners.setdefault(owner, defaultdict(float))

    def _add(self, used: Mapping[str, float]) -> None:
        for unit, amount in used.items():
            self._work[unit] += amount

    def _invoked(self, share: float, *, queued: bool) -> None:
        # A batch of the send queue is one workflow's; elsewhere a record is noted as it is begun.
        self._add({f"run {self._function}": share, f"record {self._function}": self._records * share})
        if queued:
            self._add({"queue_request": RECEIVED_AND_DELETED * share})


def _served(function: str, event: Mapping[str, Any]) -> str:
    """Whom a run serves, as far as its event tells: ids of enrollments begin with their workflow."""
    match function, event:
        case "send", {"Records": [{"body": str(body)}, *_]}:
            return _workflow(json.loads(body)["enrollment"])
        case "step", {"enrollment": str(enrollment)}:
            return _workflow(enrollment)
        case "step", {"detail": {"name": str(execution)}}:
            return _workflow(execution)
        case (("webhook" | "track" | "forms"), _):
            return DOOR
        case ("sweep", _):
            return STANDING
        case ("reconcile", _):
            return RECONCILER
        case _:
            return EVENTS


def _is_first(record: Mapping[str, Any]) -> bool:
    """Whether a record is received for the first time: its state machine has just paid for queueing it."""
    return str(record.get("attributes", {}).get("ApproximateReceiveCount", "1")) == "1"


def _workflow(enrollment: str) -> str:
    return enrollment.partition("-")[0]
