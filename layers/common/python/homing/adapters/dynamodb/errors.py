"""What DynamoDB's errors mean in Homing's words, and which of them a writer tries again by itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from botocore.exceptions import BotoCoreError, ClientError

from homing.adapters import aws_errors
from homing.adapters.aws_errors import AwsError, code_of
from homing.domain.errors import Throttled, WriteConflict

CONDITION_FAILED = "ConditionalCheckFailed"
"""The one reason of a cancelled transaction that is an answer; every other is trouble."""

_CONFLICTS = frozenset(
    {"TransactionConflict", "TransactionConflictException", "TransactionInProgressException"}
)
_THROTTLES = frozenset(
    {"ThrottlingError", "ProvisionedThroughputExceeded", "ProvisionedThroughputExceededException"}
)


def reasons(error: ClientError) -> tuple[str, ...]:
    """The code of each action of a cancelled transaction, else the error's own."""
    found = error.response.get("CancellationReasons")
    codes = (str(each.get("Code", "None")) for each in found) if found else (code_of(error),)
    return tuple(codes)


def is_passing(error: ClientError) -> bool:
    """Whether another writer, or too many, stood in the way: the same write again may succeed at once."""
    return bool((_CONFLICTS | _THROTTLES) & set(reasons(error)))


def translate(error: AwsError) -> NoReturn:
    """Raise an error of DynamoDB as one of ours; what no retry can help goes on as it is."""
    if isinstance(error, ClientError):
        codes = set(reasons(error))
        if codes & _CONFLICTS:
            raise WriteConflict(f"{error.operation_name}: {code_of(error)}") from None
        if codes & _THROTTLES:
            raise Throttled(f"{error.operation_name}: {code_of(error)}") from None
    aws_errors.translate(error)


@contextmanager
def translated() -> Iterator[None]:
    """Every error inside leaves as one of ours."""
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        translate(error)
