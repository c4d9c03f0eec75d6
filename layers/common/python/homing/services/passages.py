"""Who is where: an enrollment with its workflow and its contact, as a request names it."""

from dataclasses import dataclass

from homing.domain.contact import Contact
from homing.domain.enrollment import Enrollment
from homing.domain.workflow import Workflow
from homing.services import ports


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Who is at which step of which workflow; `asked` is what their execution calls it."""

    enrollment: Enrollment
    workflow: Workflow
    contact: Contact
    step_id: str
    asked: str

    @property
    def waited_for(self) -> str | None:
        """The step that the row says, or what took its place."""
        known = self.enrollment.waits_for
        return None if known is None else self.workflow.current(known)


class Passages:
    """Reads passages."""

    def __init__(
        self, *, enrollments: ports.Enrollments, contacts: ports.Contacts, workflows: ports.Workflows
    ) -> None:
        self._enrollments = enrollments
        self._contacts = contacts
        self._workflows = workflows

    def of(self, enrollment_id: str, step: str) -> Passage | None:
        """The passage of an enrollment at a step; None if any of it is not known any more."""
        enrollment = self._enrollments.get(enrollment_id)
        workflow = self._workflows.get(enrollment.workflow) if enrollment else None
        contact = self._contacts.get(enrollment.contact_id) if enrollment else None
        if enrollment is None or workflow is None or contact is None:
            return None
        return Passage(
            enrollment=enrollment,
            workflow=workflow,
            contact=contact,
            step_id=workflow.current(step),
            asked=step,
        )
