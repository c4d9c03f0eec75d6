"""Where every alarm and the budget tell; whoever is on duty subscribes to it."""

import aws_cdk as cdk
import aws_cdk.aws_iam as iam
import aws_cdk.aws_kms as kms
import aws_cdk.aws_sns as sns
from constructs import Construct

TELLERS = ("cloudwatch.amazonaws.com", "budgets.amazonaws.com")


class AlarmsTopic(Construct):
    """A topic that lets in the alarms and budgets of this account and nothing else."""

    def __init__(self, scope: Construct, id_: str, *, key: kms.IKey | None) -> None:
        super().__init__(scope, id_)

        self.topic = sns.Topic(self, "Topic", master_key=key, enforce_ssl=True, display_name="Homing alarms")
        # A policy of ours replaces the one that lets the account's own alarms in.
        for service in TELLERS:
            self.topic.add_to_resource_policy(
                iam.PolicyStatement(
                    principals=[iam.ServicePrincipal(service)],
                    actions=["sns:Publish"],
                    resources=[self.topic.topic_arn],
                    conditions={"StringEquals": {"aws:SourceAccount": cdk.Aws.ACCOUNT_ID}},
                )
            )
