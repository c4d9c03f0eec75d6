"""`homing report` as typed: of a rehearsal's folder and of a stage on moto, in every format."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from homing import bootstrap
from homing.adapters import report_page
from homing.adapters.workflow_files import load
from homing.adapters.workflow_set import WorkflowSet
from homing.domain.figures import Cell, Count, Metric
from homing.services.report_json import report_json
from typer.testing import CliRunner

from local import kept_figures
from local.cli import app
from local.deployed import Deployed
from local.deployment import Deployment
from tests.functional.deployment import STAGE, account, deploy
from tests.unit.figures_of_a_shop import FIRST, LAST, SHOP, FixedClock, of_a_good_month

MONTH = of_a_good_month()


@pytest.fixture
def out(tmp_path: Path) -> Iterator[Path]:
    """A rehearsal's folder, as far as the report reads it."""
    deployment = SimpleNamespace(
        clock=FixedClock(),
        shop=SHOP,
        workflows=WorkflowSet(MONTH.workflows),
        tables=MONTH.figures._tables,
    )
    kept_figures.save(cast("Deployment", deployment), tmp_path, FIRST, LAST)
    yield tmp_path
    bootstrap.install(None)


def report(*words: object) -> Any:
    return CliRunner().invoke(app, ["report", *map(str, words)])


def told(*words: object) -> str:
    answer = report(*words)
    assert answer.exit_code == 0, answer.output
    return str(answer.stdout)


def test_a_rehearsals_folder_gives_the_report_that_it_wrote(out: Path) -> None:
    written = MONTH.report()

    assert json.loads(told(out, "--format", "json")) == json.loads(json.dumps(report_json(written)))
    assert told(out, "--format", "html") == report_page.render(written, SHOP, MONTH.workflows)


def test_the_terminal_gets_a_table(out: Path) -> None:
    text = told(out)

    assert "Nov 1 – 30, 2026" in text.replace("\u2009", " ")
    assert "Welcome series" in text
    assert "NOK\u00a0155,940" in text


def test_days_and_a_workflow_narrow_it(out: Path) -> None:
    narrow = json.loads(
        told(out, "--format", "json", "--to", "2026-11-20", "--days", 7, "--workflow", "welcome")
    )

    assert narrow["period"]["first"] == "2026-11-14"
    assert narrow["workflows"].keys() == {"welcome"}
    assert narrow["kpis"]["sent"] == 7 * 2 * 26


def test_csv_goes_to_a_file_and_adds_up_to_the_report(out: Path, tmp_path: Path) -> None:
    told(out, "--format", "csv", "--out", tmp_path / "new" / "figures.csv")

    rows = list(csv.DictReader(io.StringIO((tmp_path / "new" / "figures.csv").read_text("utf-8"))))
    assert sum(int(row["sent"]) for row in rows) == 2 * 30 * 2 * 26


def test_a_period_in_which_nothing_happened_is_a_finding(out: Path) -> None:
    answer = report(out, "--from", "2020-01-01", "--to", "2020-01-05")

    assert answer.exit_code == 1
    assert "Nothing was counted from 2020-01-01 to 2020-01-05." in answer.output


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--from", "yesterday"], "write a day such as"),
        (["--from", "2026-11-02", "--to", "2026-11-01"], "write the earlier day first"),
        (["--from", "2026-11-02", "--days", "3"], "not both"),
        (["--from", "2020-01-01"], "more than 400 days"),
        (["--workflow", "wellcome"], "There is no workflow 'wellcome'; there are abandoned_cart, welcome"),
        (["--out", "figures.csv"], "say how to write it"),
    ],
)
def test_what_cannot_be_read_is_told_in_a_sentence(out: Path, words: list[str], says: str) -> None:
    answer = report(out, *words)

    assert answer.exit_code == 2
    assert says in answer.output


def test_a_folder_without_a_rehearsal_is_named(tmp_path: Path) -> None:
    assert "holds no rehearsal with figures" in report(tmp_path).output
    (tmp_path / kept_figures.FILE).write_text("{}", "utf-8")
    assert "cannot be read" in report(tmp_path).output


@pytest.fixture
def _deployed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with account(monkeypatch):
        deploy()
        yield
    bootstrap.install(None)


@pytest.mark.usefixtures("_deployed")
def test_a_stage_gives_its_last_thirty_days() -> None:
    around: Any = Deployed(STAGE).neighbours()
    step = next(each for each in load(Path("workflows")) if each.name == "welcome").steps[0].id
    cell = Cell(workflow="welcome", day=datetime.now(UTC).date().isoformat(), step=step, locale="nb")
    around.figures.add([Count(cell=cell, metric=Metric.SENT, shard_key=f"m{n}") for n in range(5)])

    found = json.loads(told("--format", "json"))

    assert found["workflows"]["welcome"]["messages"][step]["sent"] == 5
    assert len(found["workflows"]["welcome"]["by_day"]) == 30


@pytest.mark.usefixtures("_deployed")
def test_a_stage_that_is_not_there_is_named() -> None:
    answer = report("production")

    assert answer.exit_code == 2
    assert "No stage 'production' is deployed" in answer.output
