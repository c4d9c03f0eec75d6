"""Which function may do what to what, as a table; whoever changes a grant changes this."""

import re
from collections import defaultdict
from typing import Any

import pytest

from tests.infra.conftest import Resource, Templates, path

pytestmark = pytest.mark.xdist_group("synth")

READ = "BatchGetItem GetItem Query"
WRITE = "BatchGetItem ConditionCheckItem DeleteItem GetItem PutItem Query UpdateItem"
WRITE_MANY = WRITE.replace("BatchGetItem", "BatchGetItem BatchWriteItem")
CONSUME = "ChangeMessageVisibility DeleteMessage GetQueueAttributes GetQueueUrl ReceiveMessage"
LOG = {"logs": {"its own log": "CreateLogStream PutLogEvents"}}

# function: service: resource: actions
TABLE: dict[str, dict[str, dict[str, str]]] = {
    "Webhook": LOG
    | {
        "sqs": {"Events/Queue": "SendMessage"},
        "s3": {"Overflow/*": "PutObject"},
        "ssm": {"/homing/sandbox/shopify": "GetParameter"},
    },
    "Track": LOG
    | {
        "sqs": {"Events/Queue": "SendMessage"},
        "s3": {"Overflow/*": "PutObject"},
        "ssm": {"/homing/sandbox/segment": "GetParameter"},
    },
    "Forms": LOG
    | {
        "sqs": {"Events/Queue": "SendMessage"},
        "s3": {"Overflow/*": "PutObject"},
        "ssm": {"/homing/sandbox/pages": "GetParameter"},
    },
    "Events": LOG
    | {
        "dynamodb": dict.fromkeys(
            ("Catalogue", "Contacts", "Enrollments", "Events", "Figures", "Schedule"), WRITE
        ),
        "states": {"machines": "StartExecution", "executions": "StopExecution", "*": "SendTaskSuccess"},
        "s3": {"Overflow/*": "GetObject"},
        "ssm": {"/homing/sandbox/ids": "GetParameter"},
        "sqs": {"Events/Queue": CONSUME},
    },
    "Feedback": LOG
    | {
        "dynamodb": dict.fromkeys(("Contacts", "Enrollments", "Figures", "Schedule"), WRITE),
        "states": {"machines": "StartExecution", "executions": "StopExecution", "*": "SendTaskSuccess"},
        "ssm": {"/homing/sandbox/ids": "GetParameter"},
        "sqs": {"Feedback/Queue": CONSUME},
    },
    "Sweep": LOG
    | {
        "dynamodb": dict.fromkeys(("Contacts", "Enrollments", "Figures", "Schedule"), WRITE),
        "states": {"machines": "StartExecution", "executions": "StopExecution", "*": "SendTaskSuccess"},
        "ssm": {"/homing/sandbox/ids": "GetParameter", "/homing/sandbox/shopify-admin": "GetParameter"},
    },
    "Reconcile": LOG
    | {
        "dynamodb": dict.fromkeys(("Contacts", "Enrollments", "Figures"), WRITE) | {"Schedule": WRITE_MANY},
        "ses": {"*": "ListSuppressedDestinations"},
        "states": {"executions": "DescribeExecution StopExecution"},
        "ssm": {"/homing/sandbox/ids": "GetParameter", "/homing/sandbox/shopify-admin": "GetParameter"},
    },
    "Pages": LOG
    | {
        "dynamodb": dict.fromkeys(("Contacts", "Enrollments", "Figures", "Schedule"), WRITE),
        "states": {"executions": "StopExecution"},
        "ssm": {"/homing/sandbox/ids": "GetParameter", "/homing/sandbox/pages": "GetParameter"},
        "sqs": {"Events/Queue": "SendMessage"},
    },
    "Step": LOG
    | {
        "dynamodb": dict.fromkeys(("Contacts", "Enrollments", "Figures", "Schedule"), WRITE),
        "states": {"machines": "StartExecution", "executions": "StopExecution"},
        "ssm": {"/homing/sandbox/ids": "GetParameter"},
        "sqs": dict.fromkeys(("Feedback/Queue", "Feedback/DeadLetters"), "GetQueueAttributes"),
    },
    "Send": LOG
    | {
        "dynamodb": dict.fromkeys(("Contacts", "Enrollments", "Figures", "Schedule"), WRITE)
        | {"Catalogue": READ},
        "sms-voice": dict.fromkeys(("phone-number/*", "sender-id/*", "pool/*"), "SendTextMessage"),
        "sns": {"Notices/Topic": "Publish"},
        "ses": {"the shop's domain": "SendEmail", "our configuration set": "SendEmail", "*": "GetAccount"},
        "states": {"*": "SendTaskFailure SendTaskSuccess", "executions": "StopExecution"},
        "sqs": dict.fromkeys(("Feedback/Queue", "Feedback/DeadLetters"), "GetQueueAttributes")
        | dict.fromkeys(("Journey-abandoned_cart/Send/Queue", "Journey-welcome/Send/Queue"), CONSUME),
        "ssm": dict.fromkeys(
            (f"/homing/sandbox/{name}" for name in ("ids", "pages", "webhooks")), "GetParameter"
        ),
    },
    "Privacy": LOG
    | {
        "dynamodb": dict.fromkeys(("Enrollments", "Events", "Schedule"), WRITE_MANY)
        | {"Contacts": WRITE_MANY.replace("Query", "Query Scan"), "Figures": WRITE},
        "states": {"executions": "StopExecution"},
        "ssm": {"/homing/sandbox/ids": "GetParameter"},
        "sns": {"Notices/Topic": "Publish"},
        "ses": {"*": "DeleteSuppressedDestination GetSuppressedDestination"},
        "sqs": dict.fromkeys(("Events/Queue", "Feedback/Queue"), "GetQueueAttributes SendMessage")
        | dict.fromkeys(
            ("Events/DeadLetters", "Feedback/DeadLetters"),
            "ChangeMessageVisibility DeleteMessage GetQueueUrl ReceiveMessage",
        ),
        "s3": dict.fromkeys(("Exports", "Feedback", "Overflow"), "ListBucket")
        | {f"{name}/*": "DeleteObject GetObject PutObject" for name in ("Exports", "Feedback", "Overflow")},
    },
    "Report": LOG
    | {
        "dynamodb": {"Figures": READ},
        "s3": {"Figures/*": "PutObject", "Figures/digests/*": "DeleteObject"},
        "ses": {"the shop's domain": "SendEmail", "our configuration set": "SendEmail"},
    },
}


