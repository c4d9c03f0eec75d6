"""What SES says became of the mails: to a queue by way of a topic, and to an archive for a restore."""

import aws_cdk.aws_iam as iam
import aws_cdk.aws_kms as kms
import aws_cdk.aws_ses as ses
import aws_cdk.aws_sns as sns
from aws_cdk.aws_sns_subscriptions import SqsSubscription
from constructs import Construct

from infra.constructs.archive_stream import ArchiveStream
from infra.constructs.mail import ses_of_this_account
from infra.constructs.queue import Queue

TOLD = {
    "send": ses.EmailSendingEvent.SEND,
    "reject": ses.EmailSendingEvent.REJECT,
    "bounce": ses.EmailSendingEvent.BOUNCE,
    "complaint": ses.EmailSendingEvent.COMPLAINT,
    "delivery": ses.EmailSendingEvent.DELIVERY,
    "deliveryDelay": ses.EmailSendingEvent.DELIVERY_DELAY,
    "open": ses.EmailSendingEvent.OPEN,
    "click": ses.EmailSendingEvent.CLICK,
}
"""By the name that CloudFormation has for them."""


class Feedback(Construct):
    """SES to SNS to SQS, each step with dead letters: EventBridge would only promise its best effort."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        configuration_set: ses.ConfigurationSet,
        archive_arn: str,
        key: kms.IKey | None,
        consumer_timeout: int,
    ) -> None:
        super().__init__(scope, id_)

        self.queue = Queue(self, "Feedback", consumer_timeout=consumer_timeout)
        topic = sns.Topic(self, "Topic", master_key=key, enforce_ssl=True)
        topic.add_subscription(
            SqsSubscription(
                self.queue.queue, raw_message_delivery=True, dead_letter_queue=self.queue.dead_letters
            )
        )
        configuration_set.add_event_destination(
            "ToQueue", destination=ses.EventDestination.sns_topic(topic), events=list(TOLD.values())
        )
        self._keep(configuration_set, ArchiveStream(self, "Archive", bucket_arn=archive_arn).stream_arn)

    def _keep(self, configuration_set: ses.ConfigurationSet, stream_arn: str) -> None:
        role = iam.Role(self, "ArchiveRole", assumed_by=ses_of_this_account())
        put = iam.PolicyStatement(actions=["firehose:PutRecordBatch"], resources=[stream_arn])
        role.add_to_policy(put)
        destination = ses.CfnConfigurationSetEventDestination(
            self,
            "ToArchive",
            configuration_set_name=configuration_set.configuration_set_name,
            event_destination=ses.CfnConfigurationSetEventDestination.EventDestinationProperty(
                enabled=True,
                matching_event_types=list(TOLD),
                kinesis_firehose_destination=ses.CfnConfigurationSetEventDestination.KinesisFirehoseDestinationProperty(
                    delivery_stream_arn=stream_arn, iam_role_arn=role.role_arn
                ),
            ),
        )
        destination.node.add_dependency(role)  # SES tries the role when it is told of it
