"""SesMailer and SendQuota against answers as SES gives them, put in place of the network below botocore."""

import io
import json
import traceback
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse, HTTPHeaders
from botocore.exceptions import (
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
)
from homing.adapters.ses import SesMailer, ses_client
from homing.adapters.ses_quota import SendQuota
from homing.domain.errors import (
    DailyQuotaReached,
    HomingError,
    MessageRefused,
    SendAmbiguous,
    SendingRefused,
    SendRateExceeded,
    ServiceUnavailable,
    Throttled,
)
from homing.services.ports import OutgoingEmail
from moto import mock_aws

RECIPIENT = "ada.lovelace@example.com"
EMAIL = OutgoingEmail(
    sender="Fjord Home <hello@fjord.example>",
    reply_to="care@fjord.example",
    recipient=RECIPIENT,
    subject="Ada, velkommen – 10 %",
    html="<p>Hei Ada</p>",
    text="Hei Ada",
    headers=(
        ("List-Unsubscribe", "<https://go.fjord.example/unsubscribe/abc>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    ),
    tags=(("message", "welcome-abc--hello--0"),),
)


class _Raw(io.BytesIO):
    def stream(self, **_: object) -> Any:
        yield self.read()


class Wire:
    """Stands where the network is: keeps what was sent, and answers or fails as told."""

    def __init__(self) -> None:
        self.requests: list[AWSPreparedRequest] = []
        self.status, self.body = 200, b'{"MessageId": "ses-1"}'
        self.headers: dict[str, str] = {}
        self.failure: Exception | None = None

    def answer(self, status: int, code: str, message: str) -> None:
        self.status, self.headers = status, {"x-amzn-ErrorType": code}
        self.body = json.dumps({"message": message}).encode()

    def __call__(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        self.requests.append(request)
        if self.failure is not None:
            raise self.failure
        return AWSResponse(request.url, self.status, HTTPHeaders.from_dict(self.headers), _Raw(self.body))

    @property
    def sent(self) -> dict[str, Any]:
        sent: dict[str, Any] = json.loads(self.sent_bytes)
        return sent

    @property
    def sent_bytes(self) -> bytes:
        body = self.requests[-1].body
        assert isinstance(body, bytes)
        return body


@pytest.fixture(autouse=True)
def _account(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")


@pytest.fixture
def client() -> Any:
    return ses_client()


@pytest.fixture
def wire(client: Any) -> Wire:
    wire = Wire()
    client.meta.events.register("before-send.sesv2", wire)
    return wire


@pytest.fixture
def mailer(client: Any) -> SesMailer:
    return SesMailer(client, "homing-test")


def test_a_mail_carries_its_texts_headers_tags_and_configuration_set(mailer: SesMailer, wire: Wire) -> None:
    assert mailer.send(EMAIL) == "ses-1"

    assert wire.sent == {
        "FromEmailAddress": "Fjord Home <hello@fjord.example>",
        "ReplyToAddresses": ["care@fjord.example"],
        "Destination": {"ToAddresses": [RECIPIENT]},
        "Content": {
            "Simple": {
                "Subject": {"Data": EMAIL.subject, "Charset": "UTF-8"},
                "Body": {
                    "Text": {"Data": EMAIL.text, "Charset": "UTF-8"},
                    "Html": {"Data": EMAIL.html, "Charset": "UTF-8"},
                },
                "Headers": [{"Name": name, "Value": value} for name, value in EMAIL.headers],
            }
        },
        "EmailTags": [{"Name": "message", "Value": "welcome-abc--hello--0"}],
        "ConfigurationSetName": "homing-test",
    }


def test_a_mail_without_consent_to_tracking_carries_no_pixel(mailer: SesMailer, wire: Wire) -> None:
    mailer.send(replace(EMAIL, track_opens=False))

    assert wire.sent["ConfigurationOverrides"] == {"Tracking": {"OpenTrackingEnabled": "DISABLED"}}


def test_an_old_boto3_turns_the_pixel_off_all_the_same(client: Any, wire: Wire) -> None:
    members = client.meta.service_model.operation_model("SendEmail").input_shape.members
    members.pop("ConfigurationOverrides")
    mailer = SesMailer(client, "homing-test")

    mailer.send(replace(EMAIL, track_opens=False))
    assert wire.sent["ConfigurationOverrides"] == {"Tracking": {"OpenTrackingEnabled": "DISABLED"}}
    assert wire.sent["Destination"] == {"ToAddresses": [RECIPIENT]}
    assert wire.requests[-1].headers["Content-Length"] == str(len(wire.sent_bytes))

    mailer.send(EMAIL)
    assert "ConfigurationOverrides" not in wire.sent


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("hello@fjord.example", "hello@fjord.example"),
        ("Möbel & Co <hello@fjord.example>", "=?utf-8?b?TcO2YmVsICYgQ28=?= <hello@fjord.example>"),
        ("Fjord, Inc. <hello@fjord.example>", '"Fjord, Inc." <hello@fjord.example>'),
        ('"Fjord, Inc." <hello@fjord.example>', '"Fjord, Inc." <hello@fjord.example>'),
        ("Møbler <hei@møbler.example>", "=?utf-8?q?M=C3=B8bler?= <hei@xn--mbler-vua.example>"),
    ],
)
def test_a_senders_name_and_domain_reach_ses_in_ascii(
    mailer: SesMailer, wire: Wire, given: str, expected: str
) -> None:
    mailer.send(replace(EMAIL, sender=given))

    assert wire.sent["FromEmailAddress"] == expected


def test_a_domain_that_cannot_be_is_one_mails_fault(mailer: SesMailer, wire: Wire) -> None:
    with pytest.raises(MessageRefused):
        mailer.send(replace(EMAIL, recipient=f"ada@{'ø' * 70}.example"))

    assert not wire.requests


@pytest.mark.parametrize(
    ("status", "code", "message", "expected"),
    [
        (429, "TooManyRequestsException", "Maximum sending rate exceeded.", SendRateExceeded),
        (400, "ThrottlingException", "Maximum sending rate exceeded.", SendRateExceeded),
        (400, "Throttling", "Maximum sending rate exceeded.", SendRateExceeded),
        (400, "BadRequestException", "Maximum sending rate exceeded.", SendRateExceeded),
        (429, "TooManyRequestsException", "Daily message quota exceeded.", DailyQuotaReached),
        (400, "LimitExceededException", "Daily message quota exceeded.", DailyQuotaReached),
        (400, "LimitExceededException", "", DailyQuotaReached),
        (400, "AccountSuspendedException", "", SendingRefused),
        (400, "SendingPausedException", "Sending paused for configuration set homing-test", SendingRefused),
        (400, "MailFromDomainNotVerifiedException", "", SendingRefused),
        (404, "NotFoundException", "Configuration set <homing-test> does not exist.", SendingRefused),
        (
            400,
            "MessageRejected",
            f"Email address is not verified. The following identities failed the check: {RECIPIENT}",
            SendingRefused,
        ),
        (400, "MessageRejected", "Sending suspended for this account.", SendingRefused),
        (403, "AccessDeniedException", f"not authorized to send to {RECIPIENT}", SendingRefused),
        (400, "MessageRejected", "Bad content", MessageRefused),
        (400, "BadRequestException", f"Illegal address {RECIPIENT}", MessageRefused),
        (
            400,
            "BadRequestException",
            "Illegal character in string ''ada@x_y''",
            MessageRefused,
        ),
        (500, "InternalFailure", "", SendAmbiguous),
        (503, "ServiceUnavailable", "", SendAmbiguous),
        (408, "RequestTimeout", "", SendAmbiguous),
    ],
)
def test_each_answer_of_ses_says_what_became_of_the_mail(
    mailer: SesMailer, wire: Wire, status: int, code: str, message: str, expected: type[HomingError]
) -> None:
    wire.answer(status, code, message)

    with pytest.raises(HomingError) as raised:
        mailer.send(EMAIL)

    assert raised.type is expected
    assert "@" not in str(raised.value)
    assert RECIPIENT not in "".join(traceback.format_exception(raised.value))
    assert len(wire.requests) == 1


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (ReadTimeoutError(endpoint_url="https://ses"), SendAmbiguous),
        (ConnectionClosedError(endpoint_url="https://ses"), SendAmbiguous),
        (EndpointConnectionError(endpoint_url="https://ses"), ServiceUnavailable),
        (ConnectTimeoutError(endpoint_url="https://ses"), ServiceUnavailable),
    ],
)
def test_silence_is_in_doubt_unless_nobody_was_reached(
    mailer: SesMailer, wire: Wire, failure: Exception, expected: type[HomingError]
) -> None:
    wire.failure = failure

    with pytest.raises(HomingError) as raised:
        mailer.send(EMAIL)

    assert raised.type is expected
    assert len(wire.requests) == 1, "botocore must not try again by itself"


