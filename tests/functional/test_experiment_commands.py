"""`homing experiment` on moto: what it shows of tests, and what a person decides of them."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import boto3
import pytest
from homing.adapters.workflow_files import load_file
from homing.domain.experiment import Decision, DecisionKind, Experiment
from homing.domain.split import plan_of
from homing.services import experimenting
from homing.settings import secret_name
from typer.testing import CliRunner, Result

from local.cli import app
from local.deployed import Checkout, Deployed
from tests.functional.deployment import STAGE, account, deploy

ROOT = Path(__file__).parents[2]
SINCE = datetime(2026, 3, 2, 12, tzinfo=UTC)
TEST = """
    variants: [plain, question]
    test:
      metric: click_rate
      owner: sales
      goal: A question brings more back.
      base: 10%
      change: 5 points
      looks: {first: 14d, every: 7d, most: 3}
"""


@pytest.fixture
def workflows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "workflows" / "abandoned_cart"
    shutil.copytree(ROOT / "workflows" / "abandoned_cart", folder)
    file = folder / "workflow.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("    hours: any # the person left within the hour\n", TEST, 1), "utf-8")
    with account(monkeypatch):
        deploy()
        name = secret_name(STAGE, "ids")
        boto3.client("ssm").put_parameter(Name=name, Value="an-ids-secret", Type="SecureString")
        yield folder.parent


def run(workflows: Path, *arguments: str) -> Result:
    where = ("--workflows", str(workflows), "--shop", str(ROOT / "shop.yaml"), "--stage", STAGE)
    return CliRunner().invoke(app, ["experiment", *arguments, *where])


def begun(workflows: Path) -> None:
    ((step, _),) = experimenting.tested(load_file(workflows / "abandoned_cart" / "workflow.yaml"))
    found = Decision(at=SINCE, kind=DecisionKind.FOUND, arm="question", by="the test", because="its bound")
    new = Experiment(
        workflow="abandoned_cart",
        step="reminder",
        plan=plan_of(step),
        arms=("plain", "question"),
        started=SINCE,
        decisions=(found,),
    )
    around = Deployed(STAGE).require().neighbours(Checkout(workflows=workflows, shop=ROOT / "shop.yaml"))
    assert around.experiments.put(None, new)


def test_without_a_test_it_says_how_to_have_one(workflows: Path) -> None:
    told = run(workflows)

    assert told.exit_code == 0
    assert "No test has begun" in told.output


def test_a_person_overrules_what_the_test_found_and_takes_it_back(workflows: Path) -> None:
    begun(workflows)
    assert "decided by the test: new contacts get question" in run(workflows).output

    chosen = run(workflows, "abandoned_cart", "reminder", "--choose", "plain", "--because", "reads odd")

    assert chosen.exit_code == 0
    assert "decided by a person: new contacts get plain" in chosen.output
    assert "chosen plain, by user: reads odd" in chosen.output

    reopened = run(workflows, "abandoned_cart", "reminder", "--reopen", "--because", "the link was broken")

    assert "reopened by a person: contacts are divided" in reopened.output
    assert "found question, by the test: its bound" in reopened.output  # nothing that was decided is lost

    stopped = run(workflows, "abandoned_cart", "reminder", "--stop", "--because", "it is over")
    assert "stopped by a person: new contacts get plain" in stopped.output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("abandoned_cart", "reminder", "--choose", "bold", "--because", "x"), "it has plain, question"),
        (("abandoned_cart", "incentive", "--stop", "--because", "x"), "has no test that has begun"),
        (("abandoned_cart", "reminder", "--stop"), "Say why with --because"),
        (("abandoned_cart", "--stop", "--because", "x"), "Name the workflow and the step"),
        (("abandoned_cart", "reminder", "--stop", "--reopen", "--because", "x"), "one thing at a time"),
    ],
)
def test_what_cannot_be_decided_is_refused_with_a_way_out(
    workflows: Path, arguments: tuple[str, ...], says: str
) -> None:
    begun(workflows)

    told = run(workflows, *arguments)

    assert told.exit_code == 2
    assert says in " ".join(told.output.split())
