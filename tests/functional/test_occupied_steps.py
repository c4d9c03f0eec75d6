"""`homing validate --against STAGE` where people wait for what a deployment would take away."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import boto3
import pytest
from homing.domain.watch import watch_entry
from homing.settings import stack_name
from typer.testing import CliRunner, Result

from local.cli import app
from local.deployed import Deployed
from local.preflight import assembly
from local.preflight.account import Account
from tests.functional.contracts.samples import NO_GUARD, enrollment
from tests.functional.deployment import STAGE, account, deploy

Validate = Callable[[], Result]


@pytest.fixture
def workflows(tmp_path: Path) -> Path:
    """A copy of our workflows, to be edited."""
    shutil.copytree("segments", tmp_path / "segments")
    return Path(shutil.copytree("workflows", tmp_path / "workflows"))


@pytest.fixture
def validate(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, workflows: Path) -> Iterator[Validate]:
    """The command on a stage whose templates are deployed as they are."""
    with account(monkeypatch):
        deploy()
        for part in ("data", "journeys"):
            name = stack_name(STAGE, part)
            body = boto3.client("cloudformation").get_template(StackName=name)["TemplateBody"]
            text = body if isinstance(body, str) else json.dumps(body)
            (tmp_path / f"{name}.template.json").write_text(text, "utf-8")
        monkeypatch.setattr(assembly, "synthesise", lambda *_: tmp_path)
        monkeypatch.setattr(Account, "concurrency", lambda _: 1_000)
        monkeypatch.setattr(Account, "may_mail_anybody", lambda _: True)
        yield lambda: CliRunner().invoke(app, ["validate", "--against", STAGE, "--workflows", str(workflows)])


def enters(step: str, version: str = "v1") -> None:
    new = enrollment(waits_for=step, version=version)
    Deployed(STAGE).neighbours().enrollments.put(new, NO_GUARD, watch_entry(new), [])


def test_a_step_for_which_somebody_waits_is_not_taken_away(validate: Validate) -> None:
    enters("old_story")

    answer = validate()

    assert answer.exit_code == 1
    assert "1 person waits in welcome for the step old_story" in answer.output


def test_a_step_with_another_in_its_place_may_go(validate: Validate, workflows: Path) -> None:
    enters("old_story")
    file = workflows / "welcome" / "workflow.yaml"
    file.write_text(file.read_text("utf-8") + "\nmoved: {old_story: brand_story}\n", "utf-8")

    assert validate().exit_code == 0


def test_where_nobody_waits_anything_may_go(validate: Validate) -> None:
    enters("brand_story")
    known = Deployed(STAGE).neighbours().enrollments
    known.end(enrollment(waits_for="brand_story"), "x", enrollment().enrolled_at, [])

    assert validate().exit_code == 0


def test_a_stage_that_another_version_deployed_can_be_looked_at(validate: Validate) -> None:
    enters("old_story")
    fewer = {name.upper(): told for name, told in Deployed(STAGE).told.items() if name != "pages_url"}
    for name in Deployed(STAGE).functions():
        boto3.client("lambda").update_function_configuration(
            FunctionName=name, Environment={"Variables": fewer}
        )

    assert "old_story" in validate().output
