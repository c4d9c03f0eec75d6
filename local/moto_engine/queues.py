"""moto's SQS on virtual time, and Lambda's event source over it: receive, call, delete what went well."""

import json
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import moto.sqs.models as moto_sqs
from moto.sqs.exceptions import InvalidParameterValue, ReceiptHandleIsInvalid

from infra.redelivery import BATCH_SIZE, KEPT_DAYS, MAX_RECEIVES, visibility_seconds
from local.clock import Agenda
from local.functions import CRASHES
from local.moto_engine.environment import ACCOUNT_ID
from local.moto_engine.mends import as_method, replace
from local.moto_engine.records import record

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

Consumer = Callable[[dict[str, Any]], Mapping[str, Any]]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_LONGEST_HIDDEN = 12 * 3600 * 1000  # counted from the receive, where moto counts from the send


class Sqs:
    """moto's clock is the agenda's, and who has a queue hears of what comes into it."""

    def __init__(self, agenda: Agenda) -> None:
        self._agenda = agenda
        self._ears: dict[str, Callable[[], None]] = {}

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Override moto."""
        add = moto_sqs.Queue.add_message

        def add_and_tell(queue: moto_sqs.Queue, message: moto_sqs.Message) -> None:
            add(queue, message)
            self._ears.get(queue.name, _nobody)()

        with ExitStack() as stack:
            replace(stack, moto_sqs, "unix_time", lambda: self.millis() / 1000)
            replace(stack, moto_sqs, "unix_time_millis", self.millis)
            replace(stack, moto_sqs.Queue, "add_message", add_and_tell)
            replace(stack, moto_sqs.Message, "visible", property(self._is_visible))
            hide = as_method(self._hide)
            replace(stack, moto_sqs.SQSBackend, "change_message_visibility", hide)
            yield

    def millis(self) -> float:
        """The agenda's time as SQS counts it."""
        return (self._agenda.clock.now() - _EPOCH) / _MILLISECOND

    def listen(self, queue_name: str, ear: Callable[[], None]) -> None:
        """Be told of each message that comes into a queue."""
        self._ears[queue_name] = ear

    def _is_visible(self, message: Any) -> bool:
        return self.millis() >= float(message.visible_at)

    def _hide(self, backend: Any, queue_name: str, receipt_handle: str, visibility_timeout: int) -> None:
        queue = backend.get_queue(queue_name)
        for message in queue._messages:
            if message.had_receipt_handle(receipt_handle):
                if visibility_timeout * 1000 > _LONGEST_HIDDEN:
                    raise InvalidParameterValue("VisibilityTimeout is beyond 43200 seconds")
                message.change_visibility(visibility_timeout)
                return
        raise ReceiptHandleIsInvalid


def _nobody() -> None:
    """Hears nothing: dead letters have no consumer."""


class MotoQueue:
    """One queue as infra/constructs/queue.py makes it, with its dead letters, and maybe with a consumer."""

    def __init__(
        self,
        sqs: Sqs,
        client: "SQSClient",
        name: str,
        agenda: Agenda,
        consumer: Consumer,
        *,
        consumer_timeout: int,
        window: float = 0,
    ) -> None:
        kept: Any = {"MessageRetentionPeriod": str(KEPT_DAYS * 24 * 3600)}
        self.name = name
        self.dead_letters_url = client.create_queue(QueueName=f"{name}-dead", Attributes=kept)["QueueUrl"]
        redrive = {"deadLetterTargetArn": f"{_arn(client, name)}-dead", "maxReceiveCount": MAX_RECEIVES}
        hidden = str(visibility_seconds(consumer_timeout))
        attributes: Any = {**kept, "VisibilityTimeout": hidden, "RedrivePolicy": json.dumps(redrive)}
        self.url = client.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
        self._client = client
        self._agenda = agenda
        self._consumer = consumer
        self._polls: set[datetime] = set()
        self._paused = False
        self._window = timedelta(seconds=window)
        sqs.listen(name, lambda: self._poll_in_time(agenda.clock.now()))

    def send(self, body: str) -> None:
        """Put a message in, as SNS does with raw delivery."""
        self._client.send_message(QueueUrl=self.url, MessageBody=body)

    def pause(self) -> None:
        """Disable the event source: messages gather."""
        self._paused = True

    def resume(self) -> None:
        """Enable it again; what has gathered is received at the present instant."""
        self._paused = False
        self._poll_when_visible()

    def dead_letters(self) -> list[str]:
        """The bodies of what was tried too often."""
        return [message.body for message in _queue(self._client, f"{self.name}-dead")._messages]

    def _poll_in_time(self, first: datetime) -> None:
        """Poll when the first message's window ends, or at once if they fill a batch."""
        now = self._agenda.clock.now()
        visible = sum(each.visible for each in _queue(self._client, self.name)._messages)
        if visible >= BATCH_SIZE:
            self._poll_at(now)
            return
        due = max(first, now) + self._window
        if not any(poll <= due for poll in self._polls):
            self._poll_at(due)

    def _poll_at(self, instant: datetime) -> None:
        if instant not in self._polls:
            self._polls.add(instant)
            self._agenda.at(instant, lambda: self._poll(instant))

    def _poll(self, instant: datetime) -> None:
        self._polls.discard(instant)
        if self._paused:
            return
        answer = self._client.receive_message(
            QueueUrl=self.url,
            MaxNumberOfMessages=BATCH_SIZE,
            MessageAttributeNames=["All"],
            MessageSystemAttributeNames=["All"],
        )
        messages = answer.get("Messages", [])
        if messages:
            self._work_off(messages)
        self._poll_when_visible()

    def _work_off(self, messages: Any) -> None:
        arn = _arn(self._client, self.name)
        try:
            answer = self._consumer({"Records": [record(each, arn) for each in messages]})
        except CRASHES:
            return
        failed = {each["itemIdentifier"] for each in answer.get("batchItemFailures", ())}
        for message in messages:
            if message["MessageId"] not in failed:
                self._client.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])

    def _poll_when_visible(self) -> None:
        """Lambda polls all the time; here only when there is something to find."""
        now = self._agenda.clock.now()
        messages = _queue(self._client, self.name)._messages
        if messages:
            earliest = _EPOCH + math.ceil(min(each.visible_at for each in messages)) * _MILLISECOND
            self._poll_in_time(max(earliest, now))


def _arn(client: "SQSClient", name: str) -> str:
    return f"arn:aws:sqs:{client.meta.region_name}:{ACCOUNT_ID}:{name}"


def _queue(client: "SQSClient", name: str) -> Any:
    backend = moto_sqs.sqs_backends[ACCOUNT_ID][client.meta.region_name]
    return backend.queues[name]
