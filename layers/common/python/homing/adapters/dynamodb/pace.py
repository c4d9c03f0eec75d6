"""The account's send rate, shared by every sender through one item, which also says whether all is paused."""

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from boto3.dynamodb.conditions import Attr

from homing.adapters.dynamodb.items import Attributes, instant
from homing.adapters.dynamodb.table import Key, Table
from homing.adapters.dynamodb.transactions import alone, changed

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

PACE = Key("pace", "ACCOUNT")
PAUSED = "paused"
"""The flag on it that adapters/dynamodb/pauses.py sets."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_RATE_KEPT = timedelta(minutes=5)
_HALVED = timedelta(minutes=1)


class Pace:
    """ports.Pace over the figures table. `rate` asks SES for mails a second; its answer serves five minutes.

    `free_at` is when the next slot is free and `gap` how far apart the last ones were, both in microseconds,
    because a write can add to a number and so needs no reading before it.
    """

    def __init__(
        self,
        *,
        figures: Table,
        rate: Callable[[], float],
        share: float = 0.8,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._table = figures
        self._ask_rate = rate
        self._share = share  # the rest is kept for service mail
        self._sleep = sleep
        self._rate = 0.0
        self._rate_asked: datetime | None = None

    def reserve(self, count: int, now: datetime) -> Sequence[datetime]:
        """The next `count` slots, in order, taken with one conditional write."""
        if count == 0:
            return ()
        known = self._row()
        gap = self._gap(now, known)
        start = _microseconds(now)
        # Most likely first: a try that is refused costs as much as one that stands.
        tries = [self._begin(start, count * gap, gap), self._follow(start, count * gap, gap)]
        if known.get("free_at", 0) > start:
            tries.reverse()
        while True:
            row = next(filter(None, (changed(self._table.client, each) for each in tries)), None)
            if row is not None:
                first = int(row["free_at"]) - count * gap
                return tuple(_EPOCH + (first + n * gap) * _MICROSECOND for n in range(count))

    def throttled(self, now: datetime) -> None:
        """SES asked us to slow down: halve the rate for a minute."""
        halved = {"halved_until": instant(now + _HALVED)}
        alone(self._table.client, self._table.update(PACE, assign=halved))

    def last_slot(self) -> datetime | None:
        """The newest slot that anyone reserved."""
        row = self._row()
        return _EPOCH + int(row["free_at"] - row["gap"]) * _MICROSECOND if "free_at" in row else None

    def may_send(self) -> bool:
        """False while everything is paused."""
        return not self._row().get(PAUSED, False)

    def wait_until(self, instant: datetime) -> None:
        """Let a short time pass."""
        self._sleep(max(0.0, (instant - self._table.now()).total_seconds()))

    def _gap(self, now: datetime, known: Attributes) -> int:
        if self._rate_asked is None or now - self._rate_asked >= _RATE_KEPT:
            self._rate, self._rate_asked = self._ask_rate(), now
        gap = round(1_000_000 / (self._rate * self._share))
        return 2 * gap if instant(now) < known.get("halved_until", "") else gap

    def _follow(self, start: int, length: int, gap: int) -> "TransactWriteItemTypeDef":
        queued = Attr("free_at").gt(start)
        return self._table.update(PACE, queued, assign={"gap": gap}, add={"free_at": length})

    def _begin(self, start: int, length: int, gap: int) -> "TransactWriteItemTypeDef":
        idle = Attr("free_at").not_exists() | Attr("free_at").lte(start)
        return self._table.update(PACE, idle, assign={"gap": gap, "free_at": start + length})

    def _row(self) -> Attributes:
        return self._table.get(PACE) or {}


def _microseconds(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND
