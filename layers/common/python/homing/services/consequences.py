"""What comes of an event, wherever it came from, in the one order that lets no exit miss an enrollment."""

from collections.abc import Callable, Sequence
from datetime import datetime

from homing.domain.cart import Cart
from homing.domain.consent_events import change_of_consent, speaks_of_consent
from homing.domain.contact import Contact
from homing.domain.events import Event
from homing.services.closing import Closing
from homing.services.later import Later
from homing.services.remember import Remember
from homing.services.triggers import Triggers
from homing.services.waiting import Waiting

DEEPEST = 8
"""So many events may follow from one another in one call; what follows from them waits for the sweep."""

Derive = Callable[[Event, Contact, datetime], Sequence[Event]]
"""The events that follow from one: a segment was entered, a score reached, a product bought."""


class Consequences:
    """Settles an event, keeps it if somebody reads it, starts what it starts, and goes on with what follows.

    Every effect is idempotent by its own key, so that all of it may happen again.
    """

    def __init__(
        self,
        *,
        closing: Closing,
        remember: Remember,
        waiting: Waiting,
        triggers: Triggers,
        derive: Sequence[Derive],
        later: Later,
    ) -> None:
        self._closing = closing
        self._remember = remember
        self._waiting = waiting
        self._triggers = triggers
        self._derive = derive
        self._later = later

    def __call__(
        self, event: Event, contact: Contact | None, now: datetime, *, cart: Cart | None = None
    ) -> None:
        """Work one event's consequences off; `cart` is the cart that it told of, as it is kept."""
        self._follow(event, contact, now, cart, 0)

    def _follow(
        self, event: Event, contact: Contact | None, now: datetime, cart: Cart | None, depth: int
    ) -> None:
        contact = self._closing(event, contact, cart, now)
        if contact is None:
            return
        if not speaks_of_consent(event):
            self._remember(event, contact)
            self._waiting.resume(event, contact.id, now)
            self._triggers(event, contact, now)
        for each in self._derived(event, contact, now):
            if depth < DEEPEST:
                self._follow(each, contact, now, None, depth + 1)
            else:
                self._later.put(each, contact.id)

    def _derived(self, event: Event, contact: Contact, now: datetime) -> Sequence[Event]:
        consent = change_of_consent(event, contact)
        found = [consent] if consent is not None else []
        for derive in self._derive:
            found += derive(event, contact, now)
        return found
