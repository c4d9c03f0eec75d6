"""How a command finds a deployed stage, and what it says where there is none."""

import json
from collections.abc import Iterator

import boto3
import pytest
from homing.adapters.dynamodb.schema import TABLES
from homing.domain.errors import NoDeployment
from homing.settings import machine_name

from local.deployed import Deployed, EverySetting
from tests.functional.contracts.samples import contact
from tests.functional.deployment import MACHINE, REGION, ROLE, STAGE, WORKFLOWS, account, deploy, table_name


@pytest.fixture(autouse=True)
def _account(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with account(monkeypatch):
        yield


def test_a_stage_is_found_by_its_name() -> None:
    deploy()

    assert Deployed(STAGE).require().workflows() == WORKFLOWS
    assert {each["ResourceType"] for each in Deployed(STAGE).resources("data")} >= {"AWS::DynamoDB::Table"}


def test_a_stage_that_was_not_deployed_is_named_with_what_to_do() -> None:
    deploy()

    with pytest.raises(NoDeployment, match=rf"'staging' .* {REGION}: .*make deploy STAGE=staging"):
        Deployed("staging").require()


def test_every_setting_is_read_from_the_functions_themselves() -> None:
    deploy()

    told = Deployed(STAGE).settings

    assert told.stage == STAGE
    assert told.aws_region == REGION
    tables = {getattr(told, f"{schema.name}_table") for schema in TABLES}
    assert tables == {table_name(STAGE, schema.name) for schema in TABLES}
    assert all(getattr(told, name) for name in EverySetting.model_fields)


def test_a_stage_of_other_code_says_so() -> None:
    deploy()
    for name in Deployed(STAGE).functions():
        boto3.client("lambda").update_function_configuration(
            FunctionName=name, Environment={"Variables": {"STAGE": STAGE}}
        )

    with pytest.raises(NoDeployment, match="another version of Homing"):
        assert Deployed(STAGE).settings


def test_a_machine_whose_workflow_is_gone_is_found_and_another_stages_is_not() -> None:
    deploy()
    deploy("staging", ["win_back"])
    boto3.client("stepfunctions").create_state_machine(
        name=machine_name(STAGE, "old_series"), definition=json.dumps(MACHINE), roleArn=ROLE
    )

    assert Deployed(STAGE).workflows() == ("abandoned_cart", "old_series", "welcome")


def test_the_ports_of_a_stage_read_its_own_tables() -> None:
    deploy()
    deploy("staging")

    Deployed(STAGE).neighbours().contacts.create(contact(), [])

    assert Deployed(STAGE).neighbours().contacts.get(contact().id) is not None
    assert Deployed("staging").neighbours().contacts.get(contact().id) is None


def test_shop_and_workflows_are_those_of_the_checkout() -> None:
    deploy()

    around = Deployed(STAGE).neighbours()

    assert around.shop.name
    assert {each.name for each in around.workflows.all()} >= set(WORKFLOWS)
