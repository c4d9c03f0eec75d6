"""`homing validate --against STAGE` on an account of moto: what it finds, says, and lets pass."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from homing.adapters.secrets import SsmSecrets
from homing.settings import stack_name
from typer.testing import CliRunner, Result

from local.cli import app
from local.preflight import assembly
from local.preflight.account import Account
from tests.functional.deployment import MACHINE, ROLE, account
from tests.unit.test_preflight import kept, machine, resource, table, template

STAGE = "production"
QUEUE = resource("SQS::Queue", "Journey-welcome/Send/Queue", QueueName="homing-production-welcome-send")
DOMAIN = "fjord.example.com"
IDENTITY = resource("SES::EmailIdentity", "Mail/Identity", EmailIdentity=DOMAIN)
CONTACTS = kept(table(AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}]))


def welcome(status: str = "live") -> dict[str, Any]:
    """The journeys stack with one workflow."""
    runs = machine(status=status)
    runs["Properties"] |= {"RoleArn": ROLE, "DefinitionString": json.dumps(MACHINE)}
    return template(Q=QUEUE, M=runs)


@dataclass
class Shipyard:
    """The account as it is, and the templates that would be deployed to it."""

    folder: Path
    data: dict[str, Any] = field(default_factory=lambda: template(T=CONTACTS))
    journeys: dict[str, Any] = field(default_factory=welcome)

    def deploy(self) -> None:
        """Make what is planned the deployed."""
        formation = boto3.client("cloudformation")
        for part, planned in (("data", self.data), ("journeys", self.journeys)):
            formation.create_stack(StackName=stack_name(STAGE, part), TemplateBody=json.dumps(planned))

    def validate(self, *options: str) -> Result:
        for part, planned in (("data", self.data), ("journeys", self.journeys)):
            file = self.folder / f"{stack_name(STAGE, part)}.template.json"
            file.write_text(json.dumps(planned), "utf-8")
        return CliRunner().invoke(app, ["validate", "--against", STAGE, *options])


@pytest.fixture
def shipyard(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Shipyard]:
    with account(monkeypatch):
        monkeypatch.setattr(assembly, "synthesise", lambda *_: tmp_path)
        # The two that moto does not answer; test_what_aws_allows_the_account has them.
        monkeypatch.setattr(Account, "concurrency", lambda _: 1_000)
        monkeypatch.setattr(Account, "may_mail_anybody", lambda _: True)
        yield Shipyard(tmp_path)


def _plain(answer: Result) -> str:
    return " ".join(answer.output.split())


def test_a_first_deployment_is_let_pass_and_told_what_is_not_ready(shipyard: Shipyard) -> None:
    shipyard.journeys["Resources"]["I"] = resource(
        "SES::EmailIdentity", "Mail/Identity", EmailIdentity=DOMAIN
    )

    answer = shipyard.validate()

    assert answer.exit_code == 0
    assert "deletes and replaces nothing that holds anything" in _plain(answer)
    assert "homing secret set shopify --stage production" in _plain(answer)
    assert f"SES sends nothing for {DOMAIN} until its DNS records stand" in _plain(answer)


def test_what_is_ready_is_not_told(shipyard: Shipyard) -> None:
    for secret in ("shopify", "pages", "ids"):
        SsmSecrets(boto3.client("ssm"), STAGE).put(secret, ["a-value"])

    assert "secret" not in shipyard.validate().output


def test_deploying_the_same_again_is_let_pass(shipyard: Shipyard) -> None:
    shipyard.deploy()

    assert shipyard.validate().exit_code == 0


def test_alarms_that_nobody_hears_are_told_until_somebody_subscribes(shipyard: Shipyard) -> None:
    shipyard.journeys["Resources"]["A"] = resource("SNS::Topic", "Duty/Topic")
    shipyard.journeys["Outputs"] = {"AlarmsTopic": {"Value": {"Ref": "A"}}}
    shipyard.deploy()

    unheard = _plain(shipyard.validate())
    (topic,) = boto3.client("sns").list_topics()["Topics"]
    boto3.client("sns").subscribe(
        TopicArn=topic["TopicArn"], Protocol="email", Endpoint="on-duty@fjord.example.com"
    )

    assert f"nobody hears the alarms: aws sns subscribe --topic-arn {topic['TopicArn']}" in unheard
    assert "nobody hears" not in _plain(shipyard.validate())


def test_a_loss_stops_a_deployment_unless_it_is_meant(shipyard: Shipyard) -> None:
    shipyard.deploy()
    shipyard.data = template()

    refused, meant = shipyard.validate(), shipyard.validate("--yes")

    assert refused.exit_code == 1
    assert "the table contacts would no longer be the stage's" in _plain(refused)
    assert "--yes" in _plain(refused)
    assert meant.exit_code == 0


def test_a_live_workflow_is_not_removed_undrained(shipyard: Shipyard) -> None:
    shipyard.deploy()
    shipyard.journeys = template(Other=resource("SNS::Topic", "Duty/Topic"))

    answer = shipyard.validate()

    assert answer.exit_code == 1
    assert "welcome would be removed, and it is deployed as live; write status: draining" in _plain(answer)


def test_a_draining_workflow_is_removed_when_nobody_is_on_their_way(shipyard: Shipyard) -> None:
    shipyard.journeys = welcome("draining")
    shipyard.deploy()
    shipyard.journeys = template(Other=resource("SNS::Topic", "Duty/Topic"))
    arn = next(iter(Account().machines.values()))
    running = boto3.client("stepfunctions").start_execution(stateMachineArn=arn)["executionArn"]

    occupied = shipyard.validate()
    boto3.client("stepfunctions").stop_execution(executionArn=running)

    assert occupied.exit_code == 1
    assert "somebody is still on their way" in _plain(occupied)
    assert shipyard.validate().exit_code == 0


def test_names_that_an_earlier_workflow_left_stop_a_deployment_even_if_meant(shipyard: Shipyard) -> None:
    boto3.client("sqs").create_queue(QueueName="homing-production-welcome-send")
    boto3.client("stepfunctions").create_state_machine(
        name="homing-production-welcome", definition=json.dumps(MACHINE), roleArn=ROLE
    )
    boto3.client("iam").create_role(
        RoleName="homing-production-welcome-eu-west-1", AssumeRolePolicyDocument="{}"
    )
    boto3.client("logs").create_log_group(logGroupName="/aws/vendedlogs/states/homing-production-welcome")
    role = {"Fn::Join": ["", ["homing-production-welcome-", {"Ref": "AWS::Region"}]]}
    shipyard.journeys["Resources"] |= {
        "R": resource("IAM::Role", "Journey-welcome/Machine/Role", RoleName=role),
        "L": resource(
            "Logs::LogGroup",
            "Journey-welcome/Machine/Log",
            LogGroupName="/aws/vendedlogs/states/homing-production-welcome",
        ),
    }

    answer = shipyard.validate("--yes")

    assert answer.exit_code == 1
    assert (
        "an earlier workflow welcome left its queue homing-production-welcome-send, its state machine "
        "homing-production-welcome, its role homing-production-welcome-eu-west-1, its log group "
        "/aws/vendedlogs/states/homing-production-welcome; the deployment would fail"
    ) in _plain(answer)


def test_a_name_that_only_begins_like_another_is_free(shipyard: Shipyard) -> None:
    boto3.client("sqs").create_queue(QueueName="homing-production-welcome-send-dead")

    assert shipyard.validate().exit_code == 0


def test_more_functions_than_the_account_may_run_stop_a_deployment(
    shipyard: Shipyard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Account, "concurrency", lambda _: 10)

    answer = shipyard.validate()

    assert answer.exit_code == 1
    assert "1 workflows may run 22 functions at once, but the account allows 10" in _plain(answer)


def test_links_under_a_domain_that_is_not_proved_would_fail(shipyard: Shipyard) -> None:
    shipyard.journeys["Resources"] |= {
        "I": IDENTITY,
        "C": resource("SES::ConfigurationSet", "Mail/ConfigurationSet", TrackingOptions={}),
    }

    answer = shipyard.validate("--yes")

    assert answer.exit_code == 1
    assert f"SES has not seen yet that {DOMAIN} is yours, and refuses links under it" in _plain(answer)


def test_an_unknown_stage_is_told_with_those_that_there_are() -> None:
    answer = CliRunner().invoke(app, ["validate", "--against", "prod"])

    assert answer.exit_code == 2
    assert "no stage 'prod'; one of sandbox, staging, production" in answer.output


class Session:
    """A session whose clients answer what they were told."""

    region_name = "eu-west-1"

    def __init__(self, answers: Mapping[str, tuple[str, dict[str, Any]]]) -> None:
        self._answers = answers

    def client(self, service: str) -> Any:
        client = boto3.Session().client(service, region_name=self.region_name)  # type: ignore[call-overload]
        stub = Stubber(client)
        stub.add_response(*self._answers[service])
        stub.activate()
        return client


def test_what_aws_allows_the_account() -> None:
    limits = {"AccountLimit": {"ConcurrentExecutions": 10}}
    answers = {
        "lambda": ("get_account_settings", limits),
        "sesv2": ("get_account", {"ProductionAccessEnabled": False}),
    }
    asked = Account(Session(answers))  # type: ignore[arg-type]

    assert asked.concurrency() == 10
    assert asked.may_mail_anybody() is False
