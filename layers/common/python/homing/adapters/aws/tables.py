"""What is kept in DynamoDB."""

from functools import cached_property
from typing import TYPE_CHECKING

from homing.adapters.aws.people import PeopleNeighbours

if TYPE_CHECKING:
    from homing.adapters.dynamodb.pauses import Pauses
    from homing.services import ports

# What a function does not need it does not import, so the imports stand inside.
# ruff: noqa: PLC0415


class TableNeighbours(PeopleNeighbours):
    """The ports over the tables that a function is told of."""

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
    def assignments(self) -> "ports.Assignments":
        """Who is in which arm of a holdout."""
        from homing.adapters.dynamodb.assignments import Assignments

        return Assignments(contacts=self.table("contacts"), figures=self.table("figures"))

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

    @cached_property
    def experiments(self) -> "ports.Experiments":
        """A/B/n tests."""
        from homing.adapters.dynamodb.experiments import Experiments

        return Experiments(figures=self.table("figures"))
