"""The dead letters of one SQS queue, moved by us: SQS's own move takes none that SNS put there."""

import json
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from homing.adapters.aws_errors import code_of, translate
from homing.domain.errors import NoDeployment
from homing.services.ports import Letter

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

_BATCH = 10  # the most that SQS hands out at a time
_HIDDEN = 900  # seconds; time to read the table and to answer
_EMPTY_LOOKS = 3  # SQS asks some of its servers only, so one empty answer says little
_PAUSE = 0.2  # seconds between those looks


class SqsDeadLetters:
    """ports.DeadLetters; the queue itself names where its dead letters are."""

    def __init__(
        self, client: "SQSClient", queue_url: str, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._client = client
        self._queue = queue_url
        self._sleep = sleep
        self._dead = self._dead_letter_queue()

    def take(self, most: int) -> Sequence[Letter]:
        """So many at most, hidden from everybody else for a quarter of an hour."""
        taken: list[Letter] = []
        empty = 0
        while len(taken) < most and empty < _EMPTY_LOOKS:
            found = self._receive(min(_BATCH, most - len(taken)))
            taken += found
            empty = 0 if found else empty + 1
            if not found:
                self._sleep(_PAUSE)
        return taken

    def put_back(self, letter: Letter) -> None:
        """Queue it anew where it came from, then forget it here."""
        attributes: Any = {
            name: {"DataType": "String", "StringValue": value} for name, value in letter.attributes.items()
        }
        try:
            self._client.send_message(
                QueueUrl=self._queue, MessageBody=letter.body, MessageAttributes=attributes
            )
        except (ClientError, BotoCoreError) as error:
            translate(error)
        self.drop(letter)

    def drop(self, letter: Letter) -> None:
        """Forget it."""
        try:
            self._client.delete_message(QueueUrl=self._dead, ReceiptHandle=letter.handle)
        except (ClientError, BotoCoreError) as error:
            translate(error)

    def let_go(self, letter: Letter) -> None:
        """Leave it here for the next to take."""
        try:
            self._client.change_message_visibility(
                QueueUrl=self._dead, ReceiptHandle=letter.handle, VisibilityTimeout=0
            )
        except (ClientError, BotoCoreError) as error:
            if not isinstance(error, ClientError) or code_of(error) != "MessageNotInflight":
                translate(error)

    def _receive(self, most: int) -> list[Letter]:
        try:
            answer = self._client.receive_message(
                QueueUrl=self._dead,
                MaxNumberOfMessages=most,
                VisibilityTimeout=_HIDDEN,
                MessageAttributeNames=["All"],
            )
        except (ClientError, BotoCoreError) as error:
            translate(error)
        return [
            Letter(
                handle=each["ReceiptHandle"],
                body=each["Body"],
                attributes={
                    name: str(value.get("StringValue", ""))
                    for name, value in each.get("MessageAttributes", {}).items()
                },
            )
            for each in answer.get("Messages", ())
        ]

    def _dead_letter_queue(self) -> str:
        try:
            answer = self._client.get_queue_attributes(QueueUrl=self._queue, AttributeNames=["RedrivePolicy"])
            policy = json.loads(answer.get("Attributes", {}).get("RedrivePolicy", "{}"))
            arn = str(policy.get("deadLetterTargetArn", ""))
            if not arn:
                raise NoDeployment(f"The queue {self._queue} has no dead letters: deploy the stage again.")
            return self._client.get_queue_url(QueueName=arn.rpartition(":")[2])["QueueUrl"]
        except (ClientError, BotoCoreError) as error:
            translate(error)
