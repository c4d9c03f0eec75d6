"""What a report reads of AWS, and its price: the counters of a busy shop, read as the report reads them.

A report reads counters and nothing else, so it grows with workflows, steps, languages, variants and days, and
stops growing with mails where every cell stands in all its shards.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from math import ceil
from typing import Any

from homing import bootstrap
from homing.adapters.dynamodb.figures import SHARDS
from homing.adapters.workflow_set import WorkflowSet
from homing.domain.consent import ConsentSource
from homing.domain.figures import LIST, Cell, Metric, Totals
from homing.domain.shop import Shop
from homing.domain.steps import SplitStep
from homing.domain.suppression import SuppressionCause
from homing.domain.walk import email_steps, flatten
from homing.domain.workflow import Workflow

from local.item_sizes import KEY_BYTES, READ_UNIT, item_bytes
from local.memory.experiments import MemoryExperiments
from local.memory.stores import MemoryFigures
from local.memory.tables import MemoryTables
from local.prices import CHECKED, PRICES

PAGE = 1024 * 1024
"""Bytes that one Query answers at most."""

EVENTUAL = Decimal("0.5")
"""Units of 4 KB read eventually consistent."""


@dataclass
class CountingFigures:
    """ports.Figures that counts what DynamoDB would be asked for, were every cell in all its shards."""

    inner: MemoryFigures
    partitions: list[str] = field(default_factory=list)
    queries: int = 0
    items: int = 0
    units: Decimal = Decimal(0)

    def totals(self, workflow: str, first: date, last: date) -> Totals:
        """The cells, and what they would cost."""
        cells = self.inner.totals(workflow, first, last)
        bytes_ = sum(KEY_BYTES + item_bytes(metrics) for metrics in cells.values())
        self.partitions.append(workflow)
        self.queries += SHARDS * max(1, ceil(bytes_ / PAGE))
        self.items += SHARDS * len(cells)
        self.units += SHARDS * max(1, ceil(bytes_ / READ_UNIT)) * EVENTUAL
        return cells

    def add(self, _: Sequence[Any]) -> None:
        """Nothing: a report writes nothing."""
        raise AssertionError("a report counts nothing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reads:
    """What one report asks of the figures table."""

    mails: int
    days: int
    workflows: int
    cells: int
    items: int
    queries: int
    units: Decimal

    @property
    def dollars(self) -> Decimal:
        """At list price."""
        return PRICES["read_unit"].of(self.units)

    def as_json(self) -> Mapping[str, int | float]:
        """For another program."""
        return {
            **{name: getattr(self, name) for name in ("mails", "days", "workflows", "items", "queries")},
            "read_units": float(self.units),
            "dollars": float(self.dollars),
        }

    def told(self) -> str:
        """For a reader."""
        return (
            f"A report of {self.days} days with {self.mails:,} mails of {self.workflows} workflows reads "
            f"{self.items:,} counters in {self.queries:,} queries of one table: {self.units:,.0f} read "
            f"units, ${self.dollars:.4f} at list price of {CHECKED}. It reads no message, no contact and no "
            "order."
        )


@dataclass(frozen=True, slots=True)
class _At:
    at: datetime

    def now(self) -> datetime:
        return self.at


@dataclass
class _Around:
    """What the report's use case has around it."""

    shop: Shop
    workflows: WorkflowSet
    figures: Any
    clock: _At
    experiments: MemoryExperiments
    live_from: None = None


def of_a_busy_shop(
    shop: Shop, workflows: Sequence[Workflow], *, mails: int, days: int, years: int = 1
) -> Reads:
    """The reads of one report of so many days, of a shop that has counted its list for some years."""
    last = date(2026, 11, 30)
    tables = MemoryTables()
    cells = list(_cells(workflows, shop, last, days))
    share = max(1, mails // max(1, sum(1 for cell in cells if cell.step)))
    dense = {metric.value: Decimal(share) for metric in Metric if metric is not Metric.REVENUE}
    for cell in cells:
        tables.figures[cell] = {**dense, Metric.REVENUE.value: Decimal("12345.67")}
    for n in range(365 * years):
        for cause in (*ConsentSource, *SuppressionCause):
            cell = Cell(workflow=LIST, day=(last - timedelta(days=n)).isoformat(), step=cause.value)
            tables.figures[cell] = {Metric.GAINED.value: Decimal(99), Metric.LOST.value: Decimal(99)}
    figures = CountingFigures(MemoryFigures(tables))
    noon = _At(datetime(2026, 11, 30, 12, tzinfo=UTC))
    around: Any = _Around(shop, WorkflowSet(workflows), figures, noon, MemoryExperiments(tables))
    with bootstrap.lent(around):
        bootstrap.summarize()(last - timedelta(days=days - 1), last)
    return Reads(
        mails=mails,
        days=days,
        workflows=len(workflows),
        cells=len(tables.figures),
        items=figures.items,
        queries=figures.queries,
        units=figures.units,
    )


def _cells(workflows: Sequence[Workflow], shop: Shop, last: date, days: int) -> Iterator[Cell]:
    """Of each day that a report may look at: the period itself, and as many days before it."""
    for workflow in workflows:
        variants = ["", *_variants(workflow)]
        for n in range(2 * days):
            day = (last - timedelta(days=n)).isoformat()
            yield Cell(workflow=workflow.name, day=day)
            for step in email_steps(workflow.steps):
                for locale in shop.locales:
                    for variant in variants[1:] or variants:
                        yield Cell(
                            workflow=workflow.name, day=day, step=step.id, locale=locale, variant=variant
                        )


def _variants(workflow: Workflow) -> list[str]:
    return [arm.name for step in flatten(workflow.steps) if isinstance(step, SplitStep) for arm in step.arms]
