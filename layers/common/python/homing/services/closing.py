"""What an event earns and ends: goals and revenue first, then exits, which may end what just met its goal."""

from dataclasses import replace
from datetime import datetime

from homing.domain.cart import Cart
from homing.domain.contact import Contact
from homing.domain.events import Event, EventName
from homing.services.cart_book import CartBook
from homing.services.exits import Exits
from homing.services.follow_up import FollowUp
from homing.services.goals import Goals
from homing.services.moving import Moving
from homing.services.rescheduling import Rescheduling


class Closing:
    """Credits, converts, ends and moves, for the event's contact and for the owner of its cart."""

    def __init__(
        self,
        *,
        carts: CartBook,
        goals: Goals,
        follow_up: FollowUp,
        exits: Exits,
        moving: Moving,
        rescheduling: Rescheduling,
    ) -> None:
        self._carts = carts
        self._goals = goals
        self._follow_up = follow_up
        self._exits = exits
        self._moving = moving
        self._rescheduling = rescheduling

    def __call__(
        self, event: Event, contact: Contact | None, cart: Cart | None, now: datetime
    ) -> Contact | None:
        """Settle one event; again, it changes nothing. The contact as it is then, with the order counted."""
        cart = cart or self._carts.find(event.identity.cart_aliases())
        owner = cart.contact_id if cart else None
        former = sorted(contact.formerly) if contact is not None else ()
        named = (contact.id if contact else None, None if owner in former else owner)
        concerned = tuple(dict.fromkeys(each for each in named if each))
        if event.order is not None:
            new_for = self._goals.ordered(event.order, concerned, cart, now, event.properties)
            if contact is not None and contact.id in new_for:
                contact = replace(contact, orders_seen=contact.orders_seen + 1)
        self._goals.happened(event, concerned, now)
        if event.refund is not None:
            self._goals.refunded(event.refund)
        if event.cancellation is not None:
            self._goals.cancelled(event.cancellation.order_id)
        self._follow_up(event, concerned)
        tokens = dict.fromkeys((*event.identity.cart_aliases(), *(cart.tokens() if cart else ())))
        self._exits.by_event(
            event.name,
            event.time,
            now,
            contact_ids=(*concerned, *former),
            cart_tokens=tuple(tokens),
            cart=cart,
            properties=event.properties,
            goal_event=_goal_of(event),
        )
        if contact is not None:
            self._moving(event, contact, now)
            self._rescheduling(event, contact, now)
        if event.cart is not None and cart is not None and owner is not None:
            self._settle_earlier_orders(cart, owner, now)
        return contact

    def _settle_earlier_orders(self, cart: Cart, owner: str, now: datetime) -> None:
        """Orders that came before anybody knew whose cart they bought."""
        for order_id in cart.orders:
            order = self._goals.unknown_to(order_id, owner)
            if order is None:
                continue
            self._goals.ordered(order, (owner,), cart, now)
            self._follow_up.ordered(order_id, (owner,), {})
            self._exits.by_event(
                EventName.ORDER_COMPLETED,
                order.time,
                now,
                contact_ids=(owner,),
                cart_tokens=cart.tokens(),
                cart=cart,
                goal_event=None if order.test else EventName.ORDER_COMPLETED,
            )


def _goal_of(event: Event) -> str | None:
    """The goal that an event may have met: a purchase, where it tells of an order, but for a test order."""
    if event.order is None:
        return event.name
    return None if event.order.test else EventName.ORDER_COMPLETED
