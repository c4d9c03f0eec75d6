"""What AWS's answers mean in Homing's words, for every neighbour that needs no finer distinction."""

from typing import NoReturn

from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NotConnected

from homing.domain.errors import ServiceUnavailable, Throttled

AwsError = ClientError | BotoCoreError

THROTTLES = frozenset(
    {
        "BandwidthLimitExceeded",
        "ExecutionLimitExceeded",
        "KmsThrottlingException",
        "KmsThrottled",
        "OverLimit",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "Throttling",
        "ThrottlingException",
        "ThrottledException",
        "TooManyRequestsException",
        "TooManyUpdates",
    }
)


def code_of(error: ClientError) -> str:
    """The service's name for the error, without the `AWS.SimpleQueueService.` of SQS's older protocol."""
    return str(error.response.get("Error", {}).get("Code", "")).rpartition(".")[2]


def status_of(error: ClientError) -> int | None:
    """The HTTP status, None if the answer had none."""
    return error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")


def translate(error: AwsError) -> NoReturn:
    """Raise as our own what another try can help; the rest is a mistake of ours, and goes on as it is."""
    if isinstance(error, ClientError):
        code, status = code_of(error), status_of(error)
        if code in THROTTLES or status == 429:
            raise Throttled(f"{error.operation_name}: {code}") from None
        if status is not None and status >= 500:
            raise ServiceUnavailable(f"{error.operation_name}: {code}") from None
    elif isinstance(error, HTTPClientError | NotConnected):
        raise ServiceUnavailable(type(error).__name__) from None
    raise error
