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
        self, *, enrollments: ports.Enrollments, contacts: ports.Contacts, workflows: ports.Workflows
    ) -> None:
        self._enrollments = enrollments
        self._contacts = contacts
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
        return [_row(workflow, each, contact_id, contact) for workflow, each in newest.values()]


def _row(workflow: Workflow, entered: Enrollment, contact_id: str, contact: Contact | None) -> Assignment:
    return Assignment(
        workflow=workflow.name,
        contact_id=contact_id,
        arm=Arm.ENTERED,
        at=entered.enrolled_at,
        until=entered.enrolled_at + counted_for(workflow),
        customer=contact is not None and contact.has_ordered_again,
        enrollment=entered.id,
    )
