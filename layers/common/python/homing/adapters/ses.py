"""SES v2: hand one mail over, and say exactly what is known when that fails.

SES takes no idempotency token, and botocore 1.44 retries by default read timeouts, connection errors and 5xx,
each of which may be a mail that was taken: so the client makes one attempt, and the retry is ours, behind a
claim. What SES says is cut before the first thing that could be an address, and never chained, so that no
traceback shows one.
"""

import json
import re
from email.utils import formataddr
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
    SendAmbiguous,
    SendingRefused,
    SendRateExceeded,
    ServiceUnavailable,
)
from homing.services.ports import OutgoingEmail

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sesv2.type_defs import SendEmailRequestTypeDef

_NEVER_LEFT = (ConnectTimeoutError, EndpointConnectionError, NoCredentialsError, ProxyConnectionError)
_THIS_MAIL = frozenset({"MessageRejected", "BadRequestException"})
_EVERY_MAIL = ("not verified", "sending suspended", "sending paused")


def ses_client() -> "SESV2Client":
    """A client that makes one attempt and waits long for its answer: a timeout is a mail in doubt."""
    config = Config(retries={"total_max_attempts": 1}, connect_timeout=3, read_timeout=20)
    return boto3.client("sesv2", config=config)


class SesMailer:
    """ports.Mailer over SendEmail."""

    def __init__(self, client: "SESV2Client", configuration_set: str) -> None:
        self._client = client
        self._configuration_set = configuration_set
        _teach_overrides(client)

    def send(self, email: OutgoingEmail) -> str:
        """Hand one mail over; SES's message id."""
        try:
            answer = self._client.send_email(**self._request(email))
        except (ClientError, BotoCoreError) as error:
            translate(error)
        except ResponseParserError:
            raise SendAmbiguous("an answer that cannot be read") from None
        if not answer.get("MessageId"):
            raise SendAmbiguous("an answer without a message id")
        return answer["MessageId"]

    def _request(self, email: OutgoingEmail) -> "SendEmailRequestTypeDef":
        request: SendEmailRequestTypeDef = {
            "FromEmailAddress": _mailbox(email.sender),
            "Destination": {"ToAddresses": [_ascii_domain(email.recipient)]},
            "Content": {
                "Simple": {
                    "Subject": {"Data": email.subject, "Charset": "UTF-8"},
                    "Body": {
                        "Text": {"Data": email.text, "Charset": "UTF-8"},
                        "Html": {"Data": email.html, "Charset": "UTF-8"},
                    },
                    "Headers": [{"Name": name, "Value": value} for name, value in email.headers],
                }
            },
            "EmailTags": [{"Name": name, "Value": value} for name, value in email.tags],
            "ConfigurationSetName": self._configuration_set,
        }
        if email.reply_to:
            request["ReplyToAddresses"] = [_mailbox(email.reply_to)]
        if not email.track_opens:
            request["ConfigurationOverrides"] = {"Tracking": {"OpenTrackingEnabled": "DISABLED"}}
        return request


def translate(error: AwsError) -> NoReturn:
    """Raise what SES's answer, or its absence, means for the mail."""
    if isinstance(error, ClientError):
        _translate_answer(error)
    if isinstance(error, _NEVER_LEFT):
        raise ServiceUnavailable(type(error).__name__) from None
    if isinstance(error, ParamValidationError):  # its text repeats the parameters
        raise MessageRefused("the mail does not fit SendEmail's parameters") from None
    raise SendAmbiguous(type(error).__name__) from None


def _translate_answer(error: ClientError) -> NoReturn:
    code, status = code_of(error), status_of(error)
    said = str(error.response.get("Error", {}).get("Message", ""))
    known = f"{code}: {_safe(said)}"
    lowered = said.lower()
    if "daily message quota exceeded" in lowered or code == "LimitExceededException":
        raise DailyQuotaReached(known) from None
    if code in THROTTLES or status == 429 or "maximum sending rate exceeded" in lowered:
        raise SendRateExceeded(known) from None
    if status is None or status >= 500 or status == 408:
        raise SendAmbiguous(known) from None
    if code in _THIS_MAIL and not any(phrase in lowered for phrase in _EVERY_MAIL):
        raise MessageRefused(known) from None
    # Suspended, paused, sandbox, no such configuration set, no permission: so it will be for the next mail.
    raise SendingRefused(known) from None


def _safe(said: str) -> str:
    return re.split(r"[:'\"<]|\S*@", said, maxsplit=1)[0].strip()


def _mailbox(text: str) -> str:
    """`Müller, Inc. <a@b.de>` as SES wants it: the name quoted or an encoded word, the domain in ASCII."""
    name, bracket, address = text.rpartition("<")
    if not bracket:
        return _ascii_domain(text)
    return formataddr((name.strip().strip('"'), _ascii_domain(address.rstrip("> "))))


def _ascii_domain(address: str) -> str:
    local, _, domain = address.rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode()}" if not domain.isascii() else address
    except UnicodeError:
        raise MessageRefused("the address has no possible domain") from None


def _teach_overrides(client: "SESV2Client") -> None:
    """Let a boto3 older than August 2026, as Lambda's own may be, say ConfigurationOverrides."""
    shape = client.meta.service_model.operation_model("SendEmail").input_shape
    if shape is None or "ConfigurationOverrides" in shape.members:
        return
    client.meta.events.register("before-parameter-build.sesv2.SendEmail", _set_aside)
    client.meta.events.register("before-call.sesv2.SendEmail", _write_into_body)


def _set_aside(params: dict[str, Any], context: dict[str, Any], **_: object) -> None:
    context["homing_overrides"] = params.pop("ConfigurationOverrides", None)


def _write_into_body(params: dict[str, Any], context: dict[str, Any], **_: object) -> None:
    if overrides := context.get("homing_overrides"):
        body = json.loads(params["body"]) | {"ConfigurationOverrides": overrides}
        params["body"] = json.dumps(body).encode()
