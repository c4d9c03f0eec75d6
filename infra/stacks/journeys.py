"""Everything that runs and can be made anew: the door, the functions, a journey for each workflow."""

from collections.abc import Sequence
from typing import Any

import aws_cdk as cdk
from aws_cdk.aws_lambda_event_sources import SqsEventSource
from constructs import Construct
from homing.adapters.shopify import TOPICS
from homing.domain.shop import Shop
from homing.domain.workflow import Status, Workflow

from infra.constructs.alarms import Alarms
from infra.constructs.alarms_topic import AlarmsTopic
from infra.constructs.broken_executions import BrokenExecutions
from infra.constructs.budget import Budget
from infra.constructs.dashboard import Dashboard
from infra.constructs.door import Door
from infra.constructs.feedback import Feedback
from infra.constructs.functions import Functions
from infra.constructs.journey import Journey
from infra.constructs.mail import Mail
from infra.constructs.notices_topic import NoticesTopic
from infra.constructs.queue import Queue
from infra.constructs.replies import Replies
from infra.constructs.specs import SPECS
from infra.constructs.timetable import Timetable
from infra.redelivery import BATCH_SIZE, FEEDBACK_WINDOW_SECONDS
from infra.stacks.data import DataStack
from infra.stacks.grants import grant, grant_privacy
from infra.stacks.permissions import Grants
from infra.stages import Stage

# After three tries SQS leaves a message that fails out of the age that it tells; three take 18 minutes.
SOON = cdk.Duration.minutes(30)
# A paused workflow's mails gather, and SQS keeps them for 14 days.
PAUSED_TOO_LONG = cdk.Duration.days(7)


class JourneysStack(cdk.Stack):
    """The stateless half."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        data: DataStack,
        shop: Shop,
        workflows: Sequence[Workflow],
        verified: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(scope, id_, **kwargs)
        deployed = [each for each in workflows if each.status is not Status.DRAFT]
        stage.check_concurrency(len(deployed))

        door = Door(self, "Door", stage=stage)
        mail = Mail(self, "Mail", shop=shop, verified=verified)
        events = Queue(self, "Events", consumer_timeout=SPECS["events"].timeout_seconds)
        feedback = Feedback(
            self,
            "Feedback",
            configuration_set=mail.configuration_set,
            archive_arn=data.archives.feedback_arn,
            key=data.topic_key,
            consumer_timeout=SPECS["feedback"].timeout_seconds,
        ).queue
        notices = NoticesTopic(self, "Notices", key=data.topic_key)
        functions = Functions(
            self,
            "Functions",
            stage=stage,
            wiring={
                **data.tables.names,
                "stage": stage.name,
                "account_id": cdk.Aws.ACCOUNT_ID,
                "configuration_set": mail.configuration_set.configuration_set_name,
                "events_queue_url": events.queue.queue_url,
                "feedback_queue_url": feedback.queue.queue_url,
                "feedback_dead_letter_queue_url": feedback.dead_letters.queue_url,
                "notices_topic_arn": notices.topic.topic_arn,
                "overflow_bucket": data.archives.overflow.bucket_name,
                "feedback_bucket": data.archives.feedback.bucket_name,
                "exports_bucket": data.archives.exports.bucket_name,
                "figures_bucket": data.archives.figures.bucket_name,
                "pages_url": door.url,
            },
        )
        send, step = functions["send"], functions["step"]
        journeys = [
            Journey(self, f"Journey-{each.name}", stage=stage, workflow=each, send=send, step=step)
            for each in deployed
        ]
        queues = {"Events": events, "Feedback": feedback} | {each.name: each.queue for each in journeys}

        door.lead_to(functions)
        windows = {"events": None, "feedback": cdk.Duration.seconds(FEEDBACK_WINDOW_SECONDS)}
        for name, queue in (("events", events), ("feedback", feedback)):
            functions[name].function.add_event_source(
                SqsEventSource(
                    queue.queue,
                    batch_size=BATCH_SIZE,
                    max_batching_window=windows[name],
                    max_concurrency=stage.consumers,
                    report_batch_item_failures=True,
                )
            )
        Timetable(
            self,
            "Timetable",
            zone=shop.zone,
            sweep=functions["sweep"],
            reconcile=functions["reconcile"],
            privacy=functions["privacy"],
            report=functions["report"],
            digest=shop.reports,
        )
        BrokenExecutions(self, "BrokenExecutions", stage=stage, step=step)
        duty = AlarmsTopic(self, "Duty", key=data.topic_key).topic
        alarms = Alarms(self, "Alarms", stage=stage, topic=duty)
        alarms.watch_queue("Events", events, patience=SOON)
        alarms.watch_queue("Feedback", feedback, patience=SOON)
        for each in journeys:
            alarms.watch_queue("Send", each.queue, patience=PAUSED_TOO_LONG, of=each.workflow)
        alarms.watch_door(door.api)
        alarms.watch_sweep(functions["sweep"].function)
        if stage.webhooks_expected:
            alarms.watch_webhooks(events)
        Budget(self, "Budget", stage=stage, topic=duty)
        Dashboard(self, "Dashboard", stage=stage, functions=functions, queues=queues, journeys=journeys)

        grants = Grants(stack=self, stage=stage, tables=data.tables, archives=data.archives)
        grant(grants, functions, mail, events=events, feedback=feedback)
        grant_privacy(grants, functions["privacy"], events=events, feedback=feedback)
        notices.let_in(send)
        notices.let_in(functions["privacy"])

        self._tell("PagesUrl", door.url)
        self._tell("TrackingUrl", f"{door.url}/v1")
        self._tell("DnsRecords", mail.dns_hint)
        self._tell("AlarmsTopic", duty.topic_arn)
        self._tell("NoticesTopic", notices.topic.topic_arn)
        if shop.sms is not None:
            replies = Replies(self, "Replies", queue=feedback, key=data.topic_key)
            self._tell("RepliesTopic", replies.topic.topic_arn)
        for topic in sorted(TOPICS):
            self._tell(f"Webhook{_camel(topic)}", f"{door.url}/webhooks/shopify/{topic}")

    def _tell(self, name: str, value: str) -> None:
        cdk.CfnOutput(self, name, value=value)


def _camel(topic: str) -> str:
    return topic.replace("/", "_").title().replace("_", "")
