"""Keeps the row of each order with the mail that earned it, and counts what a change of it changes."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from homing.domain.attribution import counts
from homing.domain.contact import Contact
from homing.domain.message import MessageId
from homing.domain.order import MessageKey, OrderRow
from homing.domain.rules import Rules
from homing.domain.touch import Touch
from homing.services import order_counts, ports
from homing.services.credits import Credits
from homing.services.recrediting import Recrediting


class OrderBook:
    """Writes orders, and credits them anew when more is known of what their buyers did."""

    def __init__(
        self,
        *,
        orders: ports.Orders,
        messages: ports.Messages,
        recrediting: Recrediting,
        credits: Credits,
        rules: Rules,
    ) -> None:
        self._orders = orders
        self._messages = messages
        self._recrediting = recrediting
        self._credits = credits
        self._rules = rules

    def touched(self, contact: Contact, touch: Touch) -> None:
        """Credit anew what a contact ordered before a touch was told that came before the order."""
        for row in self._orders.of((contact.id, *sorted(contact.formerly))):
            if row.stands and counts(touch, row.stands.time.at, self._credits.windows_of):
                _, credited = self.change(row.id, self.credited)
                self.recredit(credited)

    def credited(self, row: OrderRow) -> OrderRow:
        """The order with what earned it by all that is known now."""
        if row.order is None or row.order.test:
            return row
        credit = self._credits(row.order.time.at, row.contacts)
        return replace(
            row,
            credited_to=_key(credit.earned_by) if credit.earned_by else None,
            assisted=tuple(map(_key, credit.assisted)),
        )

    def recredit(self, row: OrderRow) -> None:
        """Let the goals that the order met follow its credit."""
        if row.stands is not None:
            self._recrediting(row.stands.time.at, row.contacts, message_of(row))

    def change(
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


def message_of(row: OrderRow) -> MessageId | None:
    """The message that earned an order."""
    key = row.credited_to
    return None if key is None else MessageId(enrollment=key[0], step=key[1], number=key[2])
