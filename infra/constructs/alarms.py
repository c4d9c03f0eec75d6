"""What wakes somebody. Each alarm has its paragraph in docs/operations.md, under the first word of its id.

CloudWatch bills each metric that an alarm reads ($0.10 a month, ten are free), so that one alarm over all
queues would save nothing, could read ten at most, and would not say whose queue it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import aws_cdk as cdk
import aws_cdk.aws_apigatewayv2 as http
import aws_cdk.aws_cloudwatch as cloudwatch
import aws_cdk.aws_lambda as lambda_
import aws_cdk.aws_sns as sns
from aws_cdk.aws_cloudwatch_actions import SnsAction
from constructs import Construct
from homing.alarm_metrics import COUNTED_BY, AlarmMetric, namespace_of

from infra.constructs.queue import Queue
from infra.stages import Stage

HOUR = cdk.Duration.hours(1)
QUARTER = cdk.Duration.minutes(15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """Rings at `at_least`, `in_a_row` periods after each other."""

    meaning: str
    at_least: float = 1
    period: cdk.Duration = HOUR
    in_a_row: int = 1
    statistic: str = "Sum"


# SES puts an account under review at 5 % and 0.1 %, each over its last mails.
# https://docs.aws.amazon.com/ses/latest/dg/reputationdashboard-dg.html
REPUTATION = {"BounceRate": 0.04, "ComplaintRate": 0.0008}

COUNTED: Mapping[AlarmMetric, Limit] = {
    AlarmMetric.MESSAGE_REJECTED: Limit(
        meaning="a mail could not be written, or SES refused it for what it holds"
    ),
    AlarmMetric.MESSAGE_LOST: Limit(meaning="a message was given up after 15 days without an answer"),
    # A claim in doubt is looked at four times an hour; within two SES has told, or it goes again.
    AlarmMetric.CLAIM_UNSETTLED: Limit(
        in_a_row=3, meaning="SES did not say whether it took a mail, for hours"
    ),
    AlarmMetric.SENDING_REFUSED: Limit(meaning="SES takes no mail: suspended, paused or not verified"),
    # SES asks to slow down now and then; the rate is halved for a minute, and that helps or it does not.
    AlarmMetric.SEND_THROTTLED: Limit(
        period=QUARTER, in_a_row=3, meaning="mails are held back, for three quarters of an hour"
    ),
    AlarmMetric.SEND_QUOTA_USED: Limit(
        at_least=80, statistic="Maximum", meaning="80 % of the mails that SES allows in 24 hours have left"
    ),
    AlarmMetric.CODES_MISSING: Limit(meaning="mails wait for a discount code, and none lies ready"),
    # One that breaks is restarted within the minute; one that breaks at every restart never gets on.
    AlarmMetric.ENROLLMENT_BROKEN: Limit(
        period=QUARTER, in_a_row=3, meaning="executions keep breaking, for three quarters of an hour"
    ),
    AlarmMetric.ENROLLMENT_OVERDUE: Limit(
        meaning="enrollments stood still for an hour, and nobody was told why; they were restarted"
    ),
    AlarmMetric.CONSENT_NOT_WRITTEN: Limit(
        period=QUARTER, in_a_row=2, meaning="the shop does not take that somebody unsubscribed"
    ),
}


class Alarms(Construct):
    """Alarms that tell one topic."""

    def __init__(self, scope: Construct, id_: str, *, stage: Stage, topic: sns.ITopic) -> None:
        super().__init__(scope, id_)

        self._topic = topic
        for rate, stops in REPUTATION.items():
            meaning = f"SES sees a {rate} near the one at which it stops an account"
            reputation = Limit(at_least=stops, statistic="Maximum", meaning=meaning)
            self._on(rate, "AWS/SES", f"Reputation.{rate}", reputation)
        for counted, limit in COUNTED.items():
            dimensions = {"service": COUNTED_BY[counted]}
            self._on(counted.value, namespace_of(stage.name), counted.value, limit, dimensions)
        self._watch_open_executions()

    def watch_queue(self, name: str, queue: Queue, *, patience: cdk.Duration, of: str | None = None) -> None:
        """Ring at the first dead letter, and when the oldest message has waited beyond patience.

        `of` names the workflow, where each has a queue of the kind.
        """
        suffix = f"-{of}" if of else ""
        letters = Limit(
            statistic="Maximum",
            period=cdk.Duration.minutes(5),
            meaning=f"somebody stands still: {of or name}",
        )
        visible = queue.dead_letters.metric_approximate_number_of_messages_visible()
        self._ring(f"{name}DeadLetters{suffix}", visible, letters)
        waits = Limit(
            at_least=patience.to_seconds(),
            statistic="Maximum",
            period=cdk.Duration.minutes(5),
            in_a_row=2,
            meaning=f"the oldest message waits for {patience.to_human_string()}: {of or name}",
        )
        age = queue.queue.metric_approximate_age_of_oldest_message()
        self._ring(f"{name}Waiting{suffix}", age, waits)

    def watch_door(self, api: http.HttpApi) -> None:
        """Ring when webhooks and pages are answered with an error of ours."""
        limit = Limit(at_least=5, meaning="webhooks or unsubscribe pages fail")
        self._ring("DoorErrors", api.metric_server_error(), limit)

    def watch_sweep(self, sweep: lambda_.Function) -> None:
        """Ring after a quarter of an hour without one good sweep: no queue holds what it fails at."""
        self._math(
            "SweepStopped",
            "calls - errors",
            {"calls": sweep.metric_invocations(), "errors": sweep.metric_errors()},
            Limit(period=QUARTER, meaning="nothing that is due has been looked at for a quarter of an hour"),
            below=True,
        )

    def watch_webhooks(self, events: Queue) -> None:
        """Ring after six hours without a webhook. What was not signed by the shop does not count as one."""
        limit = Limit(in_a_row=6, meaning="no webhook of the shop has come for six hours")
        self._ring("WebhooksMissing", events.queue.metric_number_of_messages_sent(), limit, below=True)

    def _watch_open_executions(self) -> None:
        """Both are of the account; below 10,000 AWS may show none at all."""
        named = {"open_now": "OpenExecutionCount", "allowed": "OpenExecutionLimit"}
        self._math(
            "OpenExecutions",
            "100 * open_now / allowed",
            {id_: cloudwatch.Metric(namespace="AWS/States", metric_name=name) for id_, name in named.items()},
            Limit(at_least=80, statistic="Maximum", meaning="80 % of the executions that may be open are"),
        )

    def _on(
        self, id_: str, namespace: str, name: str, limit: Limit, dimensions: Mapping[str, str] | None = None
    ) -> None:
        metric = cloudwatch.Metric(namespace=namespace, metric_name=name, dimensions_map=dimensions)
        self._ring(id_, metric, limit)

    def _math(
        self,
        id_: str,
        expression: str,
        metrics: Mapping[str, cloudwatch.Metric],
        limit: Limit,
        *,
        below: bool = False,
    ) -> None:
        using = {
            name: metric.with_(statistic=limit.statistic, period=limit.period)
            for name, metric in metrics.items()
        }
        math = cloudwatch.MathExpression(expression=expression, using_metrics=using, period=limit.period)
        self._alarm(id_, math, limit, below=below)

    def _ring(self, id_: str, metric: cloudwatch.Metric, limit: Limit, *, below: bool = False) -> None:
        asked = metric.with_(statistic=limit.statistic, period=limit.period)
        self._alarm(id_, asked, limit, below=below)

    def _alarm(self, id_: str, metric: cloudwatch.IMetric, limit: Limit, *, below: bool) -> None:
        compare, missing = cloudwatch.ComparisonOperator, cloudwatch.TreatMissingData
        alarm = cloudwatch.Alarm(
            self,
            id_,
            metric=metric,
            threshold=limit.at_least,
            evaluation_periods=limit.in_a_row,
            comparison_operator=compare.LESS_THAN_THRESHOLD
            if below
            else compare.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            # Where too little is the trouble, nothing is too little.
            treat_missing_data=missing.BREACHING if below else missing.NOT_BREACHING,
            alarm_description=f"{limit.meaning}; see {id_.partition('-')[0]} in docs/operations.md",
        )
        alarm.add_alarm_action(SnsAction(self._topic))
