"""Works an event off: who it is about, what is now known, what comes of it."""

from homing.domain.contact import Contact
from homing.domain.errors import Erased
from homing.domain.events import Event
from homing.domain.rules import Rules
from homing.domain.soft_opt_in import soft_opt_in
from homing.domain.timeline import Kind, Line
from homing.services import ports
from homing.services.asking import Asking
from homing.services.cart_book import CartBook
from homing.services.consents import Consents
from homing.services.consequences import Consequences
from homing.services.merging import Merging
from homing.services.people import People
from homing.services.relocation import Relocation
from homing.services.shelf import Shelf
from homing.services.strangers import Strangers
from homing.services.whose import Whose


class Observe:
    """The consumer of the events queue, one event at a time; every effect is idempotent by its own key."""

    def __init__(
        self,
        *,
        seen: ports.Seen,
        shelf: Shelf,
        timeline: ports.Timeline,
        people: People,
        merging: Merging,
        whose: Whose,
        strangers: Strangers,
        carts: CartBook,
        asking: Asking,
        consents: Consents,
        relocation: Relocation,
        consequences: Consequences,
        rules: Rules,
    ) -> None:
        self._seen = seen
        self._shelf = shelf
        self._timeline = timeline
        self._people = people
        self._merging = merging
        self._whose = whose
        self._strangers = strangers
        self._carts = carts
        self._asking = asking
        self._consents = consents
        self._relocation = relocation
        self._consequences = consequences
        self._rules = rules

    def __call__(self, event: Event) -> None:
        """Work one event off; marked done last, so that a crash before means all of it again."""
        if self._seen.done([event.id]):
            self._tell(event, None, "duplicate")
            return
        try:
            self._work_off(event)
        except Erased:
            self._tell(event, None, "erased")
        self._seen.finish(event.id, event.arrived_at)

    def _work_off(self, event: Event) -> None:
        now = event.arrived_at
        contact = self._merging(event) or self._people.find(event)
        if contact is not None:
            self._relocation(contact, self._people.foresee(contact, event), now)
            contact = self._people.learn(contact, event)
            self._strangers.recognise(event, contact, self)
        else:
            contact = self._whose(event)
            self._strangers.keep(event)
        self._tell(event, contact, event.left_out)
        if contact is not None:
            event = self._asking.unconfirmed(event, contact)
            for said in event.permissions():
                contact = self._consents.change(contact, said, event.id, now)
            as_customer = soft_opt_in(contact, event, self._rules.soft_opt_in)
            if as_customer is not None:
                contact = self._consents.change(contact, as_customer, event.id, now)
        cart = self._carts.keep(event, contact.id if contact else None)
        self._consequences(event, contact, now, cart=cart)
        self._shelf(event, contact)

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
