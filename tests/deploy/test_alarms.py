"""An alarm as whoever is on duty hears of it: from the metric to a subscriber of the topic."""

import json
from typing import Any

import pytest
from homing.alarm_metrics import COUNTED_BY, AlarmMetric, namespace_of

from tests.deploy.outside import Outside, until

pytestmark = pytest.mark.xdist_group("deploy")


def _topic(shop: Outside) -> str:
    (topic,) = (
        str(each["PhysicalResourceId"])
        for each in shop.deployed.resources("journeys")
        if each["ResourceType"] == "AWS::SNS::Topic" and each["LogicalResourceId"].startswith("Duty")
    )
    return topic


def test_a_lost_message_reaches_whoever_subscribed_to_the_alarms(shop: Outside) -> None:
    queues, metric = shop.session.client("sqs"), AlarmMetric.MESSAGE_LOST
    url = queues.create_queue(QueueName="on-duty")["QueueUrl"]
    arn = queues.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    shop.session.client("sns").subscribe(TopicArn=_topic(shop), Protocol="sqs", Endpoint=arn)
    told = {
        "MetricName": metric.value,
        "Dimensions": [{"Name": "service", "Value": COUNTED_BY[metric]}],
        "Value": 1.0,
    }

    shop.session.client("cloudwatch").put_metric_data(Namespace=namespace_of(shop.stage), MetricData=[told])

    def heard() -> dict[str, Any] | None:
        for message in queues.receive_message(QueueUrl=url).get("Messages", ()):
            return dict(json.loads(json.loads(message["Body"])["Message"]))
        return None

    alarm = until(heard, "the alarm")
    assert alarm is not None
    assert (alarm["NewStateValue"], alarm["OldStateValue"]) == ("ALARM", "INSUFFICIENT_DATA")
    assert "see MessageLost in docs/operations.md" in alarm["AlarmDescription"]
