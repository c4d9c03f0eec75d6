"""What outlives a deployment cannot be lost by one."""

from typing import Any

import pytest
from homing.adapters.dynamodb.schema import TABLES, TableSchema

from infra.stages import SANDBOX
from local.restore_command import ARCHIVE
from tests.infra.conftest import Templates

pytestmark = pytest.mark.xdist_group("synth")


def _table(templates: Templates, schema: TableSchema) -> dict[str, Any]:
    return templates.one("AWS::DynamoDB::Table", f"Tables/{schema.name.capitalize()}")


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


@pytest.mark.parametrize("schema", TABLES, ids=lambda schema: schema.name)
def test_a_table_is_what_its_schema_says(sandbox: Templates, schema: TableSchema) -> None:
    table = _table(sandbox, schema)["Properties"]

    keys = {each["KeyType"]: each["AttributeName"] for each in table["KeySchema"]}
    expires = table.get("TimeToLiveSpecification", {"AttributeName": None})

    assert (keys["HASH"], keys.get("RANGE")) == (schema.partition_key, schema.sort_key)
    assert {each["AttributeType"] for each in table["AttributeDefinitions"]} == {"S"}
    assert expires["AttributeName"] == schema.ttl_attribute
    assert "GlobalSecondaryIndexes" not in table


@pytest.mark.parametrize("schema", TABLES, ids=lambda schema: schema.name)
def test_a_table_is_paid_by_use_and_restorable_to_any_second(sandbox: Templates, schema: TableSchema) -> None:
    table = _table(sandbox, schema)["Properties"]

    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}


@pytest.mark.parametrize("schema", TABLES, ids=lambda schema: schema.name)
def test_production_keeps_its_tables_and_a_sandbox_does_not(
    sandbox: Templates, production: Templates, schema: TableSchema
) -> None:
    kept, dropped = _table(production, schema), _table(sandbox, schema)

    assert (kept["DeletionPolicy"], kept["UpdateReplacePolicy"]) == ("Retain", "Retain")
    assert kept["Properties"]["DeletionProtectionEnabled"] is True
    assert dropped["DeletionPolicy"] == "Delete"
    assert not dropped["Properties"].get("DeletionProtectionEnabled")


@pytest.mark.parametrize("bucket", ["Overflow", "Feedback"])
def test_an_archive_is_private_over_tls_only_and_empties_itself(sandbox: Templates, bucket: str) -> None:
    made = sandbox.one("AWS::S3::Bucket", f"Archives/{bucket}")["Properties"]
    policy = sandbox.one("AWS::S3::BucketPolicy", f"Archives/{bucket}")["Properties"]["PolicyDocument"]

    assert set(made["PublicAccessBlockConfiguration"].values()) == {True}
    assert made["LifecycleConfiguration"]["Rules"][0]["ExpirationInDays"] == 30
    assert {"Bool": {"aws:SecureTransport": "false"}} in [each["Condition"] for each in policy["Statement"]]


def test_whoever_tells_a_topic_may_use_the_key_of_the_topics(production: Templates) -> None:
    (key,) = production.of_type("AWS::KMS::Key").values()
    services = {
        service
        for each in key["Properties"]["KeyPolicy"]["Statement"]
        for service in _as_list(each["Principal"].get("Service", []))
    }
    topics = production.of_type("AWS::SNS::Topic").values()

    assert services == {
        "ses.amazonaws.com",
        "sms-voice.amazonaws.com",
        "cloudwatch.amazonaws.com",
        "budgets.amazonaws.com",
    }
    assert all("Fn::ImportValue" in each["Properties"]["KmsMasterKeyId"] for each in topics)


def test_a_sandbox_seals_no_topic(sandbox: Templates) -> None:
    assert not [
        each for each in sandbox.of_type("AWS::SNS::Topic").values() if "KmsMasterKeyId" in each["Properties"]
    ]


def test_workflows_may_not_use_up_the_accounts_concurrency() -> None:
    SANDBOX.check_concurrency(10)

    with pytest.raises(ValueError, match="ask AWS for more"):
        SANDBOX.check_concurrency(500)


def test_a_restore_finds_the_archive_of_feedback_by_its_name(sandbox: Templates) -> None:
    buckets = [
        name
        for name, each in sandbox.data["Resources"].items()
        if each["Type"] == "AWS::S3::Bucket" and name.startswith(ARCHIVE)
    ]

    assert len(buckets) == 1
