"""What boto3 itself takes for one SendEmail that is answered at once: the floor of all mailing with it."""

from collections.abc import Iterator, Sequence
from time import process_time
from typing import Any

import boto3
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.config import Config
from homing.adapters.ses import SesMailer
from homing.services.ports import OutgoingEmail


class _Body:
    def stream(self, **_: Any) -> Iterator[bytes]:
        yield b'{"MessageId": "m"}'


def seconds_a_call(mails: Sequence[OutgoingEmail]) -> float:
    """Processor time of one call, the network left out."""
    client = boto3.client(
        "sesv2",
        region_name="eu-west-1",
        aws_access_key_id="bench",
        aws_secret_access_key="bench",
        config=Config(retries={"total_max_attempts": 1}),
    )

    def answer(request: Any, **_: Any) -> Any:
        return AWSResponse(request.url, 200, HTTPHeaders(), _Body())

    client.meta.events.register("before-send.sesv2.SendEmail", answer)
    mailer = SesMailer(client, "bench")
    mailer.send(mails[0])
    before = process_time()
    for mail in mails:
        mailer.send(mail)
    return (process_time() - before) / len(mails)
