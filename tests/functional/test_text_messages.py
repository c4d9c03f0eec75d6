"""What SendTextMessage is asked, and what its answers and its silence mean."""

from typing import Any

import pytest
from botocore.exceptions import ConnectTimeoutError, ReadTimeoutError
from botocore.stub import Stubber
from homing.adapters.text_messages import EndUserMessaging, sms_client, translate
from homing.domain import errors
from homing.services.ports import OutgoingText

TEXT = OutgoingText(number="+4740612345", body="See you tomorrow", marketing=False)


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Any:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    return sms_client()


def asked(marketing: bool) -> dict[str, Any]:
    return {
        "DestinationPhoneNumber": "+4740612345",
        "OriginationIdentity": "FJORDFELL",
        "MessageBody": "See you tomorrow",
        "MessageType": "PROMOTIONAL" if marketing else "TRANSACTIONAL",
    }


@pytest.mark.parametrize("marketing", [True, False])
def test_a_text_is_handed_over_as_what_it_is(client: Any, marketing: bool) -> None:
    text = OutgoingText(number=TEXT.number, body=TEXT.body, marketing=marketing)
    with Stubber(client) as stub:
        stub.add_response("send_text_message", {"MessageId": "m-1"}, asked(marketing))

        assert EndUserMessaging(lambda: client, "FJORDFELL").send(text) == "m-1"


def test_the_client_tries_once(client: Any) -> None:
    assert client.meta.config.retries["total_max_attempts"] == 1


@pytest.mark.parametrize(
    ("code", "status", "reason", "meaning"),
    [
        ("ConflictException", 409, "DESTINATION_PHONE_NUMBER_OPTED_OUT", errors.OptedOut),
        ("ConflictException", 409, "PHONE_NUMBER_NOT_ASSOCIATED_TO_POOL", errors.SendingRefused),
        ("ThrottlingException", 400, "", errors.Throttled),
        (
            "ServiceQuotaExceededException",
            402,
            "MONTHLY_SPEND_LIMIT_REACHED",
            errors.DailyQuotaReached,
        ),
        ("ValidationException", 400, "INVALID_PARAMETER", errors.MessageRefused),
        ("AccessDeniedException", 400, "ACCOUNT_DISABLED", errors.SendingRefused),
        ("ResourceNotFoundException", 400, "", errors.SendingRefused),
        ("InternalServerException", 500, "", errors.SendAmbiguous),
    ],
)
def test_each_answer_says_whether_the_text_was_taken(
    client: Any, code: str, status: int, reason: str, meaning: type[Exception]
) -> None:
    with Stubber(client) as stub:
        stub.add_client_error(
            "send_text_message",
            service_error_code=code,
            service_message="+4740612345 said no",
            http_status_code=status,
            modeled_fields={"Reason": reason} if reason else None,
        )
        with pytest.raises(meaning) as raised:
            EndUserMessaging(lambda: client, "FJORDFELL").send(TEXT)

    assert "40612345" not in str(raised.value)


@pytest.mark.parametrize(
    ("silence", "meaning"),
    [
        (ReadTimeoutError(endpoint_url="https://x"), errors.SendAmbiguous),
        (ConnectTimeoutError(endpoint_url="https://x"), errors.ServiceUnavailable),
    ],
)
def test_silence_is_doubt_unless_nothing_can_have_left(silence: Any, meaning: type[Exception]) -> None:
    with pytest.raises(meaning):
        translate(silence)
