"""A small deployment on moto, in the two stacks and under the names of a real one."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, Literal

import boto3
import pytest
from homing.adapters.aws import clients
from homing.adapters.dynamodb.schema import TABLES
from homing.settings import dead_letter_queue_name, machine_name, send_queue_name, stack_name
from moto import mock_aws

STAGE = "sandbox"
REGION: Literal["eu-west-1"] = "eu-west-1"
WORKFLOWS = ("abandoned_cart", "welcome")
ROLE = "arn:aws:iam::123456789012:role/homing"
TRUST = {
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ]
}
MACHINE = {"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 1, "End": True}}}


@contextmanager
def account(environment: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty account on moto, with credentials that open nothing."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        environment.setenv(name, "testing")
    environment.setenv("AWS_DEFAULT_REGION", REGION)
    environment.setenv("AWS_EC2_METADATA_DISABLED", "true")
    environment.setattr(boto3, "DEFAULT_SESSION", _session())
    clients.forget()
    with mock_aws(config={"lambda": {"use_docker": False}}):
        boto3.client("iam").create_role(RoleName="homing", AssumeRolePolicyDocument=json.dumps(TRUST))
        yield
    clients.forget()


@cache
def _session() -> boto3.Session:
    """One for all tests: reading a service's description takes longer than most of them."""
    return boto3.Session()


def deploy(stage: str = STAGE, workflows: Sequence[str] = WORKFLOWS) -> None:
    """Deploy what the verbs of an operator speak to; no function has code, no machine a step."""
    formation = boto3.client("cloudformation")
    for part, resources in (("data", _tables(stage)), ("journeys", _journeys(stage, workflows))):
        template = json.dumps({"Resources": resources})
        formation.create_stack(StackName=stack_name(stage, part), TemplateBody=template)
    storage = boto3.client("s3")
    there = {each["Name"] for each in storage.list_buckets()["Buckets"]}  # of another stage's deployment
    for bucket in {"overflow", "feedback", "exports", "figures"} - there:
        storage.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    for workflow in workflows:
        boto3.client("stepfunctions").create_state_machine(
            name=machine_name(stage, workflow), definition=json.dumps(MACHINE), roleArn=ROLE
        )


def table_name(stage: str, name: str) -> str:
    """What a table is called here; in a real deployment CloudFormation makes its name up."""
    return f"homing-{stage}-{name}"


def _tables(stage: str) -> dict[str, Any]:
    tables = {}
    for schema in TABLES:
        keys = {schema.partition_key: "HASH"} | ({schema.sort_key: "RANGE"} if schema.sort_key else {})
        tables[schema.name.capitalize()] = _resource(
            "DynamoDB::Table",
            TableName=table_name(stage, schema.name),
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in keys.items()],
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in keys],
        )
    return tables | {"ArchivesFeedback": _resource("S3::Bucket")}


def _journeys(stage: str, workflows: Sequence[str]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name in ("Events", "Feedback"):
        made[name] = _resource("SQS::Queue", RedrivePolicy=_dead(f"{name}DeadLetters"))
        made[f"{name}DeadLetters"] = _resource("SQS::Queue")
    told = {
        "STAGE": stage,
        "ACCOUNT_ID": {"Ref": "AWS::AccountId"},
        **{f"{schema.name.upper()}_TABLE": table_name(stage, schema.name) for schema in TABLES},
        "EVENTS_QUEUE_URL": {"Ref": "Events"},
        "FEEDBACK_QUEUE_URL": {"Ref": "Feedback"},
        "FEEDBACK_DEAD_LETTER_QUEUE_URL": {"Ref": "FeedbackDeadLetters"},
        "OVERFLOW_BUCKET": "overflow",
        "FEEDBACK_BUCKET": "feedback",
        "EXPORTS_BUCKET": "exports",
        "FIGURES_BUCKET": "figures",
        "CONFIGURATION_SET": "mails",
        "PAGES_URL": "https://links.example",
        "NOTICES_TOPIC_ARN": "arn:aws:sns:eu-west-1:123456789012:notices",
    }
    for name, variables in (
        ("Send", told),
        ("Events", {"STAGE": stage}),
        ("Feedback", {"STAGE": stage}),
    ):
        made[f"{name}Function"] = _resource(
            "Lambda::Function",
            Code={"ZipFile": "def handler(event, context): pass"},
            Handler="index.handler",
            Runtime="python3.13",
            Role=ROLE,
            Environment={"Variables": variables},
        )
    for name in ("Events", "Feedback"):
        made[f"{name}Source"] = _source(name, f"{name}Function")
    for workflow in workflows:
        own, queue = workflow.title().replace("_", ""), send_queue_name(stage, workflow)
        made[f"{own}Queue"] = _resource("SQS::Queue", QueueName=queue, RedrivePolicy=_dead(f"{own}Dead"))
        made[f"{own}Dead"] = _resource("SQS::Queue", QueueName=dead_letter_queue_name(queue))
        made[f"{own}Source"] = _source(f"{own}Queue", "SendFunction")
    return made


def _dead(queue: str) -> dict[str, Any]:
    return {"deadLetterTargetArn": {"Fn::GetAtt": [queue, "Arn"]}, "maxReceiveCount": 20}


def _source(queue: str, function: str) -> dict[str, Any]:
    return _resource(
        "Lambda::EventSourceMapping",
        EventSourceArn={"Fn::GetAtt": [queue, "Arn"]},
        FunctionName={"Ref": function},
    )


def _resource(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Type": f"AWS::{kind}", "Properties": properties}
