"""Whether SES still has something to tell us, as the feedback queue and its dead letters show it."""

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from homing.adapters.aws_errors import translate

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


class SendEvents(Protocol):
    """Where the time of the newest SES Send event is kept."""

    def last_send_event_at(self) -> datetime | None:
        """The newest SES Send event that was processed."""

    def note_send_event(self, at: datetime) -> None:
        """Remember the newest."""


class SqsFeedbackBacklog:
    """ports.FeedbackBacklog.

    SQS's counts are approximate and up to a minute behind, so an empty answer is a hint only: who claims a
    mail again asks too that the claim is half an hour old and that a later Send event was processed.
    """

    def __init__(
        self, client: "SQSClient", queue_url: str, dead_letter_queue_url: str, send_events: SendEvents
    ) -> None:
        self._client = client
        self._queues = (queue_url, dead_letter_queue_url)
        self._send_events = send_events

    def is_empty(self) -> bool:
        """True if the feedback queue and its dead letters hold nothing: visible, in flight or delayed."""
        return not any(self._holds(queue) for queue in self._queues)

    def last_send_event_at(self) -> datetime | None:
        """The newest SES Send event that was processed."""
        return self._send_events.last_send_event_at()

    def note_send_event(self, at: datetime) -> None:
        """Remember the newest."""
        self._send_events.note_send_event(at)

    def _holds(self, queue_url: str) -> int:
        try:
            answer = self._client.get_queue_attributes(
                QueueUrl=queue_url,
                AttributeNames=[
                    "ApproximateNumberOfMessages",
                    "ApproximateNumberOfMessagesNotVisible",
                    "ApproximateNumberOfMessagesDelayed",
                ],
            )
        except (ClientError, BotoCoreError) as error:
            translate(error)
        return sum(int(count) for count in answer["Attributes"].values())
