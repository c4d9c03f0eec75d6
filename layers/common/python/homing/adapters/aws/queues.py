"""What comes in and what runs on: the door's queue, executions, and how long a message stays hidden."""

from functools import cached_property
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from homing.adapters.aws.around import Around

if TYPE_CHECKING:
    from homing.adapters.form_tokens import FormTokens
    from homing.adapters.segment.keys import WriteKeys
    from homing.adapters.signatures import ShopifySignatures
    from homing.neighbours import Records, Visibility
    from homing.services import ports

# What a function does not need it does not import, so the imports stand inside.
# ruff: noqa: PLC0415


@runtime_checkable
class Machines(Protocol):
    """Settings of a function that knows the workflows' state machines."""

    def state_machine_arn(self, workflow: str) -> str:
        """ARN of a workflow's state machine."""


class QueueNeighbours(Around):
    """SQS, Step Functions, and the shop's signatures."""

    @cached_property
    def event_queue(self) -> "ports.EventQueue":
        """Where the door puts what came."""
        from homing.adapters.aws import clients
        from homing.adapters.sqs import SqsEventQueue

        # What a page tells is never too long for a queue, so its function is told of no bucket.
        bucket = self.setting("overflow_bucket") if self.has("overflow_bucket") else ""
        return SqsEventQueue(clients.sqs(), self.setting("events_queue_url"), clients.s3, bucket)

    @cached_property
    def records(self) -> "Records":
        """The queue's other end."""
        from homing.adapters.aws import clients
        from homing.adapters.sqs import SqsEventRecords

        return SqsEventRecords(clients.s3, self.setting("overflow_bucket"))

    @cached_property
    def visibility(self) -> "Visibility":
        """When a message shall come again."""
        from homing.adapters.aws import clients
        from homing.adapters.sqs import SqsVisibility

        return SqsVisibility(clients.sqs())

    @cached_property
    def executions(self) -> "ports.Executions":
        """The workflows' state machines."""
        from homing.adapters.aws import clients
        from homing.adapters.stepfunctions import StepFunctionsExecutions

        if not isinstance(self.settings, Machines):
            raise self.lacks("state_machine_arn")
        return StepFunctionsExecutions(clients.stepfunctions(), self.settings.state_machine_arn)

    @cached_property
    def tasks(self) -> "ports.Tasks":
        """What executions wait for."""
        from homing.adapters.aws import clients
        from homing.adapters.stepfunctions import StepFunctionsTasks

        return StepFunctionsTasks(clients.stepfunctions())

    def check_signature(self, body: bytes, signature: str) -> None:
        """Raise InvalidSignature unless the shop signed the body."""
        self._signatures.check(body, signature)

    def check_write_key(self, key: str) -> None:
        """Raise InvalidKey unless the write key is in force."""
        self._write_keys.check(key)

    @cached_property
    def form_tokens(self) -> "FormTokens":
        """What proves that a form is ours."""
        from homing.adapters.form_tokens import FormTokens

        return FormTokens(self.secrets.pages)

    @cached_property
    def _write_keys(self) -> "WriteKeys":
        from homing.adapters.segment.keys import WriteKeys

        return WriteKeys(self.secrets.segment)

    @cached_property
    def _signatures(self) -> "ShopifySignatures":
        from homing.adapters.signatures import ShopifySignatures

        return ShopifySignatures(self.secrets.shopify)
