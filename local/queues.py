"""SQS and its Lambda trigger on virtual time: batches, visibility, partial failures, dead letters."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from homing.services.ports import Letter

from infra.redelivery import BATCH_SIZE, MAX_RECEIVES, visibility_seconds
from local.clock import Agenda

VISIBILITY = timedelta(seconds=visibility_seconds(60))
"""Of a queue whose consumer may take a minute, as that of events, feedback and mails."""

Consumer = Callable[[dict[str, Any]], Mapping[str, Any]]


@dataclass(slots=True)
class QueuedMessage:
    """One message and how often it was received."""

    id: str
    body: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    receives: int = 0


class MemoryQueue:
    """One queue with its event source mapping and dead-letter queue."""

    def __init__(
        self,
        name: str,
        agenda: Agenda,
        consumer: Consumer,
        *,
        batch_size: int = BATCH_SIZE,
        visibility: timedelta = VISIBILITY,
        max_receives: int = MAX_RECEIVES,
        window: float = 0,
    ) -> None:
        self.name = name
        self.arn = f"arn:aws:sqs:local:000000000000:{name}"
        self.dead_letters: list[QueuedMessage] = []
        self._agenda = agenda
        self._consumer = consumer
        self._batch_size = batch_size
        self._visibility = visibility
        self._max_receives = max_receives
        self._window = window
        self._waiting: list[QueuedMessage] = []
        self._hidden: dict[str, float] = {}
        self._in_flight = 0
        self._sent = 0
        self._polls: list[float] = []
        self._paused = False

    def send(self, body: str, attributes: Mapping[str, str] | None = None) -> None:
        """Queue a message; it is received with its neighbours when the window of the first ends, or the batch
        is full.
        """
        self._sent += 1
        self._arrive(QueuedMessage(f"{self.name}-{self._sent}", body, attributes or {}))

    def defer(self, message_id: str, seconds: float) -> None:
        """Hide a message of the batch being worked on for so long."""
        self._hidden[message_id] = seconds

    def pause(self) -> None:
        """Disable the event source: messages gather."""
        self._paused = True

    def resume(self) -> None:
        """Enable it again; what has gathered is received at the present instant."""
        self._paused = False
        self._schedule()

    def __len__(self) -> int:
        return len(self._waiting) + self._in_flight

    def _arrive(self, message: QueuedMessage) -> None:
        self._waiting.append(message)
        self._schedule()

    def _schedule(self) -> None:
        if self._paused or not self._waiting:
            return
        due = 0 if len(self._waiting) >= self._batch_size else self._window
        if not any(poll <= due for poll in self._polls):
            self._polls.append(due)
            self._agenda.after(due, lambda: self._poll(due))

    def _poll(self, due: float) -> None:
        self._polls.remove(due)
        if self._paused or not self._waiting:
            return
        batch = self._waiting[: self._batch_size]
        self._waiting = self._waiting[self._batch_size :]
        self._schedule()
        for message in batch:
            message.receives += 1
        try:
            response = self._consumer({"Records": [self._record(message) for message in batch]})
            failed = {each["itemIdentifier"] for each in response.get("batchItemFailures", ())}
        except Exception:
            failed = {message.id for message in batch}
        for message in batch:
            if message.id in failed:
                self._bring_back(message)
        self._hidden.clear()

    def _bring_back(self, message: QueuedMessage) -> None:
        if message.receives >= self._max_receives:
            self.dead_letters.append(message)
            return
        self._in_flight += 1

        def again() -> None:
            self._in_flight -= 1
            self._arrive(message)

        self._agenda.after(self._hidden.get(message.id, self._visibility.total_seconds()), again)

    def _record(self, message: QueuedMessage) -> dict[str, Any]:
        return {
            "messageId": message.id,
            "receiptHandle": message.id,
            "body": message.body,
            "attributes": {"ApproximateReceiveCount": str(message.receives)},
            "messageAttributes": {
                name: {"dataType": "String", "stringValue": value}
                for name, value in message.attributes.items()
            },
            "eventSource": "aws:sqs",
            "eventSourceARN": self.arn,
            "awsRegion": "local",
        }


class MemoryDeadLetters:
    """ports.DeadLetters of one in-memory queue."""

    def __init__(self, queue: MemoryQueue) -> None:
        self._queue = queue
        self._taken: set[str] = set()

    def take(self, most: int) -> Sequence[Letter]:
        """So many at most, none twice."""
        free = [each for each in self._queue.dead_letters if each.id not in self._taken][:most]
        self._taken |= {each.id for each in free}
        return [Letter(handle=each.id, body=each.body, attributes=each.attributes) for each in free]

    def put_back(self, letter: Letter) -> None:
        """Queue it anew, then forget it."""
        self._queue.send(letter.body, letter.attributes)
        self.drop(letter)

    def drop(self, letter: Letter) -> None:
        """Forget it."""
        self._queue.dead_letters[:] = [m for m in self._queue.dead_letters if m.id != letter.handle]

    def let_go(self, letter: Letter) -> None:
        """Leave it for the next to take."""
        self._taken.discard(letter.handle)
