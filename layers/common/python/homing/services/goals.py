"""Keeps orders with the mail that earned each, and tells of goals: purchases and whatever else is one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from homing.domain.attribution import counts
from homing.domain.cart import Cart
from homing.domain.contact import Contact
from homing.domain.events import Event, EventName
from homing.domain.message import MessageId
from homing.domain.order import MessageKey, Order, OrderRow, Refund
from homing.domain.rules import Rules
from homing.domain.touch import Touch
from homing.services import order_counts, ports
from homing.services.conversions import NOTHING, Conversions
from homing.services.credits import Credits
from homing.services.recrediting import Recrediting


class Goals:
    """Orders and their revenue, and the goals that events meet."""

    def __init__(
        self,
        *,
        orders: ports.Orders,
        messages: ports.Messages,
        conversions: Conversions,
        recrediting: Recrediting,
        credits: Credits,
        rules: Rules,
    ) -> None:
        self._orders = orders
        self._messages = messages
        self._conversions = conversions
        self._recrediting = recrediting
        self._credits = credits
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
            earned_by=lambda: _id(row.credited_to),
        )
        if known is not None and known.order is not None:
            self._recredit(row)
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

    def touched(self, contact: Contact, touch: Touch) -> None:
        """Credit anew what a contact ordered before a touch was told that came before the order."""
        for row in self._orders.of((contact.id, *sorted(contact.formerly))):
            if row.stands and counts(touch, row.stands.time.at, self._credits.windows_of):
                _, credited = self._change(row.id, self._credited)
                self._recredit(credited)

    def _keep(
        self, order: Order, contact_ids: Sequence[str]
    ) -> tuple[OrderRow | None, OrderRow, Sequence[str]]:
        new_for: list[str] = []

        def told(row: OrderRow) -> OrderRow:
            new_for[:] = [each for each in contact_ids if each not in row.contacts]
            now = replace(row.told(order), contacts=tuple(dict.fromkeys((*row.contacts, *new_for))))
            same = row.order is not None and now.order is not None and row.order.time == now.order.time
            return now if same and not new_for else self._credited(now)

        known, row = self._change(order.id, told, new_for)
        return known, row, new_for

    def _credited(self, row: OrderRow) -> OrderRow:
        if row.order is None or row.order.test:
            return row
        credit = self._credits(row.order.time.at, row.contacts)
        return replace(
            row,
            credited_to=_key(credit.earned_by) if credit.earned_by else None,
            assisted=tuple(map(_key, credit.assisted)),
        )

    def _recredit(self, row: OrderRow) -> None:
        if row.stands is not None:
            self._recrediting(row.stands.time.at, row.contacts, _id(row.credited_to))

    def _change(
        self, order_id: str, change: Callable[[OrderRow], OrderRow], new_for: Sequence[str] = ()
    ) -> tuple[OrderRow | None, OrderRow]:
        """The order as it was and as it is; what the change counts is written with it."""
        while True:
            known = self._orders.get(order_id)
            row = change(known or OrderRow(id=order_id))
            if row == known:
                return known, row
            messages = self._messages.get(order_counts.named_by(known, row))
            before, after = (order_counts.of_order(each, messages, self._rules) for each in (known, row))
            if self._orders.put(known, row, order_counts.change(before, after), new_for):
                return known, row


def _key(message: MessageId) -> MessageKey:
    return message.enrollment, message.step, message.number


def _id(key: MessageKey | None) -> MessageId | None:
    return None if key is None else MessageId(enrollment=key[0], step=key[1], number=key[2])
