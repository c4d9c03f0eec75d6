"""Works an event off: who it is about, what is now known, what it ends, what it earns, what it starts."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from homing.domain.cart import Cart, merge
from homing.domain.condition import holds
from homing.domain.consent import ConsentState, ConsentStatement, is_first_grant, made_current
from homing.domain.contact import Contact
from homing.domain.due import DueEntry, DueKind
from homing.domain.enrollment import contact_id
from homing.domain.events import Event, EventName
from homing.domain.rules import Rules
from homing.domain.time import Stamp
from homing.domain.timeline import Kind, Line
from homing.domain.workflow import EventTrigger, QuietTrigger, Workflow
from homing.services import facts, ports
from homing.services.consents import Consents
from homing.services.enroll import Enroll, Occurrence
from homing.services.exits import Exits
from homing.services.goals import Goals

FRESH = timedelta(hours=24)
"""An event older than this on arrival updates the contact and starts nothing."""

_SAYS_WHO = frozenset({EventName.CUSTOMER_CREATED, EventName.CUSTOMER_UPDATED, EventName.CONSENT_UPDATED})
_HEARSAY = Stamp(datetime.min.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC))
"""An address typed into a checkout never outweighs the one in the customer's record, whatever comes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservePorts:
    """What observing needs of the world."""

    contacts: ports.Contacts
    carts: ports.Carts
    catalogue: ports.Catalogue
    seen: ports.Seen
    due: ports.DueIndex
    workflows: ports.Workflows
    timeline: ports.Timeline


