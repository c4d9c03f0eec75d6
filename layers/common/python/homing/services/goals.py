"""Credits an order to the mail that earned it, and notes which enrollments met their goal."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from homing.domain.attribution import credited, meets_goal
from homing.domain.cart import Cart
from homing.domain.enrollment import Enrollment, ExitReason
from homing.domain.events import EventName
from homing.domain.figures import Count, Metric
from homing.domain.message import MessageId
from homing.domain.order import Order, OrderRow, Refund
from homing.domain.rules import Rules
from homing.domain.timeline import Kind, about
from homing.domain.workflow import Workflow
from homing.services import counting, ports
from homing.services.exits import Exits


class Goals:
    """Orders, their credit and the conversions they make."""

    def __init__(
        self,
        *,
        orders: ports.Orders,
        enrollments: ports.Enrollments,
        messages: ports.Messages,
        history: ports.History,
        workflows: ports.Workflows,
        timeline: ports.Timeline,
        exits: Exits,
        rules: Rules,
    ) -> None:
        self._orders = orders
        self._enrollments = enrollments
        self._messages = messages
        self._history = history
        self._workflows = workflows
        self._timeline = timeline
        self._exits = exits
        self._rules = rules

    def ordered(self, order: Order, contact_ids: Sequence[str], cart: Cart | None, now: datetime) -> None:
        """Keep an order once, credit it, and convert the enrollments whose goal it is."""
        row = self._keep(order, contact_ids)
        called_off = row.cancelled and row.order is not None and not row.order.paid
        if order.test or called_off:
            return
        for workflow, enrollment in self._candidates(contact_ids, cart):
            if meets_goal(workflow, enrollment, EventName.ORDER_COMPLETED, order.time.at):
                self._convert(enrollment, row, order.time.at, now)

    def unknown_to(self, order_id: str, contact_id: str) -> Order | None:
        """An order that does not count for a contact yet, None if it does or was never told."""
        row = self._orders.get(order_id)
        return row.order if row is not None and contact_id not in row.contacts else None

    def refunded(self, refund: Refund) -> None:
        """Take a refund off the order's revenue, once."""
        self._change(refund.order_id, lambda row: row.refunded(refund))

    def cancelled(self, order_id: str) -> None:
        """An order called off earned nothing."""
        self._change(order_id, lambda row: replace(row, cancelled=True))

    def _keep(self, order: Order, contact_ids: Sequence[str]) -> OrderRow:
        while True:
            known = self._orders.get(order.id)
            row = known or OrderRow(id=order.id)
            new_for = [each for each in contact_ids if each not in row.contacts]
            first = row.order or order
            paid = first.paid or order.paid
            kept = replace(
                row, order=replace(first, paid=paid), contacts=tuple(dict.fromkeys((*row.contacts, *new_for)))
            )
            if row.order is None:
                earned_by = self._credited(order, contact_ids)
                credit = (earned_by.enrollment, earned_by.step, earned_by.number) if earned_by else None
                kept = replace(kept, credited_to=credit)
            earned = kept.revenue() - row.revenue()
            if kept == known or self._orders.put(known, kept, self._revenue(kept, earned), new_for):
                return kept

    def _change(self, order_id: str, change: Callable[[OrderRow], OrderRow]) -> None:
        while True:
            known = self._orders.get(order_id)
            row = change(known or OrderRow(id=order_id))
            if row == known:
                return
            lost = row.revenue() - (known.revenue() if known else Decimal(0))
            if self._orders.put(known, row, self._revenue(row, lost)):
                return

    def _credited(self, order: Order, contact_ids: Sequence[str]) -> MessageId | None:
        if order.test:
            return None
        since = order.time.at - self._rules.click_window
        clicks = [c for each in contact_ids for c in self._history.clicks(each, since, order.time.at)]
        return credited(clicks, order.time.at, self._rules.click_window)

    def _revenue(self, row: OrderRow, amount: Decimal) -> Sequence[Count]:
        if row.credited_to is None or amount == 0:
            return ()
        enrollment, step, number = row.credited_to
        message_id = MessageId(enrollment=enrollment, step=step, number=number)
        message = self._messages.get([message_id]).get(message_id)
        if message is None:
            return ()
        return counting.for_message(message, {Metric.REVENUE: amount}, self._rules.zone)

    def _candidates(
        self, contact_ids: Sequence[str], cart: Cart | None
    ) -> Iterable[tuple[Workflow, Enrollment]]:
        found = {
            enrollment.id: enrollment
            for each in contact_ids
            for enrollment in self._enrollments.of_contact(each)
            # A newer cart took its place: only its own order is its recovery.
            if enrollment.end_reason != ExitReason.SUPERSEDED
        }
        for workflow in self._workflows.all():
            of_cart = self._exits.of_cart(workflow, cart)
            if of_cart is not None:
                found[of_cart.id] = of_cart
        for enrollment in found.values():
            workflow_now = self._workflows.get(enrollment.workflow)
            if workflow_now is not None:
                yield workflow_now, enrollment

    def _convert(self, enrollment: Enrollment, row: OrderRow, ordered_at: datetime, now: datetime) -> None:
        earned_by = row.credited_to
        step = earned_by[1] if earned_by and earned_by[0] == enrollment.id else None
        counts = self._conversion_counts(enrollment, step, ordered_at)
        if not self._enrollments.convert(enrollment, ordered_at, step, counts):
            return
        reason = "credited" if step else "uncredited"
        self._timeline.write(about(enrollment, Kind.CONVERTED, now, step=step, reason=reason))

    def _conversion_counts(
        self, enrollment: Enrollment, step: str | None, ordered_at: datetime
    ) -> Sequence[Count]:
        zone = self._rules.zone
        counts: list[Count] = []
        if enrollment.first_delivered_at is not None:
            counts += counting.for_enrollment(enrollment, Metric.CONVERTED, zone)
            if step is not None:
                counts += counting.for_enrollment(enrollment, Metric.CREDITED, zone)
        for message in self._messages.of_enrollment(enrollment.id):
            if message.delivered_at is not None and message.delivered_at <= ordered_at:
                metrics = {Metric.CONVERTED: 1} | ({Metric.CREDITED: 1} if message.id.step == step else {})
                counts += counting.for_message(message, metrics, zone)
        return counts
