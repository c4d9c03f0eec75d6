"""What is looked at before a deployment is what the CDK command line makes of the checkout."""

from pathlib import Path

import pytest
from homing.adapters.dynamodb.schema import TABLES
from homing.domain.errors import NotDeployable

from infra.app import ROOT
from local.preflight import assembly
from local.preflight.losses import losses, removed_workflows
from tests.infra.conftest import Templates

pytestmark = pytest.mark.xdist_group("synth")


def test_the_templates_of_a_stage_are_made_and_found(sandbox: Templates, tmp_path: Path) -> None:
    made = assembly.templates(assembly.synthesise("sandbox", ROOT, tmp_path), "sandbox")

    assert made["data"]["Resources"].keys() == sandbox.data["Resources"].keys()
    assert made["journeys"]["Resources"].keys() == sandbox.journeys["Resources"].keys()


def test_a_checkout_that_cannot_be_synthesised_is_told_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    (tmp_path / "cdk.json").write_text('{"app": "echo no such workflow >&2; false"}', "utf-8")

    with pytest.raises(NotDeployable, match="no such workflow"):
        assembly.synthesise("sandbox", tmp_path)


def test_a_stage_as_it_is_loses_nothing_when_it_is_deployed_again(production: Templates) -> None:
    assert list(losses(production.data, production.data)) == []
    assert list(losses(production.journeys, production.journeys)) == []


def test_every_workflow_of_a_stage_is_known_with_its_status(production: Templates) -> None:
    removed = removed_workflows(production.journeys, {"Resources": {}})

    assert removed == {"abandoned_cart": "live", "welcome": "live"}


@pytest.mark.parametrize("stage", ["sandbox", "production"])
def test_everything_of_a_stage_that_somebody_would_miss_has_a_name(
    stage: str, request: pytest.FixtureRequest
) -> None:
    deployed: Templates = request.getfixturevalue(stage)

    told = [
        sentence
        for each in (deployed.data, deployed.journeys)
        for sentence in losses(each, {"Resources": {}})
    ]

    assert len([sentence for sentence in told if sentence.startswith("the table ")]) == len(TABLES)
    assert not [sentence for sentence in told if "::" in sentence]
    assert len(set(told)) == len(told)
