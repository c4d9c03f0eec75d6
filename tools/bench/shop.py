"""The demo's shop on the laptop's engine, with what one function was to work off kept, to be measured."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import process_time
from typing import Any
from unittest.mock import patch

from homing import bootstrap

from local.account import CONTEXT, Account
from local.demo import season
from local.functions import HANDLERS

DAYS = 3
Record = dict[str, Any]


@contextmanager
def shop(contacts: int, *, keep: str) -> Iterator[tuple[Account, list[Record]]]:
    """An account after some days in which a function did nothing, and the records that it was given."""
    kept: list[Record] = []

    def do_nothing(event: Record, _: Any) -> Any:
        kept.extend(event["Records"])
        return {"batchItemFailures": []}

    played = season.prepare(season.stage(DAYS), 1, contacts)
    try:
        with patch.dict(HANDLERS, {keep: do_nothing}):
            season.run(played)
        yield played.account, kept
    finally:
        bootstrap.install(None)


def seconds_a_record(handler: Any, records: Sequence[Record], batch: int) -> float:
    """Processor time that a handler takes for each record, in batches of so many."""
    before = process_time()
    for first in range(0, len(records), batch):
        handler({"Records": list(records[first : first + batch])}, CONTEXT)
    return (process_time() - before) / len(records)
