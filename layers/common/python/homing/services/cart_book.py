"""Keeps carts: one row a cart whatever tokens it is told by, and its quiet time in the due index."""

from collections.abc import Sequence
from dataclasses import replace

from homing.domain.cart import Cart, merge, seen_again
from homing.domain.due import DueEntry, DueKind
from homing.domain.events import Event
from homing.domain.rules import Rules
from homing.domain.time import LONG_AGO
from homing.domain.workflow import QuietTrigger, Workflow
from homing.services import ports


class CartBook:
    """The one who writes carts as events tell of them."""

    def __init__(
        self, *, carts: ports.Carts, due: ports.DueIndex, workflows: ports.Workflows, rules: Rules
    ) -> None:
        self._carts = carts
        self._due = due
        self._workflows = workflows
        self._rules = rules

    def find(self, tokens: Sequence[str]) -> Cart | None:
        """The cart that an event's tokens name, None if none is known."""
        return next(iter(self._rows(tokens)), None)

    def keep(self, event: Event, contact_id: str | None) -> Cart | None:
        """The event's cart, with what it says of it; None if it tells of none.

        An order that comes before its cart leaves a row that only says so.
        """
        seen = event.cart or _bought(event)
        if seen is None:
            return None
        if event.cart is not None:
            seen = replace(seen, contact_id=contact_id)
        while True:
            stored, known = self._joined(seen.tokens())
            cart = seen if known is None else seen_again(known, seen)
            watchers = self._watchers(event, cart)
            for workflow, trigger in watchers:
                at = cart.changed.at + trigger.for_
                name, of = workflow.name, cart.contact_id
                self._due.put(DueEntry(at=at, kind=DueKind.QUIET, workflow=name, key=cart.key, of=of))
            cart = replace(cart, armed=cart.armed or bool(watchers))
            if cart == stored or self._carts.put(stored, cart):
                return cart

    def _joined(self, tokens: Sequence[str]) -> tuple[Cart | None, Cart | None]:
        """The row of these tokens as it is stored, and as one cart with what other rows of them hold.

        A checkout that shows its cart's token late joins two rows to one: that of the cart, unless the other
        has had its reminder. The other then only leads there.
        """
        rows = self._rows(tokens)
        stored = next((each for each in rows if each.enrolled), rows[0] if rows else None)
        cart = stored
        for other in rows:
            if stored is None or cart is None or other.key == stored.key:
                continue
            if not self._carts.put(other, replace(other, moved_to=stored.key, items=(), armed=False)):
                return self._joined(tokens)  # another event changed it first
            cart = merge(cart, other)
        return stored, cart

    def _rows(self, tokens: Sequence[str]) -> list[Cart]:
        rows: list[Cart] = []
        for token in tokens:
            if any(token in each.tokens() for each in rows):
                continue
            found = self._carts.find([token])
            while found is not None and found.moved_to is not None:
                found = self._carts.get(found.moved_to)
            if found is not None and found.key not in {each.key for each in rows}:
                rows.append(found)
        return rows

    def _watchers(self, event: Event, cart: Cart) -> Sequence[tuple[Workflow, QuietTrigger]]:
        idle = cart.contact_id and cart.items and not (cart.armed or cart.enrolled or cart.completed)
        if not idle or not event.is_fresh(self._rules.live_from):
            return ()
        return [
            (workflow, workflow.trigger)
            for workflow in self._workflows.live()
            if isinstance(workflow.trigger, QuietTrigger) and event.name in workflow.trigger.events
        ]


def _bought(event: Event) -> Cart | None:
    """What an order says of its cart."""
    who = event.identity
    key = who.cart_token or who.checkout_token
    if event.order is None or key is None:
        return None
    return Cart(
        key=key,
        changed=LONG_AGO,
        cart_token=who.cart_token,
        checkout_token=who.checkout_token,
        completed=True,
        orders=(event.order.id,),
    )
