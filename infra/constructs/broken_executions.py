"""Executions that ended without our asking, told to the step function, which marks their enrollments."""

import aws_cdk as cdk
import aws_cdk.aws_events as events
from aws_cdk.aws_events_targets import LambdaFunction
from constructs import Construct
from homing.settings import machine_name

from infra.constructs.function import Function
from infra.stages import Stage


class BrokenExecutions(Construct):
    """A rule over every machine; the step function marks the enrollment, the sweep restarts it."""

    def __init__(self, scope: Construct, id_: str, *, stage: Stage, step: Function) -> None:
        super().__init__(scope, id_)

        machines = cdk.Stack.of(self).format_arn(
            service="states",
            resource="stateMachine",
            resource_name=machine_name(stage.name, ""),
            arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
        )
        events.Rule(
            self,
            "Rule",
            description=f"Homing {stage.name}: executions that failed, timed out or were stopped",
            event_pattern=events.EventPattern(
                source=["aws.states"],
                detail_type=["Step Functions Execution Status Change"],
                detail={
                    "status": ["FAILED", "TIMED_OUT", "ABORTED"],
                    "stateMachineArn": events.Match.prefix(machines),
                },
            ),
            targets=[LambdaFunction(step.function, retry_attempts=3)],
        )
