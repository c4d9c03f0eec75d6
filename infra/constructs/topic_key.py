"""The one key of ours: no service of AWS can publish to a topic under AWS's own SNS key."""

import aws_cdk as cdk
import aws_cdk.aws_iam as iam
import aws_cdk.aws_kms as kms
from constructs import Construct

from infra.constructs.alarms_topic import TELLERS
from infra.constructs.replies import TELLER
from infra.stages import Stage


class TopicKey(Construct):
    """A key for every topic, for a dollar a month; a sandbox does without."""

    def __init__(self, scope: Construct, id_: str, *, stage: Stage) -> None:
        super().__init__(scope, id_)

        self.key = kms.Key(
            self,
            "Key",
            description=f"Homing {stage.name}: topics of feedback, of alarms and of notices",
            enable_key_rotation=True,
            removal_policy=stage.removal_policy,
        )
        for service in ("ses.amazonaws.com", TELLER, *TELLERS):
            self.key.add_to_resource_policy(
                iam.PolicyStatement(
                    principals=[iam.ServicePrincipal(service)],
                    actions=["kms:Decrypt", "kms:GenerateDataKey"],
                    resources=["*"],  # in a key's policy: this key
                    conditions={"StringEquals": {"aws:SourceAccount": cdk.Aws.ACCOUNT_ID}},
                )
            )
