"""Looks at carts whose quiet time may be over, and starts what an abandoned one starts."""

from dataclasses import replace
from datetime import datetime

from homing.domain.cart import Cart
from homing.domain.due import DueEntry
from homing.domain.enrollment import Enrollment
from homing.domain.message import Reason
from homing.domain.workflow import QuietTrigger, Workflow
from homing.services import ports
from homing.services.enroll import Enroll
from homing.services.occurrence import Occurrence


class QuietCarts:
    """The sweep's worker for carts."""

    def __init__(
        self,
        *,
        due: ports.DueIndex,
        carts: ports.Carts,
        contacts: ports.Contacts,
        marks: ports.Marks,
        workflows: ports.Workflows,
        enroll: Enroll,
    ) -> None:
        self._due = due
        self._carts = carts
        self._contacts = contacts
        self._marks = marks
        self._workflows = workflows
        self._enroll = enroll

    def __call__(self, entry: DueEntry, now: datetime) -> None:
        """Enroll the cart's contact if its quiet time is over, and look again later if it is not."""
        workflow = self._workflows.get(entry.workflow)
        cart = self._carts.get(entry.key)
        if (
            cart is None
            or cart.moved_to
            or workflow is None
            or not isinstance(workflow.trigger, QuietTrigger)
        ):
            return
        over_at = cart.changed.at + workflow.trigger.for_
        if over_at > now and not cart.completed:
            # Re-armed here and not by each change: a cart changes often and is looked at once an hour.
            self._due.put(replace(entry, at=over_at))
            return
        contact = self._contacts.get(cart.contact_id) if cart.contact_id else None
        entered: Enrollment | Reason | None = None
        takes_in = workflow in self._workflows.live()  # it may be paused or draining since the cart was armed
        if contact is not None and cart.items and takes_in and not self._is_bought(workflow, cart):
            occurrence = Occurrence(
                id=f"quiet/{cart.key}", key=cart.key, started=cart.changed, trigger={}, cart=cart
            )
            entered = self._enroll(workflow, contact, occurrence, now)
        enrolled = isinstance(entered, Enrollment) or entered is Reason.RE_ENTRY
        refused = isinstance(entered, Reason)
        self._disarm(entry, cart, workflow.trigger, enrolled=enrolled, refused=refused)

    def _is_bought(self, workflow: Workflow, cart: Cart) -> bool:
        if cart.completed or cart.contact_id is None:
            return True
        marks = self._marks.of([*cart.tokens(), cart.contact_id])
        ending = workflow.exit_events
        if any(ending & marks[token].keys() for token in cart.tokens()):
            return True
        on_contact = marks[cart.contact_id]
        return any(on_contact[event] >= cart.changed for event in ending & on_contact.keys())

    def _disarm(
        self, entry: DueEntry, cart: Cart, trigger: QuietTrigger, *, enrolled: bool, refused: bool
    ) -> None:
        """A later change may arm the cart again, unless it has had its reminder."""
        known: Cart | None = cart
        while known is not None:
            # What changed while we judged it trusts this entry to be looked at again.
            changed = known.changed != cart.changed and not enrolled
            if changed:
                self._due.put(replace(entry, at=known.changed.at + trigger.for_))
            judged = replace(
                known,
                armed=changed,
                enrolled=known.enrolled or enrolled,
                refused=known.refused or refused,
            )
            if self._carts.put(known, judged):
                return
            known = self._carts.get(cart.key)
