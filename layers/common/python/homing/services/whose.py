"""Finds whom an event concerns that names no person: whose cart it is of, or who bought what came back."""

from homing.domain.contact import Contact
from homing.domain.events import Event
from homing.services import ports
from homing.services.cart_book import CartBook
from homing.services.people import People


class Whose:
    """The way from a cart's token or an order's id to a contact."""

    def __init__(self, *, carts: CartBook, orders: ports.Orders, people: People) -> None:
        self._carts = carts
        self._orders = orders
        self._people = people

    def __call__(self, event: Event) -> Contact | None:
        """The owner of the event's cart, or the first who bought the order that it takes back."""
        owner = self._carts.find(event.identity.cart_aliases())
        if owner is not None and owner.contact_id is not None:
            return self._people.get(owner.contact_id)
        row = self._orders.get(event.refund.order_id) if event.refund is not None else None
        return self._people.get(row.contacts[0]) if row is not None and row.contacts else None
