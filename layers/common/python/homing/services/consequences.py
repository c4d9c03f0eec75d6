"""What comes of an event, wherever it came from, in the one order that lets no exit miss an enrollment."""

from datetime import datetime

from homing.domain.cart import Cart
from homing.domain.contact import Contact
from homing.domain.events import Event
from homing.services.closing import Closing
from homing.services.remember import Remember
from homing.services.triggers import Triggers
from homing.services.waiting import Waiting


class Consequences:
    """Settles an event, then starts what it starts; every effect is idempotent by its own key."""

    def __init__(self, *, closing: Closing, remember: Remember, waiting: Waiting, triggers: Triggers) -> None:
        self._closing = closing
        self._remember = remember
        self._waiting = waiting
        self._triggers = triggers

    def __call__(
        self, event: Event, contact: Contact | None, now: datetime, *, cart: Cart | None = None
    ) -> None:
        """Work one event's consequences off; `cart` is the cart that it told of, as it is kept."""
        self._closing(event, contact, cart, now)
        if contact is not None:
            self._remember(event, contact)
            self._waiting.resume(event, contact.id, now)
            self._triggers(event, contact)
