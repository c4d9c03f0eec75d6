"""What wakes somebody: each alarm has its paragraph, its metric somebody who tells it, and its price."""

import re
from typing import Any

import pytest
from homing.alarm_metrics import COUNTED_BY, AlarmMetric, namespace_of

from infra.app import ROOT
from tests.infra.conftest import Resource, Templates, path

pytestmark = pytest.mark.xdist_group("synth")

FREE = 10
HEADING = re.compile(r"^### (\w+)$", re.MULTILINE)


def _alarms(templates: Templates) -> dict[str, dict[str, Any]]:
    """Properties by id: `SendDeadLetters-welcome`."""
    return {_id(each): each["Properties"] for each in templates.of_type("AWS::CloudWatch::Alarm").values()}


def _id(alarm: Resource) -> str:
    return path(alarm).split("/Alarms/")[1].removesuffix("/Resource")


def _paragraphs() -> list[str]:
    section = (ROOT / "docs/operations.md").read_text("utf-8").split("\n## Alarms\n")[1].split("\n## ")[0]
    return HEADING.findall(section)


def _metrics(alarm: dict[str, Any]) -> list[dict[str, Any]]:
    """Each metric that an alarm reads, as CloudWatch bills them."""
    if "Metrics" not in alarm:
        return [alarm]
    return [each["MetricStat"]["Metric"] for each in alarm["Metrics"] if "MetricStat" in each]


def test_every_alarm_has_its_paragraph_and_every_paragraph_its_alarm(production: Templates) -> None:
    kinds = {name.partition("-")[0] for name in _alarms(production)}
    assert len(production.of_type("AWS::Budgets::Budget")) == 1

    assert sorted(kinds | {"Budget"}) == sorted(_paragraphs())


def test_every_alarm_tells_the_topic_and_where_to_read_on(production: Templates) -> None:
    (topic,) = [
        name for name, each in production.of_type("AWS::SNS::Topic").items() if name.startswith("Duty")
    ]

    for name, alarm in _alarms(production).items():
        assert alarm["AlarmActions"] == [{"Ref": topic}]
        assert f"see {name.partition('-')[0]} in docs/operations.md" in alarm["AlarmDescription"]


def test_the_first_dead_letter_of_any_queue_rings(sandbox: Templates) -> None:
    letters = {name: each for name, each in _alarms(sandbox).items() if "DeadLetters" in name}
    queues = [name for name in sandbox.of_type("AWS::SQS::Queue") if "DeadLetters" in name]

    assert len(letters) == len(queues)
    assert {each["Dimensions"][0]["Value"]["Fn::GetAtt"][0] for each in letters.values()} == set(queues)
    assert {(each["Threshold"], each["EvaluationPeriods"]) for each in letters.values()} == {(1, 1)}


def test_a_paused_workflow_does_not_ring_before_its_seventh_day(sandbox: Templates) -> None:
    waits = {name: each["Threshold"] for name, each in _alarms(sandbox).items() if "Waiting" in name}

    assert waits == {
        "EventsWaiting": 30 * 60,
        "FeedbackWaiting": 30 * 60,
        "SendWaiting-abandoned_cart": 7 * 24 * 3600,
        "SendWaiting-welcome": 7 * 24 * 3600,
    }


def test_only_production_rings_when_no_webhook_comes_for_six_hours(
    sandbox: Templates, production: Templates
) -> None:
    silent = _alarms(production)["WebhooksMissing"]

    assert "WebhooksMissing" not in _alarms(sandbox)
    assert (silent["MetricName"], silent["Statistic"]) == ("NumberOfMessagesSent", "Sum")
    assert silent["Period"] * silent["EvaluationPeriods"] == 6 * 3600
    assert (silent["ComparisonOperator"], silent["Threshold"]) == ("LessThanThreshold", 1)
    assert silent["TreatMissingData"] == "breaching"


def test_a_sweep_that_fails_or_is_not_called_rings(sandbox: Templates) -> None:
    stopped = _alarms(sandbox)["SweepStopped"]

    assert {each["MetricName"] for each in _metrics(stopped)} == {"Invocations", "Errors"}
    assert (stopped["ComparisonOperator"], stopped["TreatMissingData"]) == ("LessThanThreshold", "breaching")


