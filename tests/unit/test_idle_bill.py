"""What a deployment costs while nothing happens, from the resources of its templates."""

from decimal import Decimal
from typing import Any

from local.idle_bill import idle_bill


def _resource(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Type": f"AWS::{kind}", "Properties": properties}


def _due(*found: dict[str, Any]) -> dict[str, Decimal]:
    return {line.what: line.due for line in idle_bill(found)}


def test_a_key_costs_a_dollar_and_ten_alarms_nothing() -> None:
    ten = [_resource("CloudWatch::Alarm", Namespace="AWS/SQS", MetricName="Age")] * 10

    assert _due(*ten, _resource("KMS::Key")) == {
        **_due(),
        "alarms": Decimal(0),
        "keys of our own": Decimal(1),
    }


def test_the_eleventh_alarm_costs_ten_cents() -> None:
    eleven = [_resource("CloudWatch::Alarm", Namespace="AWS/SQS", MetricName="Age")] * 11

    assert _due(*eleven)["alarms"] == Decimal("0.10")


def test_each_queue_that_feeds_a_function_is_polled_fifteen_times_a_minute() -> None:
    two = [_resource("Lambda::EventSourceMapping")] * 2
    lines = {line.what: line for line in idle_bill(two)}

    assert lines["polls of the queues"].amount == 2 * 15 * 43_800
    assert lines["polls of the queues"].due == Decimal("0.1256")


def test_a_metric_of_our_own_counts_once_however_many_alarms_watch_it() -> None:
    own = _resource("CloudWatch::Alarm", Namespace="Homing", MetricName="MessageLost")
    lines = {line.what: line.amount for line in idle_bill([own, own])}

    assert lines["metrics of our own that alarms watch"] == 1
