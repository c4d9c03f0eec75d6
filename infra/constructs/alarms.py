"""What wakes somebody: dead letters, messages that went astray, and SES's own opinion of us."""

import aws_cdk as cdk
import aws_cdk.aws_cloudwatch as cloudwatch
import aws_cdk.aws_iam as iam
import aws_cdk.aws_kms as kms
import aws_cdk.aws_sns as sns
import aws_cdk.aws_sqs as sqs
from aws_cdk.aws_cloudwatch_actions import SnsAction
from constructs import Construct
from homing.observability import NAMESPACE, AlarmMetric

# SES puts an account under review at 5 % and 0.1 %, each over its last mails.
# https://docs.aws.amazon.com/ses/latest/dg/reputationdashboard-dg.html
REPUTATION = {"BounceRate": 0.04, "ComplaintRate": 0.0008}

# Each with the function that counts it, which Powertools makes the metric's dimension.
ASTRAY = {
    AlarmMetric.MESSAGE_REJECTED: (
        "send",
        "a mail could not be written, or SES refused it for what it holds",
    ),
    AlarmMetric.MESSAGE_LOST: ("step", "a message was given up after 15 days without an answer"),
    AlarmMetric.CLAIM_UNSETTLED: ("send", "SES did not say whether it took a mail, for hours"),
    AlarmMetric.SENDING_REFUSED: ("send", "SES takes no mail: suspended, paused or not verified"),
}


class Alarms(Construct):
    """Alarms that tell one topic; whoever is on duty subscribes to it."""

    def __init__(self, scope: Construct, id_: str, *, key: kms.IKey) -> None:
        super().__init__(scope, id_)

        self.topic = sns.Topic(self, "Topic", master_key=key, enforce_ssl=True, display_name="Homing alarms")
        # A policy of ours replaces the one that lets the account's own alarms in.
        self.topic.add_to_resource_policy(
            iam.PolicyStatement(
                principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
                actions=["sns:Publish"],
                resources=[self.topic.topic_arn],
                conditions={"StringEquals": {"aws:SourceAccount": cdk.Aws.ACCOUNT_ID}},
            )
        )
        for metric, limit in REPUTATION.items():
            self._alarm(
                metric,
                metric=cloudwatch.Metric(
                    namespace="AWS/SES",
                    metric_name=f"Reputation.{metric}",
                    statistic="Maximum",
                    period=cdk.Duration.hours(1),
                ),
                threshold=limit,
                meaning=f"SES sees a {metric} near the one at which it stops an account",
            )

        for astray, (service, meaning) in ASTRAY.items():
            self._alarm(
                astray.value,
                metric=cloudwatch.Metric(
                    namespace=NAMESPACE,
                    metric_name=astray.value,
                    dimensions_map={"service": service},
                    statistic="Sum",
                    period=cdk.Duration.hours(1),
                ),
                threshold=1,
                # A claim in doubt is looked at four times an hour; within two SES has told, or it goes again.
                hours=3 if astray is AlarmMetric.CLAIM_UNSETTLED else 1,
                meaning=f"{meaning}; see docs/operations.md",
            )

    def watch(self, name: str, dead_letters: sqs.IQueue) -> None:
        """Alarm at the first dead letter: each one is somebody who stands still."""
        self._alarm(
            f"{name}DeadLetters",
            metric=dead_letters.metric_approximate_number_of_messages_visible(
                statistic="Maximum", period=cdk.Duration.minutes(5)
            ),
            threshold=1,
            meaning=f"{name} has dead letters; see docs/operations.md",
        )

    def _alarm(
        self, id_: str, *, metric: cloudwatch.IMetric, threshold: float, meaning: str, hours: int = 1
    ) -> None:
        alarm = cloudwatch.Alarm(
            self,
            id_,
            metric=metric,
            threshold=threshold,
            evaluation_periods=hours,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
            alarm_description=meaning,
        )
        alarm.add_alarm_action(SnsAction(self.topic))
