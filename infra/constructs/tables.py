"""The tables, from the schemas that the adapters read."""

import aws_cdk.aws_dynamodb as dynamodb
from constructs import Construct
from homing.adapters.dynamodb.schema import TABLES, TableSchema

from infra.stages import Stage


class Tables(Construct):
    """Every table on demand, restorable to any second of 35 days.

    Encrypted with the key that DynamoDB owns: a key of ours would cost a dollar a month and its calls, and
    keep out nobody whom the tables' own permissions let in.
    """

    def __init__(self, scope: Construct, id_: str, *, stage: Stage) -> None:
        super().__init__(scope, id_)

        self.by_name = {schema.name: self._table(schema, stage) for schema in TABLES}

    def _table(self, schema: TableSchema, stage: Stage) -> dynamodb.Table:
        return dynamodb.Table(
            self,
            schema.name.capitalize(),
            partition_key=_string(schema.partition_key),
            sort_key=_string(schema.sort_key) if schema.sort_key else None,
            time_to_live_attribute=schema.ttl_attribute,
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            deletion_protection=stage.keeps_data,
            removal_policy=stage.removal_policy,
        )

    @property
    def names(self) -> dict[str, str]:
        """Each table's name by the field of the settings that carries it."""
        return {f"{name}_table": table.table_name for name, table in self.by_name.items()}


def _string(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)
