"""Discount codes in DynamoDB: those that lie ready, by kind, and what each message was promised."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from homing.adapters.dynamodb.conditions import EXISTS, unchanged
from homing.adapters.dynamodb.due_index import due_actions
from homing.adapters.dynamodb.figures import shard_of
from homing.adapters.dynamodb.items import dump, expiry, load
from homing.adapters.dynamodb.table import LAST, Key, Table
from homing.adapters.dynamodb.transactions import alone, together
from homing.domain.due import DueEntry, DueKind
from homing.domain.kept_beside import PROMISE
from homing.domain.message import MessageId
from homing.domain.offers import PoolCode, Promise, Supply, kind_of
from homing.domain.step_parts import Offer
from homing.services.ports import Code

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

_FREE = "FREE#"
_LOOKED_AT = 20  # several who take at once then seldom want the same
_TRIES = 10


class CodePool:
    """ports.Discounts and ports.CodePool over the enrollments table."""

    def __init__(self, *, enrollments: Table, schedule: Table) -> None:
        self._table = enrollments
        self._schedule = schedule

    def take(self, message: MessageId, offer: Offer, until: datetime) -> Code | None:
        """The code of this message, good until then and the same at every asking; None if none is left.

        What ends the code is due in the write that promises it.
        """
        key = str(message)
        kind = kind_of(offer)
        for attempt in range(_TRIES):
            known = self.promised(key)
            if known is None:
                free = list(islice(self._free(kind), _LOOKED_AT))
                if not free:
                    return None
                code = free[(shard_of(key, len(free)) + attempt) % len(free)]
                promise = Promise(message=key, kind=kind, code=code, until=until)
                taken = self._table.delete(_free_key(kind, code.code), EXISTS)
                refused = together(self._table.client, [taken, *self._promise(None, promise)])
            else:
                promise = Promise(message=key, kind=known.kind, code=known.code, until=until)
                if promise == known:
                    return _shown(promise, offer)
                refused = together(self._table.client, self._promise(known, promise))
            if not refused:
                return _shown(promise, offer)
        return None

    def give_back(self, message: MessageId) -> None:
        """The message will never leave: let another have its code."""
        promise = self.promised(str(message))
        if promise is not None and promise.until > self._table.now():  # else it is being ended
            gone = self._table.delete(_promise_key(promise.message), EXISTS)
            free = self._table.put(_free_key(promise.kind, promise.code.code), dump(promise.code))
            together(self._table.client, [gone, free])

    def supply(self, kind: str) -> Supply:
        """How far the pool has come, read consistently."""
        item = self._table.get(_supply_key(kind))
        return Supply(kind=kind) if item is None else load(Supply, item)

    def put_supply(self, known: Supply, supply: Supply) -> bool:
        """Write how far it has come; False if it is no longer `known`."""
        still = unchanged(None if known == Supply(kind=known.kind) else known)
        return not together(
            self._table.client, [self._table.put(_supply_key(supply.kind), dump(supply), still)]
        )

    def free(self, kind: str) -> int:
        """How many codes lie ready."""
        return sum(1 for _ in self._free(kind))

    def add(self, kind: str, codes: Sequence[PoolCode]) -> None:
        """Lay codes into the pool; one that lies there stays."""
        for code in codes:
            alone(self._table.client, self._table.put(_free_key(kind, code.code), dump(code)))

    def promised(self, message: str) -> Promise | None:
        """The code that a message holds."""
        item = self._table.get(_promise_key(message))
        return None if item is None else load(Promise, item)

    def end(self, promise: Promise) -> None:
        """Forget a promise whose time is over."""
        gone = self._table.delete(_promise_key(promise.message), unchanged(promise))
        alone(self._table.client, gone)

    def _free(self, kind: str) -> Iterator[PoolCode]:
        items = self._table.query(_pool(kind), _FREE, f"{_FREE}{LAST}")
        return (load(PoolCode, item) for item in items)

    def _promise(self, known: Promise | None, promise: Promise) -> "list[TransactWriteItemTypeDef]":
        item = {**dump(promise), **expiry(promise.until, PROMISE.lifetime)}
        put = self._table.put(_promise_key(promise.message), item, unchanged(known))
        entry = DueEntry(at=promise.until, kind=DueKind.CODE, workflow=promise.kind, key=promise.message)
        return [put, *due_actions(self._schedule, entry)]


def _shown(promise: Promise, offer: Offer) -> Code:
    return Code(
        code=promise.code.code,
        percent=offer.percent,
        amount=offer.amount,
        free_shipping=offer.free_shipping,
    )


def _pool(kind: str) -> str:
    return f"codes#{kind}"


def _supply_key(kind: str) -> Key:
    return Key(_pool(kind), "SUPPLY")


def _free_key(kind: str, code: str) -> Key:
    return Key(_pool(kind), f"{_FREE}{code}")


def _promise_key(message: str) -> Key:
    return Key(f"code-of#{message}", "PROMISE")
