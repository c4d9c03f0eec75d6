"""A report touches counters only, and as many of them as `homing cost --report-of` says."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from homing import bootstrap
from homing.adapters.aws import clients
from homing.adapters.dynamodb.figures import SHARDS, shard_of
from homing.adapters.shop_file import load_shop
from homing.adapters.workflow_files import load
from homing.domain.figures import LIST, Cell, Count, Metric
from typer.testing import CliRunner

from local.cli import app
from local.deployed import Deployed
from local.memory.stores import MemoryFigures
from local.memory.tables import MemoryTables
from local.report_reads import CountingFigures, Reads, of_a_busy_shop
from tests.functional.deployment import STAGE, account, deploy, table_name

MILLION = 1_000_000
DAY = date(2026, 11, 30)
EVERY_SHARD = [next(f"m{n}" for n in range(1000) if shard_of(f"m{n}", SHARDS) == s) for s in range(SHARDS)]


@dataclass
class Asked:
    """What DynamoDB is asked: each operation with its table, and how many items it answered."""

    calls: list[tuple[str, str]] = field(default_factory=list)
    items: int = 0

    def hear(self, params: dict[str, Any], model: Any, **_: object) -> None:
        self.calls.append((model.name, params.get("TableName", "several tables")))

    def answered(self, parsed: dict[str, Any], **_: object) -> None:
        self.items += len(parsed.get("Items", ()))


@pytest.fixture
def around(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    with account(monkeypatch):
        deploy()
        yield Deployed(STAGE).neighbours()


def counted() -> list[Count]:
    """A day of one step in two languages and of the list, each counter in every shard."""
    cells = [
        Cell(workflow="welcome", day=DAY.isoformat(), step="welcome", locale=locale)
        for locale in ("nb", "en")
    ]
    cells.append(Cell(workflow=LIST, day=DAY.isoformat(), step="customer"))
    return [
        Count(cell=cell, metric=Metric.GAINED if cell.workflow == LIST else Metric.SENT, shard_key=key)
        for cell in cells
        for key in EVERY_SHARD
    ]


def test_a_report_asks_one_table_for_counters_and_as_many_as_is_computed(around: Any) -> None:
    around.figures.add(counted())
    in_memory = CountingFigures(MemoryFigures(MemoryTables()))
    in_memory.inner.add(counted())
    asked, events = Asked(), clients.dynamodb().meta.events
    events.register("provide-client-params.dynamodb.*", asked.hear)
    events.register("after-call.dynamodb.*", asked.answered)

    with bootstrap.lent(around):
        bootstrap.summarize()(DAY, DAY)
    around.figures = in_memory
    with bootstrap.lent(around):
        bootstrap.summarize()(DAY, DAY)

    assert set(asked.calls) == {("Query", table_name(STAGE, "figures"))}
    assert (len(asked.calls), asked.items) == (in_memory.queries, in_memory.items)
    assert asked.items == 3 * SHARDS


@pytest.fixture(scope="module")
def five_million() -> Reads:
    return of_a_busy_shop(load_shop(Path("shop.yaml")), load(Path("workflows")), mails=5 * MILLION, days=30)


def test_a_month_of_five_million_mails_costs_less_than_half_a_cent_to_report(five_million: Reads) -> None:
    assert five_million.mails == 5 * MILLION
    assert five_million.items < 500_000  # a tenth of the messages, of which it reads none
    assert five_million.queries < 2_000
    assert five_million.dollars < 0.005


def test_ten_times_the_mails_are_the_same_counters() -> None:
    shop, few = load_shop(Path("shop.yaml")), load(Path("workflows"))[:3]

    some, more = (of_a_busy_shop(shop, few, mails=n * MILLION, days=7) for n in (5, 50))

    assert (more.items, more.queries) == (some.items, some.queries)
    assert more.units < some.units * 11 / 10  # longer numbers


def test_the_command_says_what_was_computed(five_million: Reads) -> None:
    words = ["cost", "--report-of", str(5 * MILLION)]

    told = json.loads(CliRunner().invoke(app, [*words, "--json"]).output)

    assert told == five_million.as_json()
    assert f"{told['items']:,} counters" in five_million.told()
