"""One harmless call for each permission that a function could have, and whether a role may make it.

Authorization comes before everything else, so most calls are wrong in another way, and change nothing.
"""

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import boto3
from botocore.exceptions import ClientError
from homing.adapters.dynamodb.schema import TABLES
from homing.settings import secret_name

from local.emulator.session import EmulatorSession
from local.emulator.surroundings import ACCOUNT
from tests.deploy.outside import Outside

Call = Callable[[], object]
Calls = dict[str, dict[str, Call]]
Probe = tuple[str, str, str]
"""Service, resource and verb, in the words of tests/infra/test_permissions.py."""

REFUSALS = {"AccessDenied", "AccessDeniedException"}


def acting_as(shop: Outside, function: str) -> EmulatorSession:
    """boto3 under the role of a function, which is made to trust the account's root for it."""
    roles, tokens = shop.session.client("iam"), shop.session.client("sts")
    configured = shop.session.client("lambda").get_function_configuration(
        FunctionName=shop.function(function)
    )
    name = configured["Role"].rpartition("/")[2]
    trusted = roles.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]
    root = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        "Action": "sts:AssumeRole",
    }
    trusted = {**trusted, "Statement": [*trusted["Statement"], root]}
    roles.update_assume_role_policy(RoleName=name, PolicyDocument=json.dumps(trusted))
    given = tokens.assume_role(RoleArn=configured["Role"], RoleSessionName="probe")["Credentials"]
    return EmulatorSession(
        shop.emulator,
        key=given["AccessKeyId"],
        secret=given["SecretAccessKey"],
        token=given["SessionToken"],
    )


def may(call: Call) -> bool:
    """Whether a call gets past authorization."""
    try:
        call()
    except ClientError as error:
        return error.response["Error"]["Code"] not in REFUSALS
    return True


def probes(shop: Outside, session: boto3.Session) -> Mapping[Probe, Call]:
    """Every probe, as a call by whom the session stands for."""
    return {
        (service, resource, verb): call
        for service, resources in (
            ("dynamodb", _tables(shop, session)),
            ("sqs", _queues(shop, session)),
            ("ssm", _secrets(shop, session)),
            ("states", _executions(shop, session)),
            ("s3", _bodies(shop, session)),
            ("ses", {"*": {"GetAccount": session.client("sesv2").get_account}}),
        )
        for resource, calls in resources.items()
        for verb, call in calls.items()
    }


def _tables(shop: Outside, session: boto3.Session) -> Calls:
    client: Any = session.client("dynamodb")
    found: Calls = {}
    for schema in TABLES:
        name = getattr(shop.deployed.settings, f"{schema.name}_table")
        key = {each: {"S": "probe"} for each in (schema.partition_key, schema.sort_key) if each}
        condition = {"KeyConditionExpression": "pk = :pk", "ExpressionAttributeValues": {":pk": key["pk"]}}
        found[schema.name.capitalize()] = {
            "GetItem": partial(client.get_item, TableName=name, Key=key),
            "Query": partial(client.query, TableName=name, **condition),
            "PutItem": partial(client.put_item, TableName=name, Item=key),
            "DeleteItem": partial(client.delete_item, TableName=name, Key=key),
            "Scan": partial(client.scan, TableName=name),
        }
    return found


def _secrets(shop: Outside, session: boto3.Session) -> Calls:
    read = partial(session.client("ssm").get_parameter, WithDecryption=True)
    return {
        f"/homing/sandbox/{name}": {"GetParameter": partial(read, Name=secret_name(shop.stage, name))}
        for name in ("shopify", "pages", "ids", "segment")
    }


def _queues(shop: Outside, session: boto3.Session) -> Calls:
    client: Any = session.client("sqs")
    settings = shop.deployed.settings
    urls = {
        "Events/Queue": settings.events_queue_url,
        "Feedback/Queue": settings.feedback_queue_url,
        "Feedback/DeadLetters": settings.feedback_dead_letter_queue_url,
        "Journey-abandoned_cart/Send/Queue": shop.queue("abandoned_cart"),
        "Journey-welcome/Send/Queue": shop.queue("welcome"),
    }
    return {
        name: {
            "SendMessage": partial(client.send_message, QueueUrl=url, MessageBody=""),
            "ReceiveMessage": partial(client.receive_message, QueueUrl=url, VisibilityTimeout=0),
            "DeleteMessage": partial(client.delete_message, QueueUrl=url, ReceiptHandle="nobodys"),
            "GetQueueAttributes": partial(client.get_queue_attributes, QueueUrl=url),
        }
        for name, url in urls.items()
    }


def _executions(shop: Outside, session: boto3.Session) -> Calls:
    client: Any = session.client("stepfunctions")
    machine = shop.machine("welcome")
    nobodys = f"{machine.replace(':stateMachine:', ':execution:')}:nobodys"
    started = {"stateMachineArn": machine, "name": "probe", "input": "not JSON"}
    return {
        "machines": {"StartExecution": partial(client.start_execution, **started)},
        "executions": {
            "StopExecution": partial(client.stop_execution, executionArn=nobodys),
            "DescribeExecution": partial(client.describe_execution, executionArn=nobodys),
        },
        "*": {
            "SendTaskSuccess": partial(client.send_task_success, taskToken="nobodys", output="{}"),
            "SendTaskFailure": partial(client.send_task_failure, taskToken="nobodys"),
        },
    }


def _bodies(shop: Outside, session: boto3.Session) -> Calls:
    client: Any = session.client("s3")
    place = {"Bucket": shop.deployed.settings.overflow_bucket, "Key": "probe"}
    return {
        "Overflow/*": {
            "PutObject": partial(client.put_object, **place, Body=b""),
            "GetObject": partial(client.get_object, **place),
        }
    }
