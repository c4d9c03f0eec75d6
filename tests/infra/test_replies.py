"""The way of what people answer to text messages."""

import json

import pytest

from tests.infra.conftest import Templates

pytestmark = pytest.mark.xdist_group("synth")


def test_a_shop_that_texts_hears_who_answers(production: Templates) -> None:
    topic = production.one("AWS::SNS::Topic", "Replies")
    (subscription,) = [
        each
        for each in production.of_type("AWS::SNS::Subscription").values()
        if "Replies" in json.dumps(each["Properties"]["TopicArn"])
    ]

    assert "RepliesTopic" in production.journeys["Outputs"]
    assert topic["Properties"]["KmsMasterKeyId"]
    assert "RawMessageDelivery" not in subscription["Properties"]  # its envelope says when
    assert subscription["Properties"]["RedrivePolicy"]
    assert "FeedbackQueue" in json.dumps(subscription["Properties"]["Endpoint"])


def test_only_texts_of_this_account_may_tell_it(production: Templates) -> None:
    policy = production.one("AWS::SNS::TopicPolicy", "Replies")["Properties"]["PolicyDocument"]
    (allowed,) = [each for each in policy["Statement"] if each["Effect"] == "Allow"]

    assert allowed["Principal"] == {"Service": "sms-voice.amazonaws.com"}
    assert allowed["Action"] == "sns:Publish"
    assert allowed["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}


def test_a_shop_that_does_not_text_has_no_such_topic(silent: Templates) -> None:
    assert "RepliesTopic" not in silent.journeys["Outputs"]
