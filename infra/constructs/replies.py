"""What people answer to text messages: to the queue of the feedback by way of a topic."""

import aws_cdk as cdk
import aws_cdk.aws_iam as iam
import aws_cdk.aws_kms as kms
import aws_cdk.aws_sns as sns
from aws_cdk.aws_sns_subscriptions import SqsSubscription
from constructs import Construct

from infra.constructs.queue import Queue

TELLER = "sms-voice.amazonaws.com"


class Replies(Construct):
    """A topic for two-way texts. SNS's envelope comes with them: it alone says when somebody answered."""

    def __init__(self, scope: Construct, id_: str, *, queue: Queue, key: kms.IKey | None) -> None:
        super().__init__(scope, id_)

        self.topic = sns.Topic(self, "Topic", master_key=key, enforce_ssl=True)
        self.topic.add_subscription(SqsSubscription(queue.queue, dead_letter_queue=queue.dead_letters))
        self.topic.add_to_resource_policy(
            iam.PolicyStatement(
                principals=[iam.ServicePrincipal(TELLER)],
                actions=["sns:Publish"],
                resources=[self.topic.topic_arn],
                conditions={"StringEquals": {"aws:SourceAccount": cdk.Aws.ACCOUNT_ID}},
            )
        )
