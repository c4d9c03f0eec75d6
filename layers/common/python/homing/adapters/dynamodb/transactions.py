"""Writes that are carried out or refused, alone or together; a conflict with another writer is neither.

Every write whose answer decides what is told or counted goes through `together`, even a single one: the
client's token makes botocore's own retry after a timeout answer as the first try did.
"""

import random
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from homing.adapters.aws_errors import code_of
from homing.adapters.dynamodb.errors import CONDITION_FAILED, is_passing, reasons, translate
from homing.adapters.dynamodb.items import Attributes, unwire

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

T = TypeVar("T")

_TRIES = 9
_FIRST_PAUSE = 0.01  # seconds; doubles, so that about two and a half seconds pass at most


def together(client: "DynamoDBClient", actions: "Sequence[TransactWriteItemTypeDef]") -> frozenset[int]:
    """Carry out all actions or none; the positions of those whose condition failed, empty if all stand."""

    def write() -> frozenset[int]:
        try:
            client.transact_write_items(TransactItems=actions)
        except ClientError as error:
            codes = reasons(error)
            if CONDITION_FAILED not in codes or is_passing(error):
                raise
            return frozenset(n for n, code in enumerate(codes) if code == CONDITION_FAILED)
        return frozenset()

    return _persist(write)


def alone(client: "DynamoDBClient", action: "TransactWriteItemTypeDef") -> bool:
    """Carry out one write; False if its condition failed. For writes that may as well be done twice."""

    def write() -> bool:
        try:
            if "Put" in action:
                client.put_item(**action["Put"])
            elif "Delete" in action:
                client.delete_item(**action["Delete"])
            else:
                client.update_item(**action["Update"])
        except ClientError as error:
            if code_of(error) != f"{CONDITION_FAILED}Exception":
                raise
            return False
        return True

    return _persist(write)


def changed(client: "DynamoDBClient", action: "TransactWriteItemTypeDef") -> Attributes | None:
    """Carry out one update; the item after it, None if its condition failed."""

    def write() -> Attributes | None:
        try:
            answer = client.update_item(**action["Update"], ReturnValues="ALL_NEW")
        except ClientError as error:
            if code_of(error) != f"{CONDITION_FAILED}Exception":
                raise
            return None
        return unwire(answer["Attributes"])

    return _persist(write)


def _persist(write: Callable[[], T]) -> T:
    for attempt in range(_TRIES):
        try:
            return write()
        except ClientError as error:
            if not is_passing(error) or attempt == _TRIES - 1:
                translate(error)
            time.sleep(random.uniform(0, _FIRST_PAUSE * 2**attempt))  # full jitter, no secret
        except BotoCoreError as error:
            translate(error)
    raise AssertionError  # the last try returned or raised
