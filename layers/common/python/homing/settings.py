"""What each function is told by its environment: one frozen class a function, read once in bootstrap.

A field `contacts_table` is the variable `CONTACTS_TABLE`. No resource has a default, so a missing variable is
an error at start and not a write to the wrong table. What follows from stage and workflow is computed.
pydantic-settings would read the same, after loading asyncio and .env files: a tenth of a start.
"""

import os
from typing import Self

from pydantic import BaseModel, ConfigDict


class Settings(BaseModel):
    """What every function is told."""

    # A process needs one class of these; pydantic works the others out never.
    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    stage: str

    @classmethod
    def read(cls) -> Self:
        """What this process's environment says.

        Raises:
            pydantic.ValidationError: a variable is missing; its name is the field's in capitals.
        """
        told = {name: os.environ.get(name.upper()) for name in cls.model_fields}
        return cls.model_validate({name: value for name, value in told.items() if value is not None})


class _Tables(Settings):
    contacts_table: str
    enrollments_table: str
    figures_table: str


class _Machines(Settings):
    """Account and region, from which the ARNs of state machines and the URLs of send queues follow."""

    account_id: str
    aws_region: str  # set by Lambda itself

    def state_machine_arn(self, workflow: str) -> str:
        """ARN of a workflow's state machine."""
        name = machine_name(self.stage, workflow)
        return f"arn:aws:states:{self.aws_region}:{self.account_id}:stateMachine:{name}"


class WebhookSettings(Settings):
    """functions/trigger/webhook.py"""

    events_queue_url: str
    overflow_bucket: str


class TrackSettings(Settings):
    """functions/trigger/track.py"""

    events_queue_url: str
    overflow_bucket: str


class FormsSettings(Settings):
    """functions/trigger/forms.py"""

    events_queue_url: str
    overflow_bucket: str


class EventsSettings(_Tables, _Machines):
    """functions/trigger/events.py"""

    events_table: str
    schedule_table: str
    catalogue_table: str
    overflow_bucket: str


class FeedbackSettings(_Tables, _Machines):
    """functions/trigger/feedback.py"""

    schedule_table: str


class SweepSettings(_Tables, _Machines):
    """functions/trigger/sweep.py"""

    schedule_table: str


class ReconcileSettings(_Tables, _Machines):
    """functions/trigger/reconcile.py"""

    schedule_table: str


class PrivacySettings(_Tables, _Machines):
    """functions/trigger/privacy.py"""

    schedule_table: str
    events_table: str
    events_queue_url: str
    feedback_queue_url: str
    notices_topic_arn: str
    overflow_bucket: str
    feedback_bucket: str
    exports_bucket: str


class PagesSettings(_Tables, _Machines):
    """functions/trigger/pages.py"""

    schedule_table: str
    events_queue_url: str


class StepSettings(_Tables, _Machines):
    """functions/step/handler.py"""

    schedule_table: str
    feedback_queue_url: str
    feedback_dead_letter_queue_url: str


class SendSettings(_Tables, _Machines):
    """functions/send/handler.py"""

    schedule_table: str
    catalogue_table: str
    configuration_set: str
    notices_topic_arn: str
    feedback_queue_url: str
    feedback_dead_letter_queue_url: str
    pages_url: str


class ReportSettings(Settings):
    """functions/report/handler.py"""

    figures_table: str
    figures_bucket: str
    configuration_set: str


def stack_name(stage: str, part: str) -> str:
    """Fixed name of one of a stage's two stacks, `data` or `journeys`."""
    return f"Homing-{stage}-{part}"


def machine_name(stage: str, workflow: str) -> str:
    """Fixed name of a workflow's state machine: a changed name would be a deleted machine, and ended runs."""
    return f"homing-{stage}-{workflow}"


def workflow_of_machine(stage: str, name: str) -> str | None:
    """The workflow whose state machine has that name, None if it is no machine of the stage."""
    prefix = machine_name(stage, "")
    return name.removeprefix(prefix) if name.startswith(prefix) else None


STATUS_TAG = "homing:status"
"""Tag of a state machine: the status that its workflow was deployed with."""


def send_queue_name(stage: str, workflow: str) -> str:
    """Fixed name of a workflow's send queue."""
    return f"homing-{stage}-{workflow}-send"


def dead_letter_queue_name(queue: str) -> str:
    """Fixed name of the dead letters of a queue of fixed name."""
    return f"{queue}-dead"


def secret_name(stage: str, secret: str) -> str:
    """SSM parameter of a secret that `homing secret set` writes."""
    return f"/homing/{stage}/{secret}"
