"""The topic on which colleagues are told of a contact."""

import json

import pytest

from tests.infra.conftest import Templates

pytestmark = pytest.mark.xdist_group("synth")


def test_the_topic_of_notices_is_told_to_whoever_deploys(sandbox: Templates) -> None:
    assert "NoticesTopic" in sandbox.journeys["Outputs"]


def test_where_real_people_are_told_of_it_is_sealed_and_the_sender_may_use_the_key(
    production: Templates,
) -> None:
    topic = production.one("AWS::SNS::Topic", "Notices")
    (policy,) = [
        each
        for each in production.of_type("AWS::IAM::Policy").values()
        if "Functions/Send/" in each["Metadata"]["aws:cdk:path"]
    ]
    actions = [each["Action"] for each in policy["Properties"]["PolicyDocument"]["Statement"]]

    assert "Fn::ImportValue" in json.dumps(topic["Properties"]["KmsMasterKeyId"])
    assert ["kms:Decrypt", "kms:GenerateDataKey"] in actions
