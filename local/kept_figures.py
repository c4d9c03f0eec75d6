"""The counters of a rehearsal, with whose they are: `homing report OUT` reads them as it reads a stage's."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from homing.adapters.dynamodb.items import adapter
from homing.adapters.workflow_set import WorkflowSet, compiled
from homing.domain.errors import InvalidTimeline
from homing.domain.experiment import Experiment
from homing.domain.figures import Cell
from homing.domain.segment import Segment
from homing.domain.shop import Shop
from homing.domain.workflow import Workflow

from local.deployment import Deployment
from local.memory.experiments import MemoryExperiments
from local.memory.stores import MemoryFigures
from local.memory.tables import MemoryTables

FILE = "figures.json"


@dataclass(frozen=True, slots=True)
class Standing:
    """A clock that stands where the rehearsal ended."""

    at: datetime

    def now(self) -> datetime:
        """The rehearsal's last instant."""
        return self.at


class KeptFigures:
    """What the report's use cases have around them, read from a rehearsal's folder."""

    live_from = None

    def __init__(self, kept: dict[str, Any]) -> None:
        self._kept = kept
        self.first, self.last = (date.fromisoformat(kept[name]) for name in ("first", "last"))
        self.clock = Standing(datetime.fromisoformat(kept["at"]))

    @cached_property
    def shop(self) -> Shop:
        """Whose shop was rehearsed."""
        return Shop.model_validate(self._kept["shop"])

    @cached_property
    def workflows(self) -> WorkflowSet:
        """What played, drafts too."""
        return WorkflowSet(
            [Workflow.model_validate(each) for each in self._kept["workflows"]],
            [Segment.model_validate(each) for each in self._kept["segments"]],
            drafts_play=True,
        )

    @cached_property
    def figures(self) -> MemoryFigures:
        """The counters."""
        tables = MemoryTables()
        for each in self._kept["cells"]:
            counted = {name: Decimal(amount) for name, amount in each.pop("counted").items()}
            tables.figures[Cell(**each)] = counted
        return MemoryFigures(tables)

    @cached_property
    def experiments(self) -> MemoryExperiments:
        """The A/B tests."""
        tables = MemoryTables()
        for each in adapter(list[Experiment]).validate_python(self._kept["experiments"]):
            tables.experiments[each.workflow, each.step, each.plan] = each
        return MemoryExperiments(tables)


def save(deployment: Deployment, out: Path, first: date, last: date) -> None:
    """Write the counters, the shop and its workflows."""
    kept = {
        "first": first.isoformat(),
        "last": last.isoformat(),
        "at": deployment.clock.now().isoformat(),
        "shop": deployment.shop.model_dump(mode="json", by_alias=True),
        **json.loads(compiled(deployment.workflows.all(), deployment.workflows.segments().values())),
        "experiments": adapter(list[Experiment]).dump_python(
            [each for _, each in sorted(deployment.tables.experiments.items())], mode="json"
        ),
        "cells": [
            {
                "workflow": cell.workflow,
                "day": cell.day,
                "step": cell.step,
                "variant": cell.variant,
                "locale": cell.locale,
                "currency": cell.currency,
                "counted": {name: str(amount) for name, amount in sorted(counted.items())},
            }
            for cell, counted in sorted(deployment.tables.figures.items(), key=lambda item: _place(item[0]))
        ],
    }
    text = json.dumps(kept, ensure_ascii=False, indent=None)
    (out / FILE).write_text(text + "\n", encoding="utf-8")


def read(out: Path) -> KeptFigures:
    """The counters of a rehearsal.

    Raises:
        InvalidTimeline: there is no rehearsal in the folder, or one of another version of Homing.
    """
    try:
        return KeptFigures(json.loads((out / FILE).read_text("utf-8")))
    except FileNotFoundError:
        raise InvalidTimeline(
            f"{out} holds no rehearsal with figures: there is no {FILE}. Make one with homing rehearse, or "
            "name a deployed stage."
        ) from None
    except (ValueError, KeyError) as error:
        raise InvalidTimeline(f"{out / FILE} cannot be read ({error}). Rehearse again.") from None


def _place(cell: Cell) -> tuple[str, ...]:
    return (cell.workflow, cell.day, cell.step, cell.variant, cell.locale, cell.currency)
