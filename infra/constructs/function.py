"""One Lambda with a role, a log group and an environment of its own."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import aws_cdk as cdk
import aws_cdk.aws_iam as iam
import aws_cdk.aws_lambda as lambda_
import aws_cdk.aws_logs as logs
from constructs import Construct
from homing.alarm_metrics import namespace_of

from infra.constructs.acknowledge import acknowledge
from infra.constructs.specs import Spec

ROOT = Path(__file__).parents[2]
FROM_LAMBDA = {"aws_region"}
"""Settings that Lambda's own environment fills."""


class Function(Construct):
    """Made of a spec; may do nothing but write its log until it is allowed more."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        spec: Spec,
        wiring: Mapping[str, str],
        layer: lambda_.ILayerVersion,
    ) -> None:
        super().__init__(scope, id_)

        log_group = logs.LogGroup(
            self,
            "Log",
            retention=logs.RetentionDays.TWO_WEEKS,
            removal_policy=cdk.RemovalPolicy.DESTROY,
        )
        self.role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        log_group.grant_write(self.role)
        fields = set(spec.settings.model_fields) - FROM_LAMBDA
        self.function = lambda_.Function(
            self,
            "Function",
            description=spec.purpose,
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.ARM_64,
            code=lambda_.Code.from_asset(
                str(ROOT / "functions" / spec.package), exclude=["**/__pycache__", "*.pyc"]
            ),
            handler=f"{spec.module}.handler",
            layers=[layer],
            memory_size=spec.memory,
            timeout=cdk.Duration.seconds(spec.timeout_seconds),
            role=self.role,
            log_group=log_group,
            logging_format=lambda_.LoggingFormat.JSON,
            # Lambda's own two lines of each run cost more than they tell: the metrics tell the same.
            system_log_level_v2=lambda_.SystemLogLevel.WARN,
            environment={
                **{field.upper(): wiring[field] for field in sorted(fields)},
                "POWERTOOLS_SERVICE_NAME": spec.module if spec.package == "trigger" else spec.package,
                "POWERTOOLS_METRICS_NAMESPACE": namespace_of(wiring["stage"]),
                "PYDANTIC_DISABLE_PLUGINS": "__all__",  # or each start reads every package's metadata
            },
        )
        acknowledge(
            self.function,
            {
                "AwsSolutions-L1": "The layer's locked wheels and the emulators run 3.13, which AWS keeps "
                "as long as 3.14 (June 2029)."
            },
        )

    def allow(self, actions: Sequence[str], *resources: str) -> None:
        """Let the function do exactly this to exactly that."""
        self.role.add_to_policy(iam.PolicyStatement(actions=list(actions), resources=list(resources)))
