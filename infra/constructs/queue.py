"""A queue with its dead letters, as all of ours are."""

import aws_cdk as cdk
import aws_cdk.aws_sqs as sqs
from constructs import Construct
from homing.settings import dead_letter_queue_name

from infra.redelivery import KEPT_DAYS, MAX_RECEIVES, visibility_seconds

KEPT = cdk.Duration.days(KEPT_DAYS)


class Queue(Construct):
    """Messages are tried twenty times, kept fourteen days, sealed at rest by SQS and in transit by TLS."""

    def __init__(self, scope: Construct, id_: str, *, consumer_timeout: int, name: str | None = None) -> None:
        super().__init__(scope, id_)

        self.dead_letters = sqs.Queue(
            self,
            "DeadLetters",
            queue_name=name and dead_letter_queue_name(name),
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            retention_period=KEPT,
        )
        self.queue = sqs.Queue(
            self,
            "Queue",
            queue_name=name,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            retention_period=KEPT,
            visibility_timeout=cdk.Duration.seconds(visibility_seconds(consumer_timeout)),
            dead_letter_queue=sqs.DeadLetterQueue(queue=self.dead_letters, max_receive_count=MAX_RECEIVES),
        )
