"""What would start an enrollment, and what it is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from homing.domain.cart import Cart
from homing.domain.contact import Contact
from homing.domain.events import Event
from homing.domain.keys import shared, text_of
from homing.domain.time import Stamp
from homing.domain.workflow import Key, Workflow


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """What would start one enrollment: `id` is the same at every redelivery of the same happening.

    A `quiet` one is tried again and again, and no refusal of it is told.
    """

    id: str
    key: str
    started: Stamp
    trigger: Mapping[str, Any]
    cart: Cart | None = None
    quiet: bool = False

    @property
    def refused_before(self) -> bool:
        """Whether a refusal was told already: of the same cart, which changed since, or of the same count."""
        return self.quiet or (self.cart is not None and self.cart.refused)

    def former_keys(self, contact: Contact) -> tuple[str, ...]:
        """The same key under each id that a contact had before they proved to be this one."""
        whose, rest = self.key.startswith(contact.id), self.key.removeprefix(contact.id)
        return tuple(f"{former}{rest}" for former in sorted(contact.formerly)) if whose else ()


def occurrence_key(
    workflow: Workflow, contact: Contact, trigger: Mapping[str, Any], cart: Cart | None = None
) -> str:
    """What an enrollment is about, as its workflow's `key` says; a property that is missing is empty."""
    match workflow.key:
        case Key.CONTACT:
            return contact.id
        case Key.CART:
            return cart.key if cart is not None else contact.id
        case names:
            return "|".join((contact.id, *(text_of(trigger.get(name)) for name in names)))


def is_about(workflow: Workflow, event: Event, trigger: Mapping[str, Any]) -> bool:
    """Whether an event is about what an enrollment's trigger told of: the same booking, say."""
    return isinstance(workflow.key, Key) or shared(workflow.key, event.properties, trigger)
