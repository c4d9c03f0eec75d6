"""Tells a restored table what SES saw since: mails that left are written again, so that none leaves twice."""

from dataclasses import replace
from datetime import datetime

from homing.domain.contact import Contact
from homing.domain.enrollment import Enrollment
from homing.domain.feedback import Feedback
from homing.domain.message import Message, MessageId, MessageState
from homing.domain.rules import Rules
from homing.services import counting, ports
from homing.services.listen import Listen
from homing.services.onward import Onward

NOBODY = "unknown"
"""The contact of a mail to whom the restored table knows nobody; its message is kept all the same."""


class Replay:
    """Works one event of the archive off, in any order and any number of times."""

    def __init__(
        self,
        *,
        enrollments: ports.Enrollments,
        contacts: ports.Contacts,
        messages: ports.Messages,
        workflows: ports.Workflows,
        listen: Listen,
        onward: Onward,
        rules: Rules,
    ) -> None:
        self._enrollments = enrollments
        self._contacts = contacts
        self._messages = messages
        self._workflows = workflows
        self._listen = listen
        self._onward = onward
        self._rules = rules

    def __call__(self, feedback: Feedback) -> bool:
        """Whether the event brought a mail back that the tables did not know to have left."""
        brought_back = feedback.message is not None and self._settle(feedback.message, feedback)
        self._listen(feedback)
        return brought_back

    def _settle(self, message_id: MessageId, feedback: Feedback) -> bool:
        known = self._messages.get([message_id]).get(message_id)
        if known is not None and known.settled:
            return False
        enrollment = self._enrollments.get(message_id.enrollment)
        contact = self._contact(enrollment, feedback)
        sent_at = (known.claimed_at if known is not None else None) or feedback.at
        sent = Message(
            id=message_id,
            workflow=message_id.enrollment.rpartition("-")[0],
            contact_id=contact.id if contact is not None else NOBODY,
            state=MessageState.SENT,
            decided_at=sent_at,
            sent_at=sent_at,
            locale=self._rules.locale(contact) if contact is not None else None,
            ses_message_id=feedback.ses_message_id,
        )
        if known is not None:
            # A claim knows its mail better than the event does.
            sent = replace(
                known, state=MessageState.SENT, sent_at=sent_at, ses_message_id=feedback.ses_message_id
            )
        if enrollment is None or contact is None or not self._go_on(sent, enrollment, contact, sent_at):
            # Whoever asks for it later is told that it left, and counts it.
            self._messages.settle(sent, None, ())
        return True

    def _go_on(self, sent: Message, enrollment: Enrollment, contact: Contact, sent_at: datetime) -> bool:
        """Settle it as its sender did, with what follows; False if its workflow is gone."""
        workflow = self._workflows.get(enrollment.workflow)
        if workflow is None:
            return False
        ahead = self._onward.after(workflow, sent.id.step, enrollment, contact, sent_at, sent_at)
        settled = replace(sent, wait_until=ahead.wait_until)
        self._messages.settle(
            settled,
            ahead.completion if enrollment.running else None,
            counting.for_message(settled, counting.of_sent(settled), self._rules.zone),
            waits_for=ahead.step,
        )
        return True

    def _contact(self, enrollment: Enrollment | None, feedback: Feedback) -> Contact | None:
        if enrollment is not None:
            return self._contacts.get(enrollment.contact_id)
        aliases = [f"email#{email}" for email in feedback.recipients]
        found = self._contacts.find(aliases)
        return next((self._contacts.get(contact_id) for contact_id in found.values()), None)
