"""Follows what contacts do after they were assigned to an arm of a holdout, or entered without one."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from homing.domain.assignment import Arm, Assignment, Purchase, difference
from homing.domain.attribution import asks_for
from homing.domain.contact import Contact
from homing.domain.events import Event, EventName
from homing.domain.figures import Cell, Count, day_of
from homing.domain.holdout import counted_for
from homing.domain.order import OrderRow
from homing.domain.rules import Rules
from homing.domain.workflow import Workflow
from homing.services import ports
from homing.services.entries import Entries
from homing.services.occurrence import Occurrence

Change = Callable[[Assignment, Workflow], Assignment]


class FollowUp:
    """Writes assignments, and lets each follow the events, orders and refunds of its contact.

    A row is derived from the order as it is kept, so that the same event again, or events in another order,
    come to the same row and the same counters. Where a workflow holds nobody out, nothing is written before
    the first order.
    """

    def __init__(
        self,
        *,
        assignments: ports.Assignments,
        contacts: ports.Contacts,
        orders: ports.Orders,
        entries: Entries,
        workflows: ports.Workflows,
        rules: Rules,
    ) -> None:
        self._assignments = assignments
        self._contacts = contacts
        self._orders = orders
        self._entries = entries
        self._workflows = workflows
        self._rules = rules

    def assign(
        self, workflow: Workflow, contact: Contact, occurrence: Occurrence, now: datetime, *, held_out: bool
    ) -> None:
        """Note which arm somebody is in who may enter; the first time counts."""
        if not workflow.holdout:
            return
        goal = workflow.goal
        told = {*goal.match, "order_id"} if goal is not None else ()
        first = Assignment(
            workflow=workflow.name,
            contact_id=contact.id,
            arm=Arm.HELD_OUT if held_out else Arm.TREATED,
            at=now,
            until=now + counted_for(workflow),
            customer=contact.has_ordered,
            trigger={name: occurrence.trigger[name] for name in told if name in occurrence.trigger},
        )
        self._assignments.put(None, first, self._counts(None, first))

    def __call__(self, event: Event, contact_ids: Sequence[str]) -> None:
        """Follow one event of these contacts; again, it changes nothing."""
        if event.order is not None:
            self.ordered(event.order.id, contact_ids, event.properties)
        changed = event.refund.order_id if event.refund is not None else None
        changed = event.cancellation.order_id if event.cancellation is not None else changed
        if changed is not None:
            row = self._orders.get(changed)
            whose = () if row is None else (self._contacts.get(each) for each in row.contacts)
            self.ordered(changed, [each.id for each in whose if each is not None])
        if event.name != EventName.ORDER_COMPLETED:
            self._met(event, contact_ids)

    def ordered(
        self, order_id: str, contact_ids: Iterable[str], properties: Mapping[str, Any] | None = None
    ) -> None:
        """Let the rows of these contacts follow an order as it is kept; `properties` if it is the goal."""
        row = self._orders.get(order_id)
        if row is None or row.order is None:
            return

        def bought(known: Assignment, workflow: Workflow) -> Assignment:
            asked = properties is not None and asks_for(
                workflow,
                EventName.ORDER_COMPLETED,
                {**properties, "order_id": order_id},
                known.trigger,
            )
            return known.bought(order_id, _purchase(row, self._rules.currency, meets_goal=asked))

        for contact_id in dict.fromkeys(contact_ids):
            found = self._assignments.of(contact_id)
            # What began by an order stays with its entry, whatever is told of its time since.
            held = [each for each in found if each.enrollment is None or order_id in each.orders]
            for known in held:
                self._write(known, bought, known)
            following = {each.workflow for each in held if each.enrollment is not None}
            for first in self._entries.before(contact_id, row.order.time.at):
                if first.workflow not in following:
                    same = next((each for each in found if each.enrollment == first.enrollment), None)
                    self._write(first, bought, same)

    def hand_on(self, younger_id: str, elder_id: str) -> None:
        """Make the assignments of who proved to be another the other's, whose own arm stays."""
        for gone in self._assignments.of(younger_id):
            self._hand_on(gone, elder_id)

    def _met(self, event: Event, contact_ids: Sequence[str]) -> None:
        goals = (each.goal for each in self._workflows.all() if each.holdout is not None)
        if not any(goal is not None and event.name in goal.event for goal in goals):
            return

        def met(known: Assignment, workflow: Workflow) -> Assignment:
            asked = asks_for(workflow, event.name, event.properties, known.trigger)
            return known.met(event.time.at) if asked else known

        for contact_id in dict.fromkeys(contact_ids):
            for known in self._assignments.of(contact_id):
                if known.enrollment is None:
                    self._write(known, met, known)

    def _write(self, first: Assignment, change: Change, known: Assignment | None) -> None:
        """Change a row as it is known, or the first of an entry; one that is gone stays so."""
        workflow = self._workflows.get(first.workflow)
        while workflow is not None and (known is not None or first.enrollment is not None):
            before = known or first
            row = change(before, workflow)
            if row == before or self._assignments.put(known, row, self._counts(known, row)):
                return
            known = self._same(first.contact_id, first)

    def _hand_on(self, gone: Assignment | None, elder_id: str) -> None:
        while gone is not None:
            known = self._same(elder_id, gone)
            row = known.joined(gone) if known is not None else gone.of(elder_id)
            counts = self._counts(known, row) + self._counts(gone, None)
            if self._assignments.put(known, row, counts, gone=gone):
                return
            gone = self._same(gone.contact_id, gone)

    def _same(self, contact_id: str, as_: Assignment) -> Assignment | None:
        place = (as_.workflow, as_.enrollment)
        found = self._assignments.of(contact_id)
        return next((each for each in found if (each.workflow, each.enrollment) == place), None)

    def _counts(self, before: Assignment | None, after: Assignment | None) -> tuple[Count, ...]:
        row = after or before
        assert row is not None
        day = day_of(row.at, self._rules.zone)
        cell = Cell(workflow=row.workflow, day=day, variant=row.arm.value)
        return tuple(
            Count(cell=cell, metric=metric, amount=amount, shard_key=row.contact_id)
            for metric, amount in difference(before, after).items()
        )


def _purchase(row: OrderRow, currency: str, *, meets_goal: bool) -> Purchase:
    """What an order is worth now; of one in another currency than the shop's nobody can say."""
    order = row.order
    assert order is not None
    foreign = order.currency not in ("", currency)
    worth = Decimal(0) if row.stands is None or foreign else row.revenue()
    return Purchase(at=order.time.at, worth=worth, meets_goal=meets_goal, void=row.stands is None)