def test_four_fifths_of_the_open_executions_ring_whatever_the_account_may(sandbox: Templates) -> None:
    full = _alarms(sandbox)["OpenExecutions"]

    assert full["Threshold"] == 80
    assert {(each["Namespace"], each["MetricName"]) for each in _metrics(full)} == {
        ("AWS/States", "OpenExecutionCount"),
        ("AWS/States", "OpenExecutionLimit"),
    }
    assert "100 * open_now / allowed" in {each.get("Expression") for each in full["Metrics"]}


def test_every_metric_of_ours_is_watched_where_its_function_tells_it(sandbox: Templates) -> None:
    """tests/infra/test_alarm_metrics.py has the other half: that the functions do."""
    watched = {
        each["MetricName"]: (each["Namespace"], each["Dimensions"])
        for each in _alarms(sandbox).values()
        if each.get("Namespace", "").startswith("Homing")
    }
    told = {
        each["Properties"]["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"]: each["Properties"][
            "Environment"
        ]["Variables"]["POWERTOOLS_METRICS_NAMESPACE"]
        for each in sandbox.of_type("AWS::Lambda::Function").values()
        if "Environment" in each["Properties"]
    }

    assert watched.keys() == set(AlarmMetric)
    for metric, (namespace, dimensions) in watched.items():
        service = COUNTED_BY[AlarmMetric(metric)]
        assert dimensions == [{"Name": "service", "Value": service}]
        assert namespace == told[service] == namespace_of("sandbox")


def test_too_little_rings_when_nothing_is_told_and_too_much_does_not(production: Templates) -> None:
    for alarm in _alarms(production).values():
        below = alarm["ComparisonOperator"] == "LessThanThreshold"
        assert alarm["TreatMissingData"] == ("breaching" if below else "notBreaching")


def test_a_sandbox_pays_for_few_alarms_and_for_no_key(sandbox: Templates) -> None:
    """$0.10 a month for each metric that an alarm reads, beyond the ten that CloudWatch gives away."""
    read = [metric for alarm in _alarms(sandbox).values() for metric in _metrics(alarm)]

    assert len(read) - FREE <= 16
    assert len(AlarmMetric) <= 10, "CloudWatch gives ten metrics away"
    assert not sandbox.of_type("AWS::KMS::Key")


def test_alarms_and_budgets_of_this_account_alone_may_tell_the_topic(sandbox: Templates) -> None:
    (policy,) = [
        each
        for each in sandbox.of_type("AWS::SNS::TopicPolicy").values()
        if "cloudwatch.amazonaws.com" in str(each)
    ]
    (allowed,) = [
        each for each in policy["Properties"]["PolicyDocument"]["Statement"] if each["Effect"] == "Allow"
    ]

    assert sorted(allowed["Principal"]["Service"]) == ["budgets.amazonaws.com", "cloudwatch.amazonaws.com"]
    assert allowed["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}


def test_a_budget_tells_the_same_topic_before_the_money_is_gone(
    sandbox: Templates, production: Templates
) -> None:
    limits = []
    for stage in (sandbox, production):
        (budget,) = stage.of_type("AWS::Budgets::Budget").values()
        told = budget["Properties"]["NotificationsWithSubscribers"]
        limits.append(budget["Properties"]["Budget"]["BudgetLimit"])

        assert {
            (each["Notification"]["NotificationType"], each["Notification"]["Threshold"]) for each in told
        } == {("ACTUAL", 80), ("FORECASTED", 100)}
        addresses = [each["Address"] for one in told for each in one["Subscribers"]]
        (alarm, *_) = _alarms(stage).values()
        assert all([address] == alarm["AlarmActions"] for address in addresses)
        assert [each for each in budget["DependsOn"] if "Policy" in each]

    assert limits == [{"Amount": 10, "Unit": "USD"}, {"Amount": 500, "Unit": "USD"}]
