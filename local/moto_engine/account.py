"""One shop's deployment on moto: functions and AWS's adapters as deployed, moto's services around."""

import logging
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from typing import Any

import boto3
from homing import bootstrap
from homing.adapters.aws import clients
from homing.adapters.templates import CompiledTemplates
from homing.domain.segment import Segment
from homing.domain.shop import Shop
from homing.domain.timeline import Line
from homing.domain.workflow import Workflow
from homing.neighbours import Neighbours
from homing.observability import logger
from homing.settings import ReconcileSettings, send_queue_name
from moto import mock_aws
from moto.moto_api._internal import mock_random

from infra.constructs.specs import SPECS
from infra.redelivery import FEEDBACK_WINDOW_SECONDS
from local.deployment import Deployment
from local.functions import Killed
from local.memory.tables import MemoryTables
from local.moto_engine.calls import Hook, register
from local.moto_engine.environment import ACCOUNT_ID, BUCKETS, CONFIG, REGION, STAGE, put_secrets, wired
from local.moto_engine.executions import MotoExecutions
from local.moto_engine.interpreter import Interpreter
from local.moto_engine.neighbours import MotoNeighbours, Rehearsed, counted
from local.moto_engine.queues import MotoQueue, Sqs
from local.moto_engine.ses import Ses
from local.moto_engine.tables import DeployedTables
from local.ses import Mailbox
from local.tally import Tally

SEND_RATE = 1250.0
"""Mails a second that SES allows: less the fifth for service mail, the thousand of the memory engine."""

BROKEN = ("FAILED", "TIMED_OUT", "ABORTED")
"""What the rule of infra/constructs/broken_executions.py lets through."""


