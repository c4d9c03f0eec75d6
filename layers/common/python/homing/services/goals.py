"""Tells of goals, purchases and whatever else is one, and what becomes of an order later."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from homing.domain.cart import Cart
from homing.domain.events import Event, EventName
from homing.domain.order import Order, OrderRow, Refund
from homing.services import ports
from homing.services.conversions import NOTHING, Conversions
from homing.services.credits import Credits
from homing.services.order_book import OrderBook, message_of


class Goals:
    """Orders and their revenue, and the goals that events meet."""

    def __init__(
        self,
        *,
        orders: ports.Orders,
        book: OrderBook,
        conversions: Conversions,
        credits: Credits,
    ) -> None:
        self._orders = orders
        self._book = book
        self._conversions = conversions
        self._credits = credits

    def happened(self, event: Event, contact_ids: Sequence[str], now: datetime) -> None:
        """Convert the enrollments whose goal is an event that is no order; it earns no revenue."""
        if event.name != EventName.ORDER_COMPLETED:
            self._conversions(
                event.name,
                event.time.at,
                now,
                contact_ids=contact_ids,
                properties=event.properties,
                earned_by=lambda: self._credits(event.time.at, contact_ids).earned_by,
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
        known, row, new_for = self._keep(order, contact_ids)
        if row.stands is None:
            return new_for
        self._conversions(
            EventName.ORDER_COMPLETED,
            row.stands.time.at,
            now,
            contact_ids=contact_ids,
            cart=cart,
            properties={**properties, "order_id": order.id},
            earned_by=lambda: message_of(row),
        )
        if known is not None and known.order is not None:
            self._book.recredit(row)
        return new_for

    def unknown_to(self, order_id: str, contact_id: str) -> Order | None:
        """An order that does not count for a contact yet, None if it does or was never told."""
        row = self._orders.get(order_id)
        return row.order if row is not None and contact_id not in row.contacts else None

    def refunded(self, refund: Refund) -> None:
        """Take a refund off the order's revenue, once."""
        self._book.change(refund.order_id, lambda row: row.refunded(refund))

    def cancelled(self, order_id: str) -> None:
        """An order called off earned nothing."""
        self._book.change(order_id, lambda row: replace(row, cancelled=True))

    def _keep(
        self, order: Order, contact_ids: Sequence[str]
    ) -> tuple[OrderRow | None, OrderRow, Sequence[str]]:
        new_for: list[str] = []

        def told(row: OrderRow) -> OrderRow:
            new_for[:] = [each for each in contact_ids if each not in row.contacts]
            now = replace(row.told(order), contacts=tuple(dict.fromkeys((*row.contacts, *new_for))))
            same = row.order is not None and now.order is not None and row.order.time == now.order.time
            return now if same and not new_for else self._book.credited(now)

        known, row = self._book.change(order.id, told, new_for)
        return known, row, new_for
