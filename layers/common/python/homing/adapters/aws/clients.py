"""The SDK's clients, one for each service and process: making one costs a fifth of a second."""

from functools import cache
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_pinpoint_sms_voice_v2 import PinpointSMSVoiceV2Client
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_ssm import SSMClient
    from mypy_boto3_stepfunctions import SFNClient

    from homing.adapters.notices import SnsClient

# Services of our own region answer in milliseconds. botocore's minute of patience is as long as a function
# may run, so that one lost packet would cost a whole batch.
PATIENCE = Config(connect_timeout=1, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 4})


@cache
def dynamodb() -> "DynamoDBClient":
    """The tables' client."""
    return boto3.client("dynamodb", config=PATIENCE)


@cache
def s3() -> "S3Client":
    """The client of what no queue can carry; a megabyte and more takes its time."""
    return boto3.client("s3", config=PATIENCE.merge(Config(read_timeout=10)))


@cache
def sesv2() -> "SESV2Client":
    """The mailer's client, which tries once."""
    from homing.adapters.ses import ses_client  # noqa: PLC0415 - only who mails loads it

    return ses_client()


@cache
def sms() -> "PinpointSMSVoiceV2Client":
    """The client of text messages, which tries once."""
    from homing.adapters.text_messages import sms_client  # noqa: PLC0415 - only who texts loads it

    return sms_client()


@cache
def sns() -> "SnsClient":
    """The client of notices to colleagues."""
    client: SnsClient = boto3.client("sns", config=PATIENCE)
    return client


@cache
def sqs() -> "SQSClient":
    """The queues' client."""
    return boto3.client("sqs", config=PATIENCE)


@cache
def ssm() -> "SSMClient":
    """The secrets' client."""
    return boto3.client("ssm", config=PATIENCE)


@cache
def stepfunctions() -> "SFNClient":
    """The client of executions and tasks."""
    return boto3.client("stepfunctions", config=PATIENCE)


def forget() -> None:
    """Make new clients at the next asking, as a test with another account needs."""
    for each in (dynamodb, s3, sesv2, sms, sns, sqs, ssm, stepfunctions):
        each.cache_clear()
