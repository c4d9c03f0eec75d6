"""What must outlive every deployment: tables, archives, and where real people are told of, a key."""

from typing import Any

import aws_cdk as cdk
from constructs import Construct

from infra.constructs.archives import Archives
from infra.constructs.tables import Tables
from infra.constructs.topic_key import TopicKey
from infra.stages import Stage


class DataStack(cdk.Stack):
    """The stateful half."""

    def __init__(self, scope: Construct, id_: str, *, stage: Stage, **kwargs: Any) -> None:
        super().__init__(scope, id_, termination_protection=stage.keeps_data, **kwargs)

        self.tables = Tables(self, "Tables", stage=stage)
        self.archives = Archives(self, "Archives")
        self.topic_key = TopicKey(self, "TopicKey", stage=stage).key if stage.keeps_data else None
