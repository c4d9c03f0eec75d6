"""Which function may do what to what; tests/infra/test_permissions.py says the same as a table."""

from dataclasses import dataclass

import aws_cdk as cdk
import aws_cdk.aws_sqs as sqs
from homing.settings import machine_name, secret_name

from infra.constructs.acknowledge import acknowledge, as_nag_says
from infra.constructs.archives import Archives
from infra.constructs.function import Function
from infra.constructs.functions import Functions
from infra.constructs.mail import Mail
from infra.constructs.queue import Queue
from infra.constructs.tables import Tables
from infra.stages import Stage

READ = ("dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query")
WRITE = ("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:ConditionCheckItem")
STARTS = "states:StartExecution"
STOPS = "states:StopExecution"
LOOKS = "states:DescribeExecution"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grants:
    """The stage's resources, as what a function can be allowed to touch."""

    stack: cdk.Stack
    stage: Stage
    tables: Tables
    archives: Archives

    def tables_of(self, function: Function, *names: str, read_only: bool = False) -> None:
        """Read and write these tables by key, never by scan."""
        arns = [self.tables.by_name[name].table_arn for name in names]
        function.allow(READ if read_only else (*READ, *WRITE), *arns)

    def machines_of(self, function: Function, *actions: str) -> None:
        """Start, stop or look at executions of this stage's machines."""
        for action in actions:
            of = "stateMachine" if action == STARTS else "execution"
            arn = self._arn(
                "states", of, f"{machine_name(self.stage.name, '')}*", cdk.ArnFormat.COLON_RESOURCE_NAME
            )
            function.allow([action], arn)
            self._any_of(
                function, arn, "machines have fixed names, and a workflow whose file is gone still runs"
            )

    def secrets_of(self, function: Function, *names: str) -> None:
        """Read what `homing secret set` wrote; AWS's own key opens it to whoever may read the parameter."""
        arns = [self._arn("ssm", "parameter", secret_name(self.stage.name, name)[1:]) for name in names]
        function.allow(["ssm:GetParameter"], *arns)

    def texts_of(self, function: Function) -> None:
        """Text from whatever the account has to send from: which of it is used stands in shop.yaml."""
        for kind in ("phone-number", "sender-id", "pool"):
            arn = self._arn("sms-voice", kind, "*")
            function.allow(["sms-voice:SendTextMessage"], arn)
            self._any_of(function, arn, "whichever of the account's senders shop.yaml names")

    def objects_of(self, function: Function, action: str) -> None:
        """Put or get the bodies that no queue can carry."""
        arn = f"{self.archives.overflow_arn}/*"
        function.allow([action], arn)
        self._any_of(function, arn, "one object for each body too large for a queue")

    def buckets_of(self, function: Function) -> None:
        """List, read, write anew and delete what lies in the archives."""
        for arn in (self.archives.overflow_arn, self.archives.feedback_arn, self.archives.exports_arn):
            function.allow(["s3:ListBucket"], arn)
            function.allow(["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], f"{arn}/*")
            self._any_of(function, f"{arn}/*", "what names a person may be in any object")

    def _any_of(self, function: Function, arn: str, why: str) -> None:
        acknowledge(function.role, {f"AwsSolutions-IAM5[Resource::{as_nag_says(function, arn)}]": why})

    def _arn(self, service: str, resource: str, name: str, style: cdk.ArnFormat | None = None) -> str:
        return self.stack.format_arn(
            service=service,
            resource=resource,
            resource_name=name,
            arn_format=style or cdk.ArnFormat.SLASH_RESOURCE_NAME,
        )


def grant(grants: Grants, functions: Functions, mail: Mail, *, events: Queue, feedback: Queue) -> None:
    """Give each function what it needs."""
    webhook, consumer = functions["webhook"], functions["events"]
    webhook.allow(["sqs:SendMessage"], events.queue.queue_arn)
    grants.objects_of(webhook, "s3:PutObject")
    grants.secrets_of(webhook, "shopify")

    track = functions["track"]
    track.allow(["sqs:SendMessage"], events.queue.queue_arn)
    grants.objects_of(track, "s3:PutObject")
    grants.secrets_of(track, "segment")

    forms = functions["forms"]
    forms.allow(["sqs:SendMessage"], events.queue.queue_arn)
    grants.objects_of(forms, "s3:PutObject")
    grants.secrets_of(forms, "pages")

    grants.tables_of(consumer, "contacts", "enrollments", "events", "schedule", "catalogue", "figures")
    grants.machines_of(consumer, STARTS, STOPS)
    _may_answer_tasks(consumer)
    grants.objects_of(consumer, "s3:GetObject")
    grants.secrets_of(consumer, "ids")

    grants.tables_of(functions["feedback"], "contacts", "enrollments", "figures", "schedule")
    grants.machines_of(functions["feedback"], STARTS, STOPS)
    _may_answer_tasks(functions["feedback"])
    grants.secrets_of(functions["feedback"], "ids")

    grants.tables_of(functions["sweep"], "schedule", "contacts", "enrollments", "figures")
    grants.machines_of(functions["sweep"], STARTS, STOPS)
    _may_answer_tasks(functions["sweep"])
    grants.secrets_of(functions["sweep"], "ids", "shopify-admin")

    _may_reconcile(grants, functions["reconcile"])

    grants.tables_of(functions["pages"], "contacts", "enrollments", "figures", "schedule")
    grants.machines_of(functions["pages"], STOPS)
    grants.secrets_of(functions["pages"], "pages", "ids")
    functions["pages"].allow(["sqs:SendMessage"], events.queue.queue_arn)

    grants.tables_of(functions["step"], "contacts", "enrollments", "figures", "schedule")
    grants.machines_of(functions["step"], STARTS, STOPS)
    grants.secrets_of(functions["step"], "ids")
    _may_ask_for_backlog(functions["step"], feedback)

    send = functions["send"]
    grants.tables_of(send, "contacts", "enrollments", "figures", "schedule")
    grants.tables_of(send, "catalogue", read_only=True)
    grants.machines_of(send, STOPS)
    grants.secrets_of(send, "pages", "ids", "webhooks")
    grants.texts_of(send)
    send.allow(["ses:SendEmail"], *mail.arns)
    send.allow(["ses:GetAccount", "states:SendTaskSuccess", "states:SendTaskFailure"], "*")
    acknowledge(
        send.role,
        {
            "AwsSolutions-IAM5[Resource::*]": "Neither the account's quota nor a task token is a resource to "
            "IAM; a token is itself the permission to answer one task."
        },
    )
    _may_ask_for_backlog(send, feedback)

    grants.tables_of(functions["report"], "figures", read_only=True)


def grant_privacy(grants: Grants, privacy: Function, *, events: Queue, feedback: Queue) -> None:
    """The one function that may read and delete everything of a person, and for a shop's end of everybody."""
    names = ("contacts", "enrollments", "events", "schedule")
    grants.tables_of(privacy, *names, "figures")
    tables = [grants.tables.by_name[name].table_arn for name in names]
    privacy.allow(["dynamodb:BatchWriteItem"], *tables)
    privacy.allow(["dynamodb:Scan"], tables[0])
    grants.machines_of(privacy, STOPS)
    grants.secrets_of(privacy, "ids")
    for queue in (events, feedback):
        privacy.allow(["sqs:GetQueueAttributes", "sqs:SendMessage"], queue.queue.queue_arn)
        privacy.allow(
            [
                "sqs:GetQueueUrl",
                "sqs:ReceiveMessage",
                "sqs:DeleteMessage",
                "sqs:ChangeMessageVisibility",
            ],
            queue.dead_letters.queue_arn,
        )
    grants.buckets_of(privacy)
    privacy.allow(["ses:GetSuppressedDestination", "ses:DeleteSuppressedDestination"], "*")
    why = "SES's list of the account is no resource to IAM."
    acknowledge(privacy.role, {"AwsSolutions-IAM5[Resource::*]": why})


def _may_answer_tasks(function: Function) -> None:
    """Let those go on who wait for an event."""
    function.allow(["states:SendTaskSuccess"], "*")
    why = "A task token is no resource to IAM; it is itself the permission to answer one task."
    acknowledge(function.role, {"AwsSolutions-IAM5[Resource::*]": why})


def _may_reconcile(grants: Grants, function: Function) -> None:
    grants.tables_of(function, "schedule", "contacts", "enrollments", "figures")
    function.allow(["dynamodb:BatchWriteItem"], grants.tables.by_name["schedule"].table_arn)
    grants.machines_of(function, LOOKS, STOPS)
    grants.secrets_of(function, "ids", "shopify-admin")
    function.allow(["ses:ListSuppressedDestinations"], "*")
    why = "The account's list of addresses that SES does not try is no resource to IAM."
    acknowledge(function.role, {"AwsSolutions-IAM5[Resource::*]": why})


def _may_ask_for_backlog(function: Function, feedback: Queue) -> None:
    queues: tuple[sqs.Queue, ...] = (feedback.queue, feedback.dead_letters)
    function.allow(["sqs:GetQueueAttributes"], *(queue.queue_arn for queue in queues))