def test_an_answer_without_an_id_is_in_doubt(mailer: SesMailer, wire: Wire) -> None:
    wire.body = b"{}"

    with pytest.raises(SendAmbiguous):
        mailer.send(EMAIL)


def test_a_header_that_is_no_text_is_one_mails_fault(mailer: SesMailer, wire: Wire) -> None:
    with pytest.raises(MessageRefused) as raised:
        mailer.send(replace(EMAIL, headers=(("List-Unsubscribe", ""),)))

    assert RECIPIENT not in str(raised.value)
    assert not wire.requests


def test_an_emulated_ses_takes_the_mail() -> None:
    with mock_aws():
        client = ses_client()
        client.create_email_identity(EmailIdentity="hello@fjord.example")

        assert SesMailer(client, "homing-test").send(EMAIL)


class TickingClock:
    def __init__(self) -> None:
        self.at = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def quota(client: Any, wire: Wire) -> tuple[SendQuota, TickingClock, Callable[[float], None]]:
    clock = TickingClock()

    def rate(value: float) -> None:
        limits = {"Max24HourSend": -1.0, "MaxSendRate": value, "SentLast24Hours": 3.0}
        wire.status, wire.headers, wire.body = 200, {}, json.dumps({"SendQuota": limits}).encode()

    return SendQuota(client, clock), clock, rate


def test_the_quota_is_asked_for_once_in_five_minutes(quota: Any, wire: Wire) -> None:
    reader, clock, rate = quota
    rate(14.0)
    assert reader.read().max_send_rate == 14.0
    assert reader.read().max_24h is None

    rate(50.0)
    assert reader.read().max_send_rate == 14.0
    assert len(wire.requests) == 1

    clock.at += timedelta(minutes=5)
    assert reader.read().max_send_rate == 50.0


def test_a_known_quota_outlives_a_throttled_question(quota: Any, wire: Wire) -> None:
    reader, clock, rate = quota
    wire.answer(429, "TooManyRequestsException", "Rate exceeded")
    with pytest.raises(Throttled):
        reader.read()

    rate(14.0)
    reader.read()
    clock.at += timedelta(hours=1)
    wire.answer(429, "TooManyRequestsException", "Rate exceeded")

    assert reader.read().max_send_rate == 14.0
