"""Whom a later order is told to, among those who came into workflows that hold nobody out."""

from collections.abc import Sequence
from datetime import datetime

from homing.domain.assignment import HORIZONS, Arm, Assignment
from homing.domain.contact import Contact
from homing.domain.enrollment import Enrollment
from homing.domain.holdout import counted_for
from homing.domain.workflow import Workflow
from homing.services import ports

_LONGEST = max(each.length for each in HORIZONS)


class Entries:
    """Reads enrollments when an order comes, so that entering writes nothing more and mails write nothing."""

    def __init__(
        self,
        *,
        enrollments: ports.Enrollments,
        contacts: ports.Contacts,
        orders: ports.Orders,
        workflows: ports.Workflows,
    ) -> None:
        self._enrollments = enrollments
        self._contacts = contacts
        self._orders = orders
        self._workflows = workflows

    def before(self, contact_id: str, at: datetime) -> Sequence[Assignment]:
        """The row of the newest entry of each workflow in the ninety days before an order."""
        newest: dict[str, tuple[Workflow, Enrollment]] = {}
        for each in self._enrollments.of_contact(contact_id):
            workflow = self._workflows.get(each.workflow)
            in_time = each.enrolled_at < at <= each.enrolled_at + _LONGEST
            if workflow is not None and workflow.holdout is None and in_time:
                newest[each.workflow] = workflow, each
        contact = self._contacts.get(contact_id) if newest else None
        return [
            _row(workflow, each, contact_id, customer=self._is_customer(contact, each.enrolled_at))
            for workflow, each in newest.values()
        ]

    def _is_customer(self, contact: Contact | None, since: datetime) -> bool:
        """Whether they had ordered by then; a test, or what was called off unpaid, is no order."""
        if contact is None or not contact.has_ordered_again:
            return False
        if contact.orders_counted > 1:
            return True
        rows = self._orders.of(contact.ids)
        return any(each.stands is not None and each.stands.time.at <= since for each in rows)


def _row(workflow: Workflow, entered: Enrollment, contact_id: str, *, customer: bool) -> Assignment:
    return Assignment(
        workflow=workflow.name,
        contact_id=contact_id,
        arm=Arm.ENTERED,
        at=entered.enrolled_at,
        until=entered.enrolled_at + counted_for(workflow),
        customer=customer,
        enrollment=entered.id,
    )
