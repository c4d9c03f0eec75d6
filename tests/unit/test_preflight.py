"""What the comparison of two templates says would be lost, and what it lets pass in silence."""

from typing import Any

import pytest
from homing.domain.workflow import Status

from local.preflight.losses import losses, removed_workflows
from local.preflight.replacement import replaced

KEY = [{"AttributeName": "pk", "KeyType": "HASH"}]


def resource(kind: str, where: str, **properties: Any) -> dict[str, Any]:
    return {
        "Type": f"AWS::{kind}",
        "Properties": properties,
        "Metadata": {"aws:cdk:path": f"Homing-production-x/{where}/Resource"},
    }


def kept(made: dict[str, Any]) -> dict[str, Any]:
    return made | {"DeletionPolicy": "RetainExceptOnCreate", "UpdateReplacePolicy": "Retain"}


def table(**properties: Any) -> dict[str, Any]:
    return resource("DynamoDB::Table", "Tables/Contacts", KeySchema=KEY, **properties)


def machine(workflow: str = "welcome", status: str | None = "live") -> dict[str, Any]:
    tags = [{"Key": "homing:status", "Value": status}] if status else []
    return resource(
        "StepFunctions::StateMachine",
        f"Journey-{workflow}/Machine/Machine",
        StateMachineName=f"homing-production-{workflow}",
        Tags=tags,
    )


def template(**resources: Any) -> dict[str, Any]:
    return {"Resources": resources}


def test_a_first_deployment_loses_nothing() -> None:
    assert list(losses(None, template(T=table()))) == []


def test_what_changes_in_place_is_not_told() -> None:
    before = template(T=table(BillingMode="PROVISIONED"), Q=resource("SQS::Queue", "Events/Queue"))
    after = template(
        T=table(BillingMode="PAY_PER_REQUEST"), Q=resource("SQS::Queue", "Events/Queue", VisibilityTimeout=9)
    )

    assert list(losses(before, after)) == []


def test_a_table_that_goes_is_named_with_everything_in_it() -> None:
    assert list(losses(template(T=table()), template())) == [
        "the table contacts would be deleted, with everything in it"
    ]


def test_a_table_that_is_kept_is_told_to_be_nobodys() -> None:
    (told,) = losses(template(T=kept(table())), template())

    assert (
        told
        == "the table contacts would no longer be the stage's; it stays in the account, and nothing reads it"
    )


def test_another_key_makes_a_new_table() -> None:
    other = template(T=table() | {"Properties": {"KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}]}})

    (told,) = losses(template(T=table()), other)

    assert told == (
        "the table contacts would be replaced, because its KeySchema changes, and the old one deleted, "
        "with everything in it"
    )


def test_a_new_table_beside_one_that_is_kept_is_told_to_be_empty() -> None:
    (told,) = losses(template(T=kept(table())), template(T=kept(table(TableName="contacts"))))

    assert told == (
        "the table contacts would be replaced by an empty one, because its TableName changes; "
        "the old one stays in the account, and nothing reads it"
    )


def test_what_takes_its_name_from_something_new_is_new_too() -> None:
    def named(fifo: bool) -> dict[str, Any]:
        first = resource("SQS::Queue", "Events/Queue", FifoQueue=fifo)
        return template(A=first, B=table(TableName={"Fn::GetAtt": ["A", "QueueName"]}))

    assert replaced(named(False), named(True)) == {"A": "FifoQueue", "B": "TableName"}


def test_a_type_that_aws_has_no_schema_for_is_let_pass() -> None:
    before, after = (
        template(C={"Type": "Custom::Thing", "Properties": {"Name": each}}) for each in ("a", "b")
    )

    assert replaced(before, after) == {}


@pytest.mark.parametrize(
    ("kind", "where", "told"),
    [
        (
            "SQS::Queue",
            "Events/Queue",
            "the queue events would be deleted, with every message that waits in it",
        ),
        ("SQS::Queue", "Feedback/Feedback/DeadLetters", "the dead letters of feedback would be deleted"),
        ("S3::Bucket", "Archives/Feedback", "the archive feedback would be deleted, with everything in it"),
        (
            "SNS::Topic",
            "Duty/Topic",
            "the topic of the alarms would be deleted, with everybody",
        ),
        ("SES::EmailIdentity", "Mail/Identity", "the mail domain would be deleted, and no mail leaves"),
        ("ApiGatewayV2::Api", "Door/Api", "the door would be deleted, with every webhook's address"),
    ],
)
def test_everything_that_somebody_would_miss_has_its_words(kind: str, where: str, told: str) -> None:
    (sentence,) = losses(template(R=resource(kind, where)), template())

    assert sentence.startswith(told)


def test_what_nobody_would_miss_is_not_told() -> None:
    before = template(
        F=resource("Lambda::Function", "Functions/Send/Function"), L=resource("Logs::LogGroup", "Door/Log")
    )

    assert list(losses(before, template())) == []


@pytest.mark.parametrize("status", [Status.LIVE, Status.PAUSED, Status.DRAINING])
def test_a_removed_workflow_is_told_once_with_its_status(status: Status) -> None:
    before = template(
        M=machine(status=status.value), Q=resource("SQS::Queue", "Journey-welcome/Send/Queue"), T=table()
    )
    after = template(T=table(), N=machine("lead"))

    assert removed_workflows(before, after) == {"welcome": status}
    assert list(losses(before, after)) == []


def test_a_workflow_that_was_deployed_without_a_status_counts_as_one_that_runs() -> None:
    assert removed_workflows(template(M=machine(status=None)), template()) == {"welcome": None}


def test_a_send_queue_that_leaves_a_workflow_which_stays_is_told() -> None:
    queue = resource("SQS::Queue", "Journey-welcome/Send/Queue")

    (told,) = losses(template(M=machine(), Q=queue), template(M=machine()))

    assert told.startswith("the send queue of welcome would be deleted")
