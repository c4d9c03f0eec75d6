"""What somebody's right to know and to be forgotten is served with."""

from functools import cached_property
from typing import TYPE_CHECKING

from homing.adapters.aws.queues import QueueNeighbours
from homing.adapters.aws.tables import TableNeighbours

if TYPE_CHECKING:
    from collections.abc import Sequence

    from homing.services import ports

# What a function does not need it does not import, so the imports stand inside.
# ruff: noqa: PLC0415


class PrivacyNeighbours(TableNeighbours, QueueNeighbours):
    """Rows about people wherever they are, requests and proofs."""

    @cached_property
    def belongings(self) -> "ports.Belongings":
        """Everything about a person."""
        from homing.adapters.dynamodb.belongings import Belongings
        from homing.domain.enrollment import enrollment_id

        return Belongings(
            contacts=self.table("contacts"),
            enrollments=self.table("enrollments"),
            schedule=self.table("schedule"),
            entry_id=lambda workflow, key: enrollment_id(workflow, key, self.id_secret),
        )

    @cached_property
    def privacy_requests(self) -> "ports.PrivacyRequests":
        """What people asked for about themselves."""
        from homing.adapters.dynamodb.privacy import PrivacyRequests

        return PrivacyRequests(schedule=self.table("schedule"))

    @cached_property
    def erased_names(self) -> "ports.ErasedNames":
        """Who was erased."""
        from homing.adapters.dynamodb.privacy import ErasedNames

        return ErasedNames(events=self.table("events"))

    @cached_property
    def holdings(self) -> "Sequence[ports.Holding]":
        """Where something about people lies beside the tables: letters first, as they may lead to objects."""
        buckets = (("overflow", "large bodies"), ("feedback", "archive of SES"), ("exports", "exports"))
        return (
            self._letters("events"),
            self._letters("feedback"),
            *(self._bucket(self.setting(f"{setting}_bucket"), name) for setting, name in buckets),
            *self._lists,
        )

    @cached_property
    def exports(self) -> "ports.Exports":
        """Where exports lie until the shop hands them on."""
        from homing.adapters.aws import clients
        from homing.adapters.bucket_holding import BucketExports

        return BucketExports(clients.s3(), self.setting("exports_bucket"))

    @property
    def _lists(self) -> "Sequence[ports.Holding]":
        from homing.adapters.account_list_holding import AccountListHolding
        from homing.adapters.aws import clients

        return (AccountListHolding(clients.sesv2),)

    def _letters(self, queue: str) -> "ports.Holding":
        from homing.adapters.aws import clients
        from homing.adapters.sqs import body_of
        from homing.adapters.sqs_dead_letters import SqsDeadLetters
        from homing.services.letters import LettersHolding

        letters = SqsDeadLetters(clients.sqs(), self.setting(f"{queue}_queue_url"))
        records = self.records
        return LettersHolding(f"dead letters of {queue}", letters, lambda each: body_of(records, each))

    def _bucket(self, bucket: str, name: str) -> "ports.Holding":
        from homing.adapters.aws import clients
        from homing.adapters.bucket_holding import BucketHolding

        return BucketHolding(clients.s3(), bucket, name)
