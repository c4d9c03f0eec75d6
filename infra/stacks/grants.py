"""Which function may do what to what; tests/infra/test_permissions.py says the same as a table."""

import aws_cdk.aws_sqs as sqs

from infra.constructs.acknowledge import acknowledge
from infra.constructs.function import Function
from infra.constructs.functions import Functions
from infra.constructs.mail import Mail
from infra.constructs.queue import Queue
from infra.stacks.permissions import LOOKS, STARTS, STOPS, Grants


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

    _may_report(grants, functions["report"], mail)


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


def _may_report(grants: Grants, report: Function, mail: Mail) -> None:
    """Read the counters, put files of them down, and mail the digest; take back a digest that did not go."""
    grants.tables_of(report, "figures", read_only=True)
    files = f"{grants.archives.figures_arn}/*"
    report.allow(["s3:PutObject"], files)
    report.allow(["s3:DeleteObject"], f"{grants.archives.figures_arn}/digests/*")
    report.allow(["ses:SendEmail"], *mail.arns)
    why = "one object for each day and kind, and for each reader of a digest"
    for arn in (files, f"{grants.archives.figures_arn}/digests/*"):
        grants.any_of(report, arn, why)


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
