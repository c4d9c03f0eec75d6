"""Counters: one cell an item in each of 16 shards, added up when they are read."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from homing.adapters.dynamodb.table import LAST, Key, Table
from homing.adapters.dynamodb.transactions import together
from homing.domain.figures import OF, Cell, Count, Metric, Totals

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

SHARDS = 16
_MOST_ACTIONS = 100  # of one transaction
_METRICS = frozenset(Metric)


class Figures:
    """ports.Figures over the figures table."""

    def __init__(self, *, figures: Table) -> None:
        self._table = figures

    def totals(self, workflow: str, first: date, last: date) -> Totals:
        """The cells from one shop day to another; read eventually consistent, which halves the price."""
        totals: dict[Cell, dict[str, Decimal]] = {}
        for shard in range(SHARDS):
            low, high = first.isoformat(), f"{last.isoformat()}#{LAST}"
            for item in self._table.query(f"{workflow}#{shard}", low, high, consistent=False):
                metrics = totals.setdefault(cell_at(workflow, item["sk"]), {})
                for name in filter(_is_metric, item):
                    metrics[name] = metrics.get(name, Decimal(0)) + item[name]
        return totals

    def add(self, counts: Sequence[Count]) -> None:
        """Count on its own; a transaction, so that a retry after a timeout counts once."""
        actions = count_actions(self._table, counts)
        for start in range(0, len(actions), _MOST_ACTIONS):
            together(self._table.client, actions[start : start + _MOST_ACTIONS])


def count_actions(figures: Table, counts: Iterable[Count]) -> "list[TransactWriteItemTypeDef]":
    """What a transaction does to count: one update an item, for no item may appear in it twice."""
    amounts: dict[Key, dict[str, Decimal]] = {}
    for count in counts:
        metrics = amounts.setdefault(_key(count), {})
        metrics[count.name] = metrics.get(count.name, Decimal(0)) + count.amount
    return [figures.update(key, add=metrics) for key, metrics in amounts.items()]


def cell_at(workflow: str, sort_key: str) -> Cell:
    """The cell whose count stands under a sort key."""
    day, step, variant, locale, *currency = sort_key.split("#")
    return Cell(
        workflow=workflow,
        day=day,
        step=step,
        variant=variant,
        locale=locale,
        currency=currency[0] if currency else "",
    )


def shard_of(text: str, shards: int) -> int:
    """The shard of a text, the same on every machine."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4]) % shards


def _is_metric(attribute: str) -> bool:
    return attribute.partition(OF)[0] in _METRICS


def _key(count: Count) -> Key:
    cell = count.cell
    return Key(
        f"{cell.workflow}#{shard_of(count.shard_key, SHARDS)}",
        f"{cell.day}#{cell.step}#{cell.variant}#{cell.locale}"
        + (f"#{cell.currency}" if cell.currency else ""),
    )
