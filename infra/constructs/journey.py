"""One workflow in the cloud: its state machine, its send queue, its dead letters."""

import aws_cdk as cdk
from aws_cdk.aws_lambda_event_sources import SqsEventSource
from constructs import Construct
from homing.domain.workflow import Workflow
from homing.settings import machine_name, send_queue_name

from infra.constructs.function import Function
from infra.constructs.machine import Machine
from infra.constructs.queue import Queue
from infra.constructs.specs import SPECS
from infra.redelivery import BATCH_SIZE
from infra.stages import Stage


class Journey(Construct):
    """Names are fixed: a renamed machine is a deleted one, and takes everybody on their way with it."""

    def __init__(
        self, scope: Construct, id_: str, *, stage: Stage, workflow: Workflow, send: Function, step: Function
    ) -> None:
        super().__init__(scope, id_)

        self.workflow = workflow.name
        self.name = machine_name(stage.name, workflow.name)
        self.queue = Queue(
            self,
            "Send",
            consumer_timeout=SPECS["send"].timeout_seconds,
            name=send_queue_name(stage.name, workflow.name),
        )
        self.machine = Machine(
            self,
            "Machine",
            name=self.name,
            workflow=workflow,
            queue=self.queue.queue,
            step=step.function,
        ).machine
        _keep(self, stage)
        # `enabled` is left unset: `homing pause` disables the mapping, and a deployment must not wake it.
        send.function.add_event_source(
            SqsEventSource(
                self.queue.queue,
                batch_size=BATCH_SIZE,
                max_concurrency=stage.senders,
                report_batch_item_failures=True,
            )
        )


def _keep(journey: Journey, stage: Stage) -> None:
    """Queue, machine, role and log stay when the workflow goes, where somebody may be on their way."""
    policies = cdk.RemovalPolicies.of(journey)
    if stage.keeps_data:
        policies.retain_on_update_or_delete()
    else:
        policies.destroy()
