"""A report over counters that a test writes itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from homing.adapters.shop_file import load_shop
from homing.adapters.workflow_files import load
from homing.adapters.workflow_set import WorkflowSet
from homing.domain.figures import LIST, Cell, Count, Metric
from homing.domain.rules import Rules
from homing.domain.workflow import Goal, Status, Workflow
from homing.services.report import Report
from homing.services.report_experiments import ExperimentReport
from homing.services.summarize import Summarize

from local.memory.stores import MemoryFigures
from local.memory.tables import MemoryTables

ROOT = Path(__file__).parents[2]
SHOP = load_shop(ROOT / "shop.yaml")
WORKFLOWS = tuple(each for each in load(ROOT / "workflows") if each.status is Status.LIVE)
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


@dataclass
class FixedClock:
    at: datetime = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)  # already December in Oslo

    def now(self) -> datetime:
        return self.at


@dataclass
class Figures:
    """Counters, and the use case over them."""

    workflows: tuple[Workflow, ...] = WORKFLOWS
    tests: tuple[ExperimentReport, ...] = ()
    figures: MemoryFigures = field(default_factory=lambda: MemoryFigures(MemoryTables()))
    clock: FixedClock = field(default_factory=FixedClock)

    def count(
        self,
        step: str,
        metrics: Mapping[Metric, int | str],
        *,
        workflow: str = "welcome",
        day: str = "2026-11-20",
        locale: str = "",
        variant: str = "",
    ) -> None:
        cell = Cell(workflow=workflow, day=day, step=step, locale=locale, variant=variant)
        self.figures.add([Count(cell=cell, metric=m, amount=Decimal(n)) for m, n in metrics.items()])

    def count_of(self, step: str, metric: Metric, parts: Mapping[str, int]) -> None:
        cell = Cell(workflow="welcome", day="2026-11-20", step=step)
        self.figures.add(
            [Count(cell=cell, metric=metric, amount=Decimal(n), of=part) for part, n in parts.items()]
        )

    @property
    def summarize(self) -> Summarize:
        return Summarize(
            clock=self.clock,
            figures=self.figures,
            workflows=WorkflowSet(self.workflows),
            tests=lambda _: self.tests,
            rules=Rules(zone=SHOP.zone, locales=SHOP.locales),
            currency=SHOP.currency,
        )

    def report(self, first: date = FIRST, last: date = LAST) -> Report:
        return self.summarize(first, last)


def aiming(goal: Mapping[str, Any] | None) -> Workflow:
    """The welcome series with another goal."""
    welcome = next(each for each in WORKFLOWS if each.name == "welcome")
    return welcome.model_copy(update={"goal": None if goal is None else Goal.model_validate(goal)})


def of_a_good_month(workflows: tuple[Workflow, ...] = WORKFLOWS) -> Figures:
    """Two workflows with something in every figure."""
    figures = Figures(workflows)
    for day in range(1, 31):
        at = f"2026-11-{day:02}"
        for workflow, step in (("welcome", "welcome"), ("abandoned_cart", "reminder")):
            enrolled = {
                Metric.ENROLLED: 50 + day,
                Metric.REACHED: 50,
                Metric.CONVERTED: 5,
                Metric.CREDITED: 3,
            }
            figures.count("", enrolled, workflow=workflow, day=at)
            for locale in ("nb", "en"):
                mails: dict[Metric, int | str] = {
                    Metric.SENT: 26,
                    Metric.DELIVERED: 25,
                    Metric.TRACKED: 25,
                    Metric.BOUNCED: 1,
                    Metric.OPENED: 10,
                    Metric.MACHINE_ONLY_OPENED: 5,
                    Metric.CLICKED: 3,
                    Metric.CONVERTED: 2,
                    Metric.CREDITED: 1,
                    Metric.REVENUE: "1299.50",
                    Metric.UNSUBSCRIBED: 1,
                }
                figures.count(step, mails, workflow=workflow, day=at, locale=locale)
        figures.count("customer", {Metric.GAINED: 9}, workflow=LIST, day=at)
        figures.count("unsubscribed", {Metric.LOST: 4}, workflow=LIST, day=at)
    figures.count("customer", {Metric.GAINED: 1000}, workflow=LIST, day="2025-06-01")
    return figures
