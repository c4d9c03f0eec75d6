"""AWS End User Messaging: hand one text over, and say exactly what is known when that fails.

SendTextMessage takes no idempotency token either (botocore's model has none), so the client tries once.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
    ProxyConnectionError,
)
from botocore.parsers import ResponseParserError

from homing.adapters.aws_errors import THROTTLES, AwsError, code_of, status_of
from homing.domain.errors import (
    DailyQuotaReached,
    MessageRefused,
    OptedOut,
    SendAmbiguous,
    SendingRefused,
    ServiceUnavailable,
    Throttled,
)
from homing.services.ports import OutgoingText

if TYPE_CHECKING:
    from mypy_boto3_pinpoint_sms_voice_v2 import PinpointSMSVoiceV2Client

_NEVER_LEFT = (ConnectTimeoutError, EndpointConnectionError, NoCredentialsError, ProxyConnectionError)
_OPTED_OUT = "DESTINATION_PHONE_NUMBER_OPTED_OUT"


def sms_client() -> "PinpointSMSVoiceV2Client":
    """A client that makes one attempt and waits long for its answer: a timeout is a text in doubt."""
    config = Config(retries={"total_max_attempts": 1}, connect_timeout=3, read_timeout=20)
    return boto3.client("pinpoint-sms-voice-v2", config=config)


class EndUserMessaging:
    """ports.TextMessages over SendTextMessage; the client is made for the first text."""

    def __init__(self, client: "Callable[[], PinpointSMSVoiceV2Client]", origination: str) -> None:
        self._client = client
        self._origination = origination

    def send(self, text: OutgoingText) -> str:
        """Hand one text over; its id there."""
        try:
            answer = self._client().send_text_message(
                DestinationPhoneNumber=text.number,
                OriginationIdentity=self._origination,
                MessageBody=text.body,
                MessageType="PROMOTIONAL" if text.marketing else "TRANSACTIONAL",
            )
        except (ClientError, BotoCoreError) as error:
            translate(error)
        except ResponseParserError:
            raise SendAmbiguous("an answer that cannot be read") from None
        if not answer.get("MessageId"):
            raise SendAmbiguous("an answer without a message id")
        return answer["MessageId"]


def translate(error: AwsError) -> NoReturn:
    """Raise what the answer, or its absence, means for the text; its words may repeat the number."""
    if isinstance(error, ClientError):
        _translate_answer(error)
    if isinstance(error, _NEVER_LEFT):
        raise ServiceUnavailable(type(error).__name__) from None
    if isinstance(error, ParamValidationError):
        raise MessageRefused("the text does not fit SendTextMessage's parameters") from None
    raise SendAmbiguous(type(error).__name__) from None


def _translate_answer(error: ClientError) -> NoReturn:
    code, status = code_of(error), status_of(error)
    response: Any = error.response
    reason = str(response.get("Reason", ""))
    known = f"{code} {reason}".strip()
    if code == "ConflictException" and reason == _OPTED_OUT:
        raise OptedOut(known) from None
    if code in THROTTLES or status == 429:
        raise Throttled(known) from None
    if code == "ServiceQuotaExceededException":
        raise DailyQuotaReached(known) from None
    if status is None or status >= 500 or status == 408:
        raise SendAmbiguous(known) from None
    if code == "ValidationException":
        raise MessageRefused(known) from None
    # No permission, no such number of ours, not registered: so it will be for the next text.
    raise SendingRefused(known) from None