class MotoAccount(Deployment):
    """The same surface as local.account.Account; close it when done, as it holds the process's environment.

    What a crash does here is what it does on AWS. `on_call` sees each AWS call of a function, before it
    leaves and after it was answered, and may raise there: an exception, which the function itself may catch
    and answer, or `Killed`, which it cannot, and after which it starts cold. Then the work comes again, on
    virtual time: a batch of a queue when its visibility ends, after twenty receives as dead letters; a
    webhook as Shopify retries; a recipient's click a minute later; the sweep with the next minute; a task by
    its state's Retry, backed off; the notice of a broken execution after one minute and after two more.
    """

    def __init__(
        self,
        *,
        shop: Shop,
        workflows: Sequence[Workflow],
        segments: Sequence[Segment] = (),
        templates: CompiledTemplates,
        start: datetime,
        live_from: datetime,
        seed: int = 0,
        send_rate: float = SEND_RATE,
    ) -> None:
        super().__init__(shop=shop, workflows=workflows, segments=segments, start=start, live_from=live_from)
        self._running: list[str] = []
        with ExitStack() as stack:
            mock_random.seed(seed)
            stack.enter_context(mock_aws(config=CONFIG))
            self._install(stack, seed, send_rate)
            self._deploy(stack, seed)
            given = Rehearsed(
                shop=shop,
                workflows=self.workflows,
                templates=templates,
                clock=self.clock,
                timeline=self.timeline,
                live_from=live_from,
            )
            stack.callback(bootstrap.install, None)
            bootstrap.install_each(lambda told: self._counted(MotoNeighbours(told(), given)))
            self._open = stack.pop_all()

    def _install(self, stack: ExitStack, seed: int, send_rate: float) -> None:
        self.mailer = Mailbox(self.agenda, self._feed)
        self._sqs = Sqs(self.agenda)
        interpreter = Interpreter(self.agenda, invoke=self.invoke, ended=self._ended, seed=seed)
        for each in (self._sqs, Ses(self.mailer.take, rate=send_rate), interpreter):
            stack.enter_context(each.installed())
        clients.forget()
        stack.callback(clients.forget)
        stack.callback(logger.setLevel, logger.log_level)
        logger.setLevel(logging.WARNING)  # what the reconciler found each hour is for CloudWatch

    def _deploy(self, stack: ExitStack, seed: int) -> None:
        session = boto3.Session(region_name=REGION)
        self._client = session.client("sqs")
        self._rows = DeployedTables(session.client("dynamodb"), STAGE, self.clock)
        self.events = self._queue("events", f"homing-{STAGE}-events")
        self.feedback: MotoQueue = self._queue(
            "feedback", f"homing-{STAGE}-feedback", FEEDBACK_WINDOW_SECONDS
        )
        self.sends: dict[str, MotoQueue] = {}
        self.stepper = MotoExecutions(session.client("stepfunctions"), STAGE)
        for workflow in self.workflows.all():
            queue = self._queue("send", send_queue_name(STAGE, workflow.name))
            self.sends[workflow.name] = queue
            self.stepper.create(workflow, send_queue_url=queue.url, step_arn=_function_arn("step"))
        buckets = {f"{each}_bucket": f"homing-{STAGE}-{each}" for each in BUCKETS}
        for bucket in buckets.values():
            session.client("s3").create_bucket(
                Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION}
            )
        ses = session.client("sesv2")
        # AWS takes a verified domain's subdomains for verified too, moto only the domain itself.
        sender_domain = self.shop.sender.rpartition("@")[2].rstrip(">")
        ses.create_email_identity(EmailIdentity=sender_domain)
        ses.create_configuration_set(ConfigurationSetName=f"homing-{STAGE}")
        put_secrets(session.client("ssm"), seed)
        wiring = {
            **{f"{name}_table": full for name, full in self._rows.names.items()},
            "stage": STAGE,
            "account_id": ACCOUNT_ID,
            "aws_region": REGION,
            "configuration_set": f"homing-{STAGE}",
            "events_queue_url": self.events.url,
            "feedback_queue_url": self.feedback.url,
            "feedback_dead_letter_queue_url": self.feedback.dead_letters_url,
            "notices_topic_arn": f"arn:aws:sns:{REGION}:{ACCOUNT_ID}:homing-{STAGE}-notices",
            **buckets,
            "pages_url": f"https://{self.shop.links_domain}",
        }
        stack.enter_context(wired(wiring))

    def _queue(self, function: str, name: str, window: float = 0) -> MotoQueue:
        return MotoQueue(
            self._sqs,
            self._client,
            name,
            self.agenda,
            lambda event: self.invoke(function, event),
            consumer_timeout=SPECS[function].timeout_seconds,
            window=window,
        )

    @property
    def tables(self) -> MemoryTables:
        return self._rows.rows([each.name for each in self.workflows.all()])

    def on_call(self, hook: Hook) -> None:
        """Let a hook see each AWS call of a function before it leaves and after it was answered."""
        register(hook, lambda: self._running[-1])

    def invoke(self, function: str, event: Mapping[str, Any]) -> Any:
        """Call a function as Lambda does; one that was killed starts cold the next time."""
        self._running.append(function)
        try:
            return super().invoke(function, event)
        except Killed:
            bootstrap.forget()
            raise
        finally:
            self._running.pop()
            for entry in self._rows.due():
                self.wake(entry)

    def _counted(self, neighbours: MotoNeighbours) -> Neighbours:
        """The reconciler's calls are not counted: the memory engine has none."""
        is_reconciler = isinstance(neighbours.settings, ReconcileSettings)
        return counted(neighbours, Tally() if is_reconciler else self.tally)

    def dead_letters(self) -> list[str]:
        """What no consumer could work off, by queue."""
        queues = (self.events, self.feedback, *self.sends.values())
        return [f"{queue.name}: {body}" for queue in queues for body in queue.dead_letters()]

    def close(self) -> None:
        """End what runs on moto, and give the environment back."""
        self._open.close()

    def _feed(self, body: str) -> None:
        self.feedback.send(body)

    def _about(self, line: Line) -> Any:
        return self._rows.about(line)

    def _is_due(self, instant: datetime, *, hourly: bool) -> bool:
        return any(entry.at <= instant and entry.kind.hourly is hourly for entry in self._rows.due())

    def _ended(self, execution: str, status: str) -> None:
        if status in BROKEN:
            self.agenda.after(0, lambda: self.tell_broken(execution))


def _function_arn(function: str) -> str:
    return f"arn:aws:lambda:{REGION}:{ACCOUNT_ID}:function:{function}"
