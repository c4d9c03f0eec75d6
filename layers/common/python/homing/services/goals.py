"""Keeps orders with the mail that earned each, and tells of goals: purchases and whatever else is one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from homing.domain.cart import Cart
from homing.domain.events import Event, EventName
from homing.domain.figures import Count, Metric
from homing.domain.message import MessageId
from homing.domain.order import Order, OrderRow, Refund
from homing.domain.rules import Rules
from homing.services import counting, link_counting, ports
from homing.services.conversions import NOTHING, Conversions


class Goals:
    """Orders and their revenue, and the goals that events meet."""

    def __init__(
        self,
        *,
        orders: ports.Orders,
        messages: ports.Messages,
        conversions: Conversions,
        rules: Rules,
    ) -> None:
        self._orders = orders
        self._messages = messages
        self._conversions = conversions
        self._rules = rules

    def happened(self, event: Event, contact_ids: Sequence[str], now: datetime) -> None:
        """Convert the enrollments whose goal is an event that is no order; it earns no revenue."""
        if event.name != EventName.ORDER_COMPLETED:
            self._conversions(
                event.name,
                event.time.at,
                now,
                contact_ids=contact_ids,
                properties=event.properties,
                earned_by=lambda: self._conversions.credit(event.time.at, contact_ids),
            )

    def ordered(
        self,
        order: Order,
        contact_ids: Sequence[str],
        cart: Cart | None,
        now: datetime,
        properties: Mapping[str, Any] = NOTHING,
    ) -> Sequence[str]:
        """Keep an order once, credit it, and convert the enrollments whose goal it is.

        The contacts for whom it has just become one more order.
        """
        row, new_for = self._keep(order, contact_ids)
        called_off = row.cancelled and row.order is not None and not row.order.paid
        if order.test or called_off:
            return new_for
        self._conversions(
            EventName.ORDER_COMPLETED,
            order.time.at,
            now,
            contact_ids=contact_ids,
            cart=cart,
            properties={**properties, "order_id": order.id},
            earned_by=lambda: row.credited_to,
        )
        return new_for

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

    def _keep(self, order: Order, contact_ids: Sequence[str]) -> tuple[OrderRow, Sequence[str]]:
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
                credit = None if order.test else self._conversions.credit(order.time.at, contact_ids)
                kept = replace(kept, credited_to=credit)
            earned = kept.revenue() - row.revenue()
            if kept == known or self._orders.put(known, kept, self._revenue(kept, earned), new_for):
                return kept, new_for

    def _change(self, order_id: str, change: Callable[[OrderRow], OrderRow]) -> None:
        while True:
            known = self._orders.get(order_id)
            row = change(known or OrderRow(id=order_id))
            if row == known:
                return
            lost = row.revenue() - (known.revenue() if known else Decimal(0))
            if self._orders.put(known, row, self._revenue(row, lost)):
                return

    def _revenue(self, row: OrderRow, amount: Decimal) -> Sequence[Count]:
        if row.credited_to is None or amount == 0:
            return ()
        enrollment, step, number = row.credited_to
        message_id = MessageId(enrollment=enrollment, step=step, number=number)
        message = self._messages.get([message_id]).get(message_id)
        if message is None:
            return ()
        zone = self._rules.zone
        of_link = link_counting.earned(message, row.order.time.at, amount, zone) if row.order else ()
        return (*counting.for_message(message, {Metric.REVENUE: amount}, zone), *of_link)
