"""Where `notify` steps tell colleagues of a contact; whoever is meant subscribes to it."""

import aws_cdk.aws_kms as kms
import aws_cdk.aws_sns as sns
from constructs import Construct

from infra.constructs.function import Function


class NoticesTopic(Construct):
    """A topic that one function tells, sealed like the alarms' where real people are told of."""

    def __init__(self, scope: Construct, id_: str, *, key: kms.IKey | None) -> None:
        super().__init__(scope, id_)

        self.topic = sns.Topic(self, "Topic", master_key=key, enforce_ssl=True, display_name="Homing notices")
        self._key = key

    def let_in(self, function: Function) -> None:
        """Let a function tell it."""
        function.allow(["sns:Publish"], self.topic.topic_arn)
        if self._key is not None:
            function.allow(["kms:Decrypt", "kms:GenerateDataKey"], self._key.key_arn)
