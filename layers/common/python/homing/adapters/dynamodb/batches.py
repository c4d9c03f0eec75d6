"""Writes that need no condition and may be done twice, twenty-five to a call."""

import time
from collections.abc import Iterable, Sequence
from typing import Any

from homing.adapters.dynamodb.errors import translated
from homing.adapters.dynamodb.items import wire
from homing.adapters.dynamodb.table import Key, Table
from homing.domain.errors import Throttled

_MOST = 25  # of one BatchWriteItem
_TRIES = 8
_FIRST_PAUSE = 0.02  # seconds; doubles, so that five seconds pass at most


def write_all(table: Table, *, puts: Iterable[Key] = (), deletes: Iterable[Key] = ()) -> None:
    """Put items that are nothing but their key, and delete others.

    Raises:
        Throttled: the table did not take all of them.
    """
    wanted: list[Any] = [{"PutRequest": {"Item": wire(key.attributes())}} for key in dict.fromkeys(puts)]
    wanted += [{"DeleteRequest": {"Key": wire(key.attributes())}} for key in dict.fromkeys(deletes)]
    for first in range(0, len(wanted), _MOST):
        _write(table, wanted[first : first + _MOST])


def _write(table: Table, requests: Sequence[Any]) -> None:
    left: Any = {table.name: requests}
    for attempt in range(_TRIES):
        with translated():
            left = table.client.batch_write_item(RequestItems=left).get("UnprocessedItems")
        if not left:
            return
        time.sleep(_FIRST_PAUSE * 2**attempt)
    raise Throttled(f"{table.name} did not take all writes of a batch")
