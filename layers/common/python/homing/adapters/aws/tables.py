"""What is kept in DynamoDB."""

from functools import cached_property
from typing import TYPE_CHECKING

from homing.adapters.aws.around import Around

if TYPE_CHECKING:
    from homing.adapters.dynamodb.pauses import Pauses
    from homing.adapters.dynamodb.table import Table
    from homing.services import ports

# What a function does not need it does not import, so the imports stand inside.
# ruff: noqa: PLC0415


class TableNeighbours(Around):
    """The ports over the tables that a function is told of."""

    def table(self, name: str) -> "Table":
        """One table: `contacts` is the setting `contacts_table`."""
        from homing.adapters.aws import clients
        from homing.adapters.dynamodb.table import Table

        return Table(clients.dynamodb(), self.setting(f"{name}_table"), self.clock.now)

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
    def carts(self) -> "ports.Carts":
        """Carts."""
        from homing.adapters.dynamodb.carts import Carts

        return Carts(contacts=self.table("contacts"))

    @cached_property
    def marks(self) -> "ports.Marks":
        """Exit marks."""
        from homing.adapters.dynamodb.marks import Marks

        return Marks(contacts=self.table("contacts"))

    @cached_property
    def enrollments(self) -> "ports.Enrollments":
        """Passages; only who starts them is told of the schedule."""
        from homing.adapters.dynamodb.enrollments import Enrollments

        return Enrollments(
            enrollments=self.table("enrollments"),
            contacts=self.table("contacts"),
            figures=self.table("figures"),
            schedule=self.table("schedule") if self.has("schedule_table") else None,
        )

    @cached_property
    def messages(self) -> "ports.Messages":
        """Messages."""
        from homing.adapters.dynamodb.messages import Messages

        return Messages(
            enrollments=self.table("enrollments"),
            contacts=self.table("contacts"),
            figures=self.table("figures"),
        )

    @cached_property
    def orders(self) -> "ports.Orders":
        """Orders."""
        from homing.adapters.dynamodb.orders import Orders

        return Orders(contacts=self.table("contacts"), figures=self.table("figures"))

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

    @cached_property
    def seen(self) -> "ports.Seen":
        """Which events are done."""
        from homing.adapters.dynamodb.seen import Seen

        return Seen(events=self.table("events"))

    @cached_property
    def due(self) -> "ports.DueIndex":
        """What the sweep looks at."""
        from homing.adapters.dynamodb.due_index import DueIndex

        return DueIndex(schedule=self.table("schedule"))

    @cached_property
    def watch(self) -> "ports.DueIndex":
        """What the reconciler looks at."""
        from homing.adapters.dynamodb.due_index import DueIndex

        return DueIndex(schedule=self.table("schedule"), hourly=True)

    @cached_property
    def dates(self) -> "ports.Dates":
        """Dates that events brought."""
        from homing.adapters.dynamodb.dates import Dates

        return Dates(contacts=self.table("contacts"))

    @cached_property
    def campaigns(self) -> "ports.Campaigns":
        """Campaigns that have begun."""
        from homing.adapters.dynamodb.campaigns import Campaigns

        return Campaigns(schedule=self.table("schedule"))

    @cached_property
    def stock_requests(self) -> "ports.StockRequests":
        """Who waits for goods."""
        from homing.adapters.dynamodb.stock_requests import StockRequests

        return StockRequests(contacts=self.table("contacts"))

    @cached_property
    def catalogue(self) -> "ports.Goods":
        """Products."""
        from homing.adapters.dynamodb.catalogue import Catalogue

        return Catalogue(catalogue=self.table("catalogue"))

    @cached_property
    def pauses(self) -> "Pauses":
        """What an operator paused."""
        from homing.adapters.dynamodb.pauses import Pauses

        return Pauses(figures=self.table("figures"))

    @cached_property
    def figures(self) -> "ports.Figures":
        """Counters."""
        from homing.adapters.dynamodb.figures import Figures

        return Figures(figures=self.table("figures"))
