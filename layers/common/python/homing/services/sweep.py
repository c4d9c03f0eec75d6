"""Looks at what is due: carts whose quiet time may be over, executions that broke."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from homing.domain.cart import Cart
from homing.domain.due import DueEntry, DueKind
from homing.domain.enrollment import Enrollment, EnrollmentState
from homing.domain.message import Reason
from homing.domain.workflow import QuietTrigger, Workflow
from homing.services import ports
from homing.services.enroll import Enroll
from homing.services.occurrence import Occurrence

MOST_FAILURES = 10
"""So many in one run are no odd entries: something that all of them need is down."""


class Sweep:
    """Works the due index off; an entry is taken out last, so that a crash before means it again."""

    def __init__(
        self,
        *,
        clock: ports.Clock,
        due: ports.DueIndex,
        carts: ports.Carts,
        contacts: ports.Contacts,
        marks: ports.Marks,
        enrollments: ports.Enrollments,
        workflows: ports.Workflows,
        enroll: Enroll,
    ) -> None:
        self._clock = clock
        self._due = due
        self._carts = carts
        self._contacts = contacts
        self._marks = marks
        self._enrollments = enrollments
        self._workflows = workflows
        self._enroll = enroll

    def __call__(self) -> int:
        """Work off everything due by now; how many entries there were.

        Raises:
            ExceptionGroup: entries that failed; they stay and are tried again, and those behind them were
                worked off all the same.
        """
        now = self._clock.now()
        worked_off = 0
        failures: list[Exception] = []
        for entry in self._due.until(now):
            if entry.kind is DueKind.WATCH:
                continue  # the reconciler's
            try:
                self._work_off(entry, now)
            except Exception as error:
                failures.append(error)
                if len(failures) == MOST_FAILURES:
                    break
            else:
                worked_off += 1
        if failures:
            raise ExceptionGroup(f"{len(failures)} due entries failed", failures)
        return worked_off

    def _work_off(self, entry: DueEntry, now: datetime) -> None:
        match entry.kind:
            case DueKind.QUIET:
                self._quiet(entry, now)
            case DueKind.BROKEN:
                self._restart(entry)
            case DueKind.WATCH:
                return
            case _:
                assert_never(entry.kind)
        self._due.remove(entry)

    def _quiet(self, entry: DueEntry, now: datetime) -> None:
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

    def _restart(self, entry: DueEntry) -> None:
        """A new attempt runs through settled messages at once, because they answer any token."""
        enrollment = self._enrollments.get(entry.key)
        if enrollment is None or not enrollment.running:
            return
        if enrollment.state is EnrollmentState.BROKEN:
            enrollment = self._enrollments.next_attempt(enrollment)
        if enrollment is not None:
            self._enroll.start(enrollment)
