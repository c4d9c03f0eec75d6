"""What is kept in DynamoDB of people."""

from functools import cached_property
from typing import TYPE_CHECKING

from homing.adapters.aws.around import Around

if TYPE_CHECKING:
    from homing.adapters.dynamodb.table import Table
    from homing.services import ports

# What a function does not need it does not import, so the imports stand inside.
# ruff: noqa: PLC0415


class PeopleNeighbours(Around):
    """The ports over people and what they did, on the tables that a function is told of."""

    def table(self, name: str) -> "Table":
        """One table: `contacts` is the setting `contacts_table`."""
        from homing.adapters.aws import clients
        from homing.adapters.dynamodb.table import Table

        return Table(clients.dynamodb(), self.setting(f"{name}_table"), self.clock.now)

    @cached_property
    def soft_bounces(self) -> "ports.SoftBounces":
        """Addresses that bounced, though not for good."""
        from homing.adapters.dynamodb.soft_bounces import SoftBounces

        return SoftBounces(contacts=self.table("contacts"), secret=self.id_secret)

    @cached_property
    def contacts(self) -> "ports.Contacts":
        """People."""
        from homing.adapters.dynamodb.contacts import Contacts

        return Contacts(
            contacts=self.table("contacts"),
            figures=self.table("figures"),
            enrollments=self.table("enrollments") if self.has("enrollments_table") else None,
            schedule=self.table("schedule") if self.has("schedule_table") else None,
        )

    @cached_property
    def consent_ledger(self) -> "ports.ConsentLedger":
        """What was said of permissions."""
        from homing.adapters.dynamodb.consent_rows import ConsentLedger

        return ConsentLedger(contacts=self.table("contacts"))

    @cached_property
    def suppressions(self) -> "ports.Suppressions":
        """Addresses that must not be mailed."""
        from homing.adapters.dynamodb.suppressions import Suppressions

        return Suppressions(
            contacts=self.table("contacts"), figures=self.table("figures"), secret=self.id_secret
        )

    @cached_property
    def history(self) -> "ports.History":
        """What contacts did."""
        from homing.adapters.dynamodb.history import History

        return History(contacts=self.table("contacts"))

    @cached_property
    def visits(self) -> "ports.Visits":
        """What strangers did."""
        from homing.adapters.dynamodb.visits import Visits

        return Visits(contacts=self.table("contacts"))

    @cached_property
    def waits(self) -> "ports.Waits":
        """Who waits for which event."""
        from homing.adapters.dynamodb.waits import Waits

        return Waits(contacts=self.table("contacts"))

    @cached_property
    def scores(self) -> "ports.Scores":
        """Points of contacts."""
        from homing.adapters.dynamodb.scores import Scores

        return Scores(contacts=self.table("contacts"))

    @cached_property
    def confirmations(self) -> "ports.ConfirmationMails":
        """How often addresses were asked to confirm."""
        from homing.adapters.dynamodb.confirmation_mails import ConfirmationMails

        return ConfirmationMails(contacts=self.table("contacts"))

    @cached_property
    def segments(self) -> "ports.Segments":
        """Who is in which segment."""
        from homing.adapters.dynamodb.segments import Segments

        return Segments(contacts=self.table("contacts"), figures=self.table("figures"))
