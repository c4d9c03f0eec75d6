"""SNS: the topic to which the shop's colleagues subscribe."""

from collections.abc import Callable
from typing import Any, NoReturn, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from homing.adapters.aws_errors import code_of, translate
from homing.domain.errors import SendingRefused, ServiceUnavailable
from homing.services.ports import Notice


class SnsClient(Protocol):
    """As much of the SDK's client as is asked for."""

    def publish(self, **asked: Any) -> Any:
        """Tell a topic."""


class SnsNotices:
    """ports.Notices over one topic; the client is made for the first notice."""

    def __init__(self, client: Callable[[], SnsClient], topic_arn: str) -> None:
        self._client = client
        self._topic_arn = topic_arn

    def publish(self, notice: Notice) -> None:
        """Tell the topic; subscribers may filter by the colleague and the workflow."""
        words = {"colleague": notice.colleague, "workflow": notice.workflow}
        try:
            self._client().publish(
                TopicArn=self._topic_arn,
                Subject=notice.subject,
                Message=notice.body,
                MessageAttributes={
                    name: {"DataType": "String", "StringValue": value} for name, value in words.items()
                },
            )
        except (ClientError, BotoCoreError) as error:
            _translate(error)


def _translate(error: ClientError | BotoCoreError) -> NoReturn:
    """Its words may repeat what was told, so that only its name goes on."""
    try:
        translate(error)
    except ClientError as refused:
        raise SendingRefused(f"Publish: {code_of(refused)}") from None
    except BotoCoreError:
        raise ServiceUnavailable(type(error).__name__) from None