@pytest.mark.parametrize("function", TABLE)
def test_a_function_may_do_what_the_table_says_and_nothing_else(sandbox: Templates, function: str) -> None:
    assert _allowed(sandbox, f"Functions/{function}/Role") == TABLE[function]


def test_the_table_knows_every_function(sandbox: Templates) -> None:
    functions = {path(each).split("/")[2] for each in sandbox.of_type("AWS::Lambda::Function").values()}

    assert functions == set(TABLE)


@pytest.mark.parametrize("workflow", ["abandoned_cart", "welcome"])
def test_a_machine_may_queue_its_own_mails_and_ask_the_step_function(
    sandbox: Templates, workflow: str
) -> None:
    allowed = _allowed(sandbox, f"Journey-{workflow}/Machine/Role")

    assert allowed.pop("logs").keys() == {"*"}  # AWS takes no resource for the delivery of logs
    assert allowed == {
        "sqs": {f"Journey-{workflow}/Send/Queue": "SendMessage"},
        "lambda": {"Functions/Step": "InvokeFunction"},
    }


def test_no_action_anywhere_is_a_wildcard(sandbox: Templates) -> None:
    actions = [
        action
        for policy in _policies(sandbox)
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
        for action in _as_list(statement["Action"])
    ]

    assert actions
    assert not [action for action in actions if "*" in action]


def test_no_two_functions_share_a_role(sandbox: Templates) -> None:
    functions = sandbox.of_type("AWS::Lambda::Function").values()

    assert len({str(each["Properties"]["Role"]) for each in functions}) == len(functions) == 12


def _allowed(templates: Templates, role: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for policy in _policies(templates):
        if f"/{role}/" not in path(policy):
            continue
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]:
            assert statement["Effect"] == "Allow"
            for action in _as_list(statement["Action"]):
                service, _, verb = action.partition(":")
                for resource in _as_list(statement["Resource"]):
                    found[service][_name(templates, resource)].add(verb)
    return {
        service: {resource: " ".join(sorted(verbs)) for resource, verbs in by_resource.items()}
        for service, by_resource in found.items()
    }


def _policies(templates: Templates) -> list[Resource]:
    return list(templates.of_type("AWS::IAM::Policy").values())


def _name(templates: Templates, resource: Any) -> str:
    """A resource in the words of the table."""
    text = _flat(templates, resource)
    for pattern, words in (
        (r".*:parameter(/homing/.*)", r"\1"),
        (r".*:stateMachine:homing-sandbox-\*", "machines"),
        (r".*:execution:homing-sandbox-\*", "executions"),
        (r".*:identity/.*", "the shop's domain"),
        (r".*:sms-voice:.*:(phone-number|sender-id|pool)/\*", r"\1/*"),
        (r".*:configuration-set/.*", "our configuration set"),
        (r"Functions/\w+/Log/Resource", "its own log"),
        (r"(?:Tables|Archives)/(\w+)(?:/Resource)?((?:/digests)?/\*)?", r"\1\2"),
        (r"(Functions/\w+)/Function/Resource", r"\1"),
        (r"(?:Feedback/)?(.*)/Resource", r"\1"),
    ):
        if re.fullmatch(pattern, text):
            return re.sub(pattern, words, text)
    return text


def _flat(templates: Templates, value: Any) -> str:
    match value:
        case str():
            return value
        case {"Fn::Join": [separator, parts]}:
            return str(separator).join(_flat(templates, part) for part in parts)
        case {"Fn::GetAtt": [logical_id, _]} | {"Ref": logical_id}:
            return _path_of(templates, logical_id)
        case {"Fn::ImportValue": export}:
            outputs = templates.data["Outputs"].values()
            return _flat(
                templates, next(each["Value"] for each in outputs if each["Export"]["Name"] == export)
            )
    raise AssertionError(f"unknown resource {value}")


def _path_of(templates: Templates, logical_id: str) -> str:
    for template in (templates.data, templates.journeys):
        if logical_id in template["Resources"]:
            return path(template["Resources"][logical_id]).partition("/")[2]
    return logical_id


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
