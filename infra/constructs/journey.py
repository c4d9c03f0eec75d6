"""One workflow in the cloud: its state machine, its send queue, its dead letters."""

import aws_cdk as cdk
import aws_cdk.aws_iam as iam
import aws_cdk.aws_logs as logs
import aws_cdk.aws_stepfunctions as sfn
from aws_cdk.aws_lambda_event_sources import SqsEventSource
from constructs import Construct
from homing.domain.workflow import Workflow
from homing.settings import machine_name, send_queue_name

from infra.asl.compiler import compile_workflow, placeholders, to_text
from infra.constructs.acknowledge import acknowledge
from infra.constructs.function import Function
from infra.constructs.queue import Queue
from infra.stages import Stage


class Journey(Construct):
    """Names are fixed: a renamed machine is a deleted one, and takes everybody on their way with it."""

    def __init__(
        self, scope: Construct, id_: str, *, stage: Stage, workflow: Workflow, send: Function, step: Function
    ) -> None:
        super().__init__(scope, id_)

        self.name = machine_name(stage.name, workflow.name)
        timeout = send.function.timeout or cdk.Duration.seconds(60)
        self.queue = Queue(
            self, "Send", consumer_timeout=timeout, name=send_queue_name(stage.name, workflow.name)
        )
        self.machine = self._machine(workflow, step)
        _keep(self, stage)
        # `enabled` is left unset: `homing pause` disables the mapping, and a deployment must not wake it.
        send.function.add_event_source(
            SqsEventSource(
                self.queue.queue,
                batch_size=10,
                max_concurrency=stage.senders,
                report_batch_item_failures=True,
            )
        )

    def _machine(self, workflow: Workflow, step: Function) -> sfn.StateMachine:
        role = iam.Role(
            self,
            "Role",
            role_name=f"{self.name}-{cdk.Aws.REGION}",
            assumed_by=iam.ServicePrincipal("states.amazonaws.com"),
        )
        role.add_to_policy(
            iam.PolicyStatement(actions=["sqs:SendMessage"], resources=[self.queue.queue.queue_arn])
        )
        role.add_to_policy(
            iam.PolicyStatement(actions=["lambda:InvokeFunction"], resources=[step.function.function_arn])
        )
        text = to_text(compile_workflow(workflow))
        values = {
            "SendQueueUrl": self.queue.queue.queue_url,
            "StepFunctionArn": step.function.function_arn,
        }
        log_group = logs.LogGroup(
            self,
            "Log",
            log_group_name=f"/aws/vendedlogs/states/{self.name}",
            retention=logs.RetentionDays.TWO_WEEKS,
        )
        machine = sfn.StateMachine(
            self,
            "Machine",
            state_machine_name=self.name,
            role=role,
            definition_body=sfn.DefinitionBody.from_string(text),
            definition_substitutions={name: values[name] for name in sorted(placeholders(text))},
            logs=sfn.LogOptions(
                destination=log_group, level=sfn.LogLevel.ERROR, include_execution_data=False
            ),
        )
        acknowledge(
            machine,
            {
                "AwsSolutions-SF1": "Errors only: a mail makes some eight events of 1 KB, which at level ALL "
                "cost $0.004 per 1,000 mails, for a history that Step Functions itself keeps 90 days.",
                "AwsSolutions-SF2": "Off: $5 per million traces, one an execution, and a wait of days shows "
                "nothing in a trace that the history does not.",
            },
        )
        acknowledge(
            role,
            {
                "AwsSolutions-IAM5[Resource::*]": "Log delivery is set up by calls that take no resource: "
                "https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html"
            },
        )
        return machine


def _keep(journey: Journey, stage: Stage) -> None:
    """Queue, machine, role and log stay when the workflow goes, where somebody may be on their way."""
    policies = cdk.RemovalPolicies.of(journey)
    if stage.keeps_data:
        policies.retain_on_update_or_delete()
    else:
        policies.destroy()
