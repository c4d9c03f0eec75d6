"""The account's send rate, shared by every sender through one item, which also says whether all is paused."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
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

MOST, KEPT = "", "kept_"
"""What the names of an attribute begin with: of the rate that all share, of the part that is kept."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_RATE_KEPT = timedelta(minutes=5)
_HALVED = timedelta(minutes=1)


class Pace:
    """ports.Pace over the figures table. `rate` asks SES for mails a second; its answer serves five minutes.

    `free_at` is when the next slot is free and `gap` how far apart the last ones were, both in microseconds,
    because a write can add to a number and so needs no reading before it. `kept_free_at` and `kept_gap` are
    the same of the part that is kept for who goes first.
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
        self._share = share  # the rest is kept for who goes first
        self._sleep = sleep
        self._rate = 0.0
        self._rate_asked: datetime | None = None

    def reserve(self, count: int, now: datetime, *, first: bool = False) -> Sequence[datetime]:
        """The next `count` slots, in order, taken with one conditional write."""
        if count == 0:
            return ()
        known = self._row()
        start = _microseconds(now)
        lanes = [self._lane(MOST, self._share, now, known)]
        if first and self._share < 1:
            lanes.append(self._lane(KEPT, 1 - self._share, now, known))
        lane = min(lanes, key=lambda each: each.last(count, start))
        # Most likely first: a try that is refused costs as much as one that stands.
        tries = [self._begin(lane, start, count), self._follow(lane, start, count)]
        if lane.known_free > start:
            tries.reverse()
        while True:
            row = next(filter(None, (changed(self._table.client, each) for each in tries)), None)
            if row is not None:
                begin = int(row[lane.free_at]) - count * lane.gap
                return tuple(_EPOCH + (begin + n * lane.gap) * _MICROSECOND for n in range(count))

    def throttled(self, now: datetime) -> None:
        """SES asked us to slow down: halve the rate for a minute."""
        halved = {"halved_until": instant(now + _HALVED)}
        alone(self._table.client, self._table.update(PACE, assign=halved))

    def last_slot(self) -> datetime | None:
        """The newest slot that anyone reserved."""
        row = self._row()
        newest = [
            int(row[f"{lane}free_at"] - row[f"{lane}gap"]) for lane in (MOST, KEPT) if f"{lane}gap" in row
        ]
        return _EPOCH + max(newest) * _MICROSECOND if newest else None

    def may_send(self) -> bool:
        """False while everything is paused."""
        return not self._row().get(PAUSED, False)

    def wait_until(self, instant: datetime) -> None:
        """Let a short time pass."""
        self._sleep(max(0.0, (instant - self._table.now()).total_seconds()))

    def _lane(self, name: str, share: float, now: datetime, known: Attributes) -> "_Lane":
        gap = self._gap(share, now, known)
        return _Lane(name=name, gap=gap, known_free=int(known.get(f"{name}free_at", 0)))

    def _gap(self, share: float, now: datetime, known: Attributes) -> int:
        if self._rate_asked is None or now - self._rate_asked >= _RATE_KEPT:
            self._rate, self._rate_asked = self._ask_rate(), now
        gap = round(1_000_000 / (self._rate * share))
        return 2 * gap if instant(now) < known.get("halved_until", "") else gap

    def _follow(self, lane: "_Lane", start: int, count: int) -> "TransactWriteItemTypeDef":
        queued = Attr(lane.free_at).gt(start)
        length = {lane.free_at: count * lane.gap}
        return self._table.update(PACE, queued, assign={lane.gap_name: lane.gap}, add=length)

    def _begin(self, lane: "_Lane", start: int, count: int) -> "TransactWriteItemTypeDef":
        idle = Attr(lane.free_at).not_exists() | Attr(lane.free_at).lte(start)
        taken = {lane.gap_name: lane.gap, lane.free_at: start + count * lane.gap}
        return self._table.update(PACE, idle, assign=taken)

    def _row(self) -> Attributes:
        return self._table.get(PACE) or {}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lane:
    """A part of the rate: when it was last known to be free, and how far apart its slots are."""

    name: str
    gap: int
    known_free: int

    @property
    def free_at(self) -> str:
        return f"{self.name}free_at"

    @property
    def gap_name(self) -> str:
        return f"{self.name}gap"

    def last(self, count: int, start: int) -> int:
        """When it is free again after so many more."""
        return max(self.known_free, start) + count * self.gap


def _microseconds(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND
