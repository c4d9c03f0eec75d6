"""A workflow's state machine, its role and its log."""

import aws_cdk as cdk
import aws_cdk.aws_iam as iam
import aws_cdk.aws_lambda as lambda_
import aws_cdk.aws_logs as logs
import aws_cdk.aws_sqs as sqs
import aws_cdk.aws_stepfunctions as sfn
from constructs import Construct
from homing.domain.workflow import Workflow
from homing.settings import STATUS_TAG

from infra.asl.compiler import compile_workflow, placeholders, to_text
from infra.constructs.acknowledge import acknowledge


class Machine(Construct):
    """Runs the compiled text; may queue this workflow's mails and ask the step function, nothing else."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        workflow: Workflow,
        queue: sqs.IQueue,
        step: lambda_.IFunction,
    ) -> None:
        super().__init__(scope, id_)

        text = to_text(compile_workflow(workflow))
        values = {"SendQueueUrl": queue.queue_url, "StepFunctionArn": step.function_arn}
        log_group = logs.LogGroup(
            self,
            "Log",
            log_group_name=f"/aws/vendedlogs/states/{name}",
            retention=logs.RetentionDays.TWO_WEEKS,
        )
        self.machine = sfn.StateMachine(
            self,
            "Machine",
            state_machine_name=name,
            role=self._role(name, queue, step),
            definition_body=sfn.DefinitionBody.from_string(text),
            definition_substitutions={name: values[name] for name in sorted(placeholders(text))},
            logs=sfn.LogOptions(
                destination=log_group, level=sfn.LogLevel.ERROR, include_execution_data=False
            ),
        )
        cdk.Tags.of(self.machine).add(STATUS_TAG, workflow.status.value)
        acknowledge(
            self.machine,
            {
                "AwsSolutions-SF1": "Errors only: a mail makes some eight events of 1 KB, which at level ALL "
                "cost $0.004 per 1,000 mails, for a history that Step Functions itself keeps 90 days.",
                "AwsSolutions-SF2": "Off: $5 per million traces, one an execution, and a wait of days shows "
                "nothing in a trace that the history does not.",
            },
        )

    def _role(self, name: str, queue: sqs.IQueue, step: lambda_.IFunction) -> iam.Role:
        role = iam.Role(
            self,
            "Role",
            role_name=f"{name}-{cdk.Aws.REGION}",
            assumed_by=iam.ServicePrincipal("states.amazonaws.com"),
        )
        role.add_to_policy(iam.PolicyStatement(actions=["sqs:SendMessage"], resources=[queue.queue_arn]))
        role.add_to_policy(
            iam.PolicyStatement(actions=["lambda:InvokeFunction"], resources=[step.function_arn])
        )
        acknowledge(
            role,
            {
                "AwsSolutions-IAM5[Resource::*]": "Log delivery is set up by calls that take no resource: "
                "https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html"
            },
        )
        return role