class Observe:
    """The consumer of the events queue, one event at a time; every effect is idempotent by its own key."""

    def __init__(
        self,
        needs: ObservePorts,
        *,
        consents: Consents,
        exits: Exits,
        goals: Goals,
        enroll: Enroll,
        rules: Rules,
        id_secret: bytes,
        live_from: datetime | None = None,
    ) -> None:
        self._needs = needs
        self._consents = consents
        self._exits = exits
        self._goals = goals
        self._enroll = enroll
        self._rules = rules
        self._id_secret = id_secret
        self._live_from = live_from

    def __call__(self, event: Event) -> None:
        """Work one event off; marked done last, so that a crash before means all of it again."""
        now = event.arrived_at
        if self._needs.seen.done([event.id]):
            self._tell(event, None, "duplicate")
            return
        contact, cart = self._identify(event)
        if contact is not None:
            contact = self._learn(contact, event)
        self._tell(event, contact, None)
        if event.product is not None:
            self._needs.catalogue.put(event.product)
        if contact is not None and event.consent is not None:
            contact = self._consents.change(contact, event.consent, event.id, now)
        if event.cart is not None:
            cart = self._keep_cart(event, contact)
        self._settle_orders(event, contact, cart)
        self._start(event, contact)
        self._needs.seen.finish(event.id, now)

    def _identify(self, event: Event) -> tuple[Contact | None, Cart | None]:
        aliases = event.identity.person_aliases()
        tokens = event.identity.cart_aliases()
        cart = self._needs.carts.find(tokens) if tokens else None
        if not aliases:
            owner = cart.contact_id if cart else None
            return (self._needs.contacts.get(owner) if owner else None), cart
        while True:
            found = self._needs.contacts.find(aliases)
            if found:
                known = next(found[alias] for alias in aliases if alias in found)
                self._needs.contacts.claim_aliases(known, [each for each in aliases if each not in found])
                return self._needs.contacts.get(known), cart
            # The address gives the id where there is one, so that the order of arrival does not matter.
            new = Contact(id=contact_id(aliases[-1], self._id_secret), first_seen=event.time)
            if self._needs.contacts.create(new, aliases):
                return new, cart

    def _learn(self, contact: Contact, event: Event) -> Contact:
        said = {each.name: getattr(event.traits, each.name) for each in fields(event.traits)}
        address = said.pop("email")
        while True:
            changes = dict(contact.newer(said, event.time))
            heard_at = event.time if event.name in _SAYS_WHO else _HEARSAY
            changes |= contact.newer({"email": address}, heard_at)
            if not changes or self._needs.contacts.set_traits(contact.id, changes):
                return contact.with_traits(changes)
            contact = self._needs.contacts.get(contact.id) or contact

    def _keep_cart(self, event: Event, contact: Contact | None) -> Cart | None:
        assert event.cart is not None
        while True:
            known = self._needs.carts.find(event.cart.tokens())
            seen = replace(event.cart, contact_id=contact.id if contact else None)
            cart = seen if known is None else _seen_again(known, seen)
            watchers = self._watchers(event, cart)
            for workflow, trigger in watchers:
                at = cart.changed.at + trigger.for_
                entry = DueEntry(at=at, kind=DueKind.QUIET, workflow=workflow.name, key=cart.key)
                self._needs.due.put(entry)
            cart = replace(cart, armed=cart.armed or bool(watchers))
            if cart == known or self._needs.carts.put(known, cart):
                return cart

    def _watchers(self, event: Event, cart: Cart) -> Sequence[tuple[Workflow, QuietTrigger]]:
        idle = cart.contact_id and cart.items and not (cart.armed or cart.enrolled or cart.completed)
        if not idle or not self._is_fresh(event):
            return ()
        return [
            (workflow, workflow.trigger)
            for workflow in self._needs.workflows.live()
            if isinstance(workflow.trigger, QuietTrigger) and event.name in workflow.trigger.events
        ]

    def _settle_orders(self, event: Event, contact: Contact | None, cart: Cart | None) -> None:
        now = event.arrived_at
        owner = cart.contact_id if cart else None
        concerned = tuple(dict.fromkeys(c for c in (contact.id if contact else None, owner) if c))
        if event.order is not None:
            self._goals.ordered(event.order, concerned, cart, now)
        if event.refund is not None:
            self._goals.refunded(event.refund)
        if event.cancellation is not None:
            self._goals.cancelled(event.cancellation.order_id)
        tokens = dict.fromkeys((*event.identity.cart_aliases(), *(cart.tokens() if cart else ())))
        self._exits.by_event(
            event.name,
            event.time,
            now,
            contact_ids=concerned,
            cart_tokens=tuple(tokens),
            cart=cart,
            goal_event=EventName.ORDER_COMPLETED if event.order and not event.order.test else None,
        )

    def _start(self, event: Event, contact: Contact | None) -> None:
        if contact is None or not self._is_fresh(event):
            return
        self._trigger(event.name, event, contact, event.time, event.properties)
        said = event.consent
        if said is None or said.state is not ConsentState.SUBSCRIBED or not _is_recent(said, event, contact):
            return
        first = is_first_grant(contact.consent, event.id)
        if first or (made_current(contact.consent, event.id) and contact.consent.granted):
            properties = {"source": said.source.value, "first": first}
            self._trigger(EventName.SUBSCRIBED, event, contact, said.time, properties)

    def _trigger(
        self, name: EventName, event: Event, contact: Contact, started: Stamp, properties: Any
    ) -> None:
        for workflow in self._needs.workflows.live():
            trigger = workflow.trigger
            if not isinstance(trigger, EventTrigger) or trigger.event is not name:
                continue
            known = facts.gather(contact, rules=self._rules, now=event.arrived_at, trigger=properties)
            if trigger.where is None or holds(trigger.where, known):
                occurrence = Occurrence(id=event.id, key=contact.id, started=started, trigger=properties)
                self._enroll(workflow, contact, occurrence, event.arrived_at)

    def _is_fresh(self, event: Event) -> bool:
        live = self._live_from is None or event.arrived_at >= self._live_from
        return live and event.arrived_at - event.time.at <= FRESH

    def _tell(self, event: Event, contact: Contact | None, reason: str | None) -> None:
        self._needs.timeline.write(
            Line(
                at=event.arrived_at,
                kind=Kind.RECEIVED,
                contact_id=contact.id if contact else None,
                event=event.name.value,
                reason=reason,
            )
        )


def _is_recent(said: ConsentStatement, event: Event, contact: Contact) -> bool:
    """Whether the grant is new: an old customer whose undated record we first see now gave it long ago."""
    if event.arrived_at - said.time.at >= FRESH:
        return False
    if said.dated or said.known_since is None or event.arrived_at - said.known_since < FRESH:
        return True
    return contact.first_seen is not None and contact.first_seen < event.time


def _seen_again(known: Cart, seen: Cart) -> Cart:
    """A completed look at a cart is no change of it: it only says that it was bought."""
    if seen.completed:
        return replace(
            known,
            completed=True,
            contact_id=seen.contact_id or known.contact_id,
            cart_token=known.cart_token or seen.cart_token,
            checkout_token=known.checkout_token or seen.checkout_token,
        )
    return merge(known, seen)
