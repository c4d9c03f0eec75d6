"""Every byte that an embedded account holds, place by place; what left it, as mails have, is not in it."""

import json
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import boto3
from homing.adapters.dynamodb.schema import TABLES
from moto.dynamodb.models import dynamodb_backends
from moto.sqs.models import sqs_backends

from local.account import Account
from local.moto_engine.account import MotoAccount
from local.moto_engine.environment import ACCOUNT_ID, REGION, STAGE

Place = tuple[str, str | bytes]
"""Where something is, and what is there."""


def in_memory(account: Account) -> Iterator[Place]:
    """Tables, queues, dead letters, executions, codes and exports of the laptop's engine."""
    tables = account.tables
    for field in fields(tables):
        kept: Any = getattr(tables, field.name)
        items = kept.items() if isinstance(kept, dict) else [(n, each) for n, each in enumerate(kept)]
        yield from ((f"table {field.name}", repr(each)) for each in items)
    for queue in (account.events, account.feedback, *account.sends.values()):
        for message in (*queue._waiting, *queue.dead_letters):
            yield f"queue {queue.name}", repr(message)
    for execution in account.stepper.executions.values():
        yield "execution", f"{execution.name} {execution.value!r}"
    around: Any = account.neighbours
    yield from (("export", text) for text in around.exports.documents.values())
    yield "codes", repr(around.codes)
    yield "list of SES", repr(account.mailer.account_list.listed)


def on_moto(account: MotoAccount) -> Iterator[Place]:
    """Items, objects, messages, histories and parameters of the account on moto."""
    tables = dynamodb_backends[ACCOUNT_ID][REGION].tables
    for schema in TABLES:
        for item in tables[f"homing-{STAGE}-{schema.name}"].all_items():
            yield f"table {schema.name}", json.dumps(item.to_json(), default=str)
    store = boto3.client("s3", region_name=REGION)
    for bucket in store.list_buckets()["Buckets"]:
        for entry in store.list_objects_v2(Bucket=bucket["Name"]).get("Contents", []):
            stored = store.get_object(Bucket=bucket["Name"], Key=entry["Key"])
            yield f"object of {bucket['Name']}", stored["Body"].read()
            yield f"object of {bucket['Name']}", f"{entry['Key']} {stored['Metadata']}"
    for queue in sqs_backends[ACCOUNT_ID][REGION].queues.values():
        messages: Any = queue._messages
        for message in messages:
            attributes = json.dumps(message.message_attributes, default=str)
            yield f"queue {queue.name}", f"{message.body}\n{attributes}"
    yield from _executions()
    parameters = boto3.client("ssm", region_name=REGION).describe_parameters()["Parameters"]
    yield "parameters", json.dumps(parameters, default=str)


def _executions() -> Iterator[Place]:
    machines = boto3.client("stepfunctions", region_name=REGION)
    for machine in machines.list_state_machines()["stateMachines"]:
        runs = machines.list_executions(stateMachineArn=machine["stateMachineArn"], maxResults=1000)
        for run in runs["executions"]:
            arn = run["executionArn"]
            yield "execution", json.dumps(machines.describe_execution(executionArn=arn), default=str)
            told = machines.get_execution_history(executionArn=arn, includeExecutionData=True)["events"]
            yield "execution", json.dumps(told, default=str)
