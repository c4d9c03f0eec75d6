"""Works an event off: who it is about, what is now known, what it earns, what it ends, what it starts."""

from homing.domain.cart import Cart
from homing.domain.contact import Contact
from homing.domain.events import Event, EventName
from homing.domain.timeline import Kind, Line
from homing.services import ports
from homing.services.cart_book import CartBook
from homing.services.consents import Consents
from homing.services.exits import Exits
from homing.services.goals import Goals
from homing.services.people import People
from homing.services.triggers import Triggers


class Observe:
    """The consumer of the events queue, one event at a time; every effect is idempotent by its own key."""

    def __init__(
        self,
        *,
        seen: ports.Seen,
        catalogue: ports.Catalogue,
        timeline: ports.Timeline,
        people: People,
        carts: CartBook,
        consents: Consents,
        goals: Goals,
        exits: Exits,
        triggers: Triggers,
    ) -> None:
        self._seen = seen
        self._catalogue = catalogue
        self._timeline = timeline
        self._people = people
        self._carts = carts
        self._consents = consents
        self._goals = goals
        self._exits = exits
        self._triggers = triggers

    def __call__(self, event: Event) -> None:
        """Work one event off; marked done last, so that a crash before means all of it again."""
        now = event.arrived_at
        if self._seen.done([event.id]):
            self._tell(event, None, "duplicate")
            return
        contact = self._people.find(event)
        if contact is not None:
            contact = self._people.learn(contact, event)
        else:
            owner = self._carts.find(event.identity.cart_aliases())
            contact = self._people.get(owner.contact_id) if owner else None
        self._tell(event, contact, None)
        if event.product is not None:
            self._catalogue.put(event.product)
        if contact is not None and event.consent is not None:
            contact = self._consents.change(contact, event.consent, event.id, now)
        cart = self._carts.keep(event, contact.id if contact else None)
        self._settle(event, contact, cart or self._carts.find(event.identity.cart_aliases()))
        if contact is not None:
            self._triggers(event, contact)
        self._seen.finish(event.id, now)

    def _settle(self, event: Event, contact: Contact | None, cart: Cart | None) -> None:
        """What the event earns and ends, for its contact and for the owner of its cart."""
        owner = cart.contact_id if cart else None
        concerned = tuple(dict.fromkeys(c for c in (contact.id if contact else None, owner) if c))
        if event.order is not None:
            self._goals.ordered(event.order, concerned, cart, event.arrived_at)
        if event.refund is not None:
            self._goals.refunded(event.refund)
        if event.cancellation is not None:
            self._goals.cancelled(event.cancellation.order_id)
        tokens = dict.fromkeys((*event.identity.cart_aliases(), *(cart.tokens() if cart else ())))
        self._exits.by_event(
            event.name,
            event.time,
            event.arrived_at,
            contact_ids=concerned,
            cart_tokens=tuple(tokens),
            cart=cart,
            goal_event=EventName.ORDER_COMPLETED if event.order and not event.order.test else None,
        )
        if event.cart is not None and cart is not None and owner is not None:
            self._settle_earlier_orders(event, cart, owner)

    def _settle_earlier_orders(self, event: Event, cart: Cart, owner: str) -> None:
        """Orders that came before anybody knew whose cart they bought."""
        for order_id in cart.orders:
            order = self._goals.unknown_to(order_id, owner)
            if order is None:
                continue
            self._goals.ordered(order, (owner,), cart, event.arrived_at)
            self._exits.by_event(
                EventName.ORDER_COMPLETED,
                order.time,
                event.arrived_at,
                contact_ids=(owner,),
                cart_tokens=cart.tokens(),
                cart=cart,
                goal_event=None if order.test else EventName.ORDER_COMPLETED,
            )

    def _tell(self, event: Event, contact: Contact | None, reason: str | None) -> None:
        self._timeline.write(
            Line(
                at=event.arrived_at,
                kind=Kind.RECEIVED,
                contact_id=contact.id if contact else None,
                event=str(event.name),
                reason=reason,
            )
        )
