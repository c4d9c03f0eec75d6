"""What a function can be allowed to touch, each kind of resource in its own words."""

from dataclasses import dataclass

import aws_cdk as cdk
from homing.settings import machine_name, secret_name

from infra.constructs.acknowledge import acknowledge, as_nag_says
from infra.constructs.archives import Archives
from infra.constructs.function import Function
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
            self.any_of(
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
            self.any_of(function, arn, "whichever of the account's senders shop.yaml names")

    def objects_of(self, function: Function, action: str) -> None:
        """Put or get the bodies that no queue can carry."""
        arn = f"{self.archives.overflow_arn}/*"
        function.allow([action], arn)
        self.any_of(function, arn, "one object for each body too large for a queue")

    def buckets_of(self, function: Function) -> None:
        """List, read, write anew and delete what lies in the archives."""
        for arn in (self.archives.overflow_arn, self.archives.feedback_arn, self.archives.exports_arn):
            function.allow(["s3:ListBucket"], arn)
            function.allow(["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], f"{arn}/*")
            self.any_of(function, f"{arn}/*", "what names a person may be in any object")

    def any_of(self, function: Function, arn: str, why: str) -> None:
        """Tell cdk-nag why a resource ends in a star."""
        acknowledge(function.role, {f"AwsSolutions-IAM5[Resource::{as_nag_says(function, arn)}]": why})

    def _arn(self, service: str, resource: str, name: str, style: cdk.ArnFormat | None = None) -> str:
        return self.stack.format_arn(
            service=service,
            resource=resource,
            resource_name=name,
            arn_format=style or cdk.ArnFormat.SLASH_RESOURCE_NAME,
        )
