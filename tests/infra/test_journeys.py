"""What each workflow is made of in the cloud, and what a redeployment must not do to it."""

import json
from pathlib import Path
from typing import Any

import pytest
from homing.adapters import workflow_files
from homing.domain.workflow import Status
from homing.settings import machine_name, send_queue_name

from infra.asl.compiler import compile_workflow, to_text
from infra.constructs.specs import SPECS
from infra.stages import SANDBOX
from tests.infra.conftest import Templates, path, synthesise
from tools.asl_snapshots import ROOT

pytestmark = pytest.mark.xdist_group("synth")

WORKFLOWS = {each.name: each for each in workflow_files.load(ROOT / "workflows")}
DEPLOYED = [name for name, each in WORKFLOWS.items() if each.status is not Status.DRAFT]
IN_USE = ("AWS::StepFunctions::StateMachine", "AWS::SQS::Queue", "AWS::IAM::Role", "AWS::IAM::Policy")


def _machine(templates: Templates, workflow: str) -> dict[str, Any]:
    return templates.one("AWS::StepFunctions::StateMachine", f"Journey-{workflow}/Machine")


@pytest.mark.parametrize("workflow", DEPLOYED)
def test_a_machine_runs_the_compiled_text_under_its_fixed_name(sandbox: Templates, workflow: str) -> None:
    machine = _machine(sandbox, workflow)["Properties"]

    assert machine["StateMachineName"] == machine_name("sandbox", workflow)
    assert machine["DefinitionString"] == to_text(compile_workflow(WORKFLOWS[workflow]))
    assert set(machine["DefinitionSubstitutions"]) == {"SendQueueUrl", "StepFunctionArn"}
    assert machine["RoleArn"]


@pytest.mark.parametrize("workflow", DEPLOYED)
def test_a_machine_logs_errors_and_no_data(sandbox: Templates, workflow: str) -> None:
    logged = _machine(sandbox, workflow)["Properties"]["LoggingConfiguration"]
    log_group = sandbox.one("AWS::Logs::LogGroup", f"Journey-{workflow}/Machine/Log")["Properties"]

    assert (logged["Level"], logged["IncludeExecutionData"]) == ("ERROR", False)
    assert log_group["LogGroupName"] == f"/aws/vendedlogs/states/{machine_name('sandbox', workflow)}"


@pytest.mark.parametrize("workflow", DEPLOYED)
def test_whatever_somebody_may_be_on_the_way_in_stays(production: Templates, workflow: str) -> None:
    kept = {
        path(each): each.get("DeletionPolicy")
        for kind in IN_USE
        for each in production.of_type(kind).values()
        if f"/Journey-{workflow}/" in path(each)
    }

    assert len(kept) == 5
    assert set(kept.values()) == {"RetainExceptOnCreate"}


@pytest.mark.parametrize("workflow", DEPLOYED)
def test_a_send_queue_keeps_a_mail_fourteen_days_and_gives_up_after_twenty_tries(
    sandbox: Templates, workflow: str
) -> None:
    queue = sandbox.one("AWS::SQS::Queue", f"Journey-{workflow}/Send/Queue")["Properties"]

    assert queue["QueueName"] == send_queue_name("sandbox", workflow)
    assert queue["MessageRetentionPeriod"] == 14 * 24 * 3600
    assert queue["RedrivePolicy"]["maxReceiveCount"] == 20
    assert queue["VisibilityTimeout"] == 6 * SPECS["send"].timeout_seconds


def test_every_queue_is_sealed_and_takes_tls_only(sandbox: Templates) -> None:
    queues = sandbox.of_type("AWS::SQS::Queue")
    policies = sandbox.of_type("AWS::SQS::QueuePolicy").values()

    assert all(each["Properties"]["SqsManagedSseEnabled"] for each in queues.values())
    assert len(policies) == len(queues)
    assert all("aws:SecureTransport" in json.dumps(each) for each in policies)


def test_every_consumer_reports_single_failures_and_is_held_back(sandbox: Templates) -> None:
    mappings = [each["Properties"] for each in sandbox.of_type("AWS::Lambda::EventSourceMapping").values()]

    assert len(mappings) == 2 + len(DEPLOYED)
    assert {tuple(each["FunctionResponseTypes"]) for each in mappings} == {("ReportBatchItemFailures",)}
    assert {each["BatchSize"] for each in mappings} == {10}
    assert {each["ScalingConfig"]["MaximumConcurrency"] for each in mappings} == {2}


def test_a_deployment_does_not_wake_what_was_paused(sandbox: Templates) -> None:
    mappings = sandbox.of_type("AWS::Lambda::EventSourceMapping").values()

    assert not [each for each in mappings if "Enabled" in each["Properties"]]


@pytest.mark.parametrize("status", [Status.PAUSED, Status.DRAINING])
def test_a_draft_deploys_nothing_and_what_still_runs_stays_deployed(status: Status, tmp_path: Path) -> None:
    welcome, cart = WORKFLOWS["welcome"], WORKFLOWS["abandoned_cart"]
    workflows = [
        welcome.model_copy(update={"status": Status.DRAFT}),
        cart.model_copy(update={"status": status}),
    ]

    made = synthesise(SANDBOX, tmp_path, workflows=workflows)

    machines = made.of_type("AWS::StepFunctions::StateMachine").values()
    assert [each["Properties"]["StateMachineName"] for each in machines] == [
        machine_name("sandbox", "abandoned_cart")
    ]
    assert not [name for name in made.of_type("AWS::SQS::Queue") if "welcome" in name]


def test_executions_that_break_are_told_to_the_step_function(sandbox: Templates) -> None:
    (rule,) = sandbox.of_type("AWS::Events::Rule").values()
    pattern = rule["Properties"]["EventPattern"]

    assert pattern["detail"]["status"] == ["FAILED", "TIMED_OUT", "ABORTED"]
    assert "stateMachine:homing-sandbox-" in json.dumps(pattern["detail"]["stateMachineArn"])
