"""moto's SES, which takes the mails of a verified sender, and the account's quota, which it lacks."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

from homing.services.ports import OutgoingEmail
from moto.sesv2.responses import SESV2Response

from local.moto_engine.mends import replace

Took = Callable[[str, OutgoingEmail], None]
"""Is told the id and the content of a mail that SES took."""


class Ses:
    """Hears of every mail that moto's SES took."""

    def __init__(self, took: Took, *, rate: float) -> None:
        self._took = took
        self._rate = rate

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Override moto."""
        send = SESV2Response.send_email

        def send_and_tell(response: SESV2Response) -> str:
            answer = send(response)  # refuses whose sender is not verified
            self._took(json.loads(answer)["MessageId"], taken(json.loads(response.body)))
            return answer

        def account(_: SESV2Response) -> str:
            return self._account()

        with ExitStack() as stack:
            replace(stack, SESV2Response, "send_email", send_and_tell)
            stack.enter_context(mock.patch.object(SESV2Response, "get_account", account, create=True))
            yield

    def _account(self) -> str:
        quota = {"MaxSendRate": self._rate, "Max24HourSend": -1.0, "SentLast24Hours": 0.0}
        return json.dumps({"SendQuota": quota, "SendingEnabled": True, "ProductionAccessEnabled": True})


def taken(request: Mapping[str, Any]) -> OutgoingEmail:
    """The mail that a SendEmail request hands over."""
    simple = request["Content"]["Simple"]
    tracking = request.get("ConfigurationOverrides", {}).get("Tracking", {})
    (recipient,) = request["Destination"]["ToAddresses"]
    return OutgoingEmail(
        sender=request["FromEmailAddress"],
        reply_to=next(iter(request.get("ReplyToAddresses", ())), None),
        recipient=recipient,
        subject=simple["Subject"]["Data"],
        html=simple["Body"]["Html"]["Data"],
        text=simple["Body"]["Text"]["Data"],
        headers=tuple((each["Name"], each["Value"]) for each in simple["Headers"]),
        tags=tuple((each["Name"], each["Value"]) for each in request["EmailTags"]),
        track_opens=tracking.get("OpenTrackingEnabled") != "DISABLED",
    )
