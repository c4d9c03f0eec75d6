"""Tells a colleague of a contact, with the contact's story, so that a person takes over."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from html import escape
from typing import Any

from homing.domain.contact import Contact, zone
from homing.domain.errors import DailyQuotaReached, HomingError, MessageRefused, RenderFailed
from homing.domain.message import Message, MessageId
from homing.domain.rules import Rules
from homing.domain.steps import NotifyStep
from homing.domain.story import lines
from homing.domain.timeline import Kind
from homing.services import ports
from homing.services.candidates import Case
from homing.services.content import Content
from homing.services.effects import Act, Did, Later, Never, Result

LOOKS_BACK = timedelta(days=400)
MOST_ENROLLMENTS = 10
"""The newest, whose mails are told of."""

QUOTA_WAIT = timedelta(hours=1)


class Telling:
    """Writes and sends notes."""

    def __init__(
        self,
        *,
        mailer: ports.Mailer,
        notices: ports.Notices,
        story_in_notices: bool,
        renderer: ports.Renderer,
        content: Content,
        history: ports.History,
        enrollments: ports.Enrollments,
        messages: ports.Messages,
        workflows: ports.Workflows,
        sender: str,
        locale: str,
        rules: Rules,
    ) -> None:
        self._mailer = mailer
        self._notices = notices
        self._story_in_notices = story_in_notices
        self._renderer = renderer
        self._content = content
        self._history = history
        self._enrollments = enrollments
        self._messages = messages
        self._workflows = workflows
        self._sender = sender
        self._locale = locale
        self._rules = rules

    def prepare(self, case: Case, message: MessageId, now: datetime) -> Act:
        """The note, ready to leave.

        Raises:
            RenderFailed, NothingToSay: it cannot be written, or shop.yaml does not know the colleague.
        """
        step = case.acting
        assert isinstance(step, NotifyStep)
        colleague = self._content.colleagues.get(step.to)
        if colleague is None:
            raise RenderFailed(f"{step.id}: shop.yaml knows no colleague {step.to!r}; add them there")
        there = zone(case.contact, self._rules.zone).name
        context = self._content.gather(
            case, message, colleague=step.to, locale=self._locale, zone=there, now=now
        )
        note = self._renderer.render_text(
            case.workflow.name, "notes", step.id, self._locale, self._with_story(context, case.contact, now)
        )
        subject, _, body = note.partition("\n")
        notice = self._notice(case, step, note)
        if colleague.get("email") is None:
            return partial(self._publish, notice)
        email = ports.OutgoingEmail(
            sender=self._sender,
            reply_to=None,
            recipient=str(colleague["email"]),
            subject=subject,
            html=f'<div style="white-space: pre-wrap">{escape(body.strip())}</div>',
            text=body.strip(),
            headers=(),
            # No tag names the message: what SES tells of this mail is nothing that the contact did.
            tags=(("workflow", case.workflow.name), ("step", step.id), ("to", "colleague")),
            track_opens=False,
        )
        return partial(self._send, email, notice)

    def _with_story(
        self, context: Mapping[str, object], contact: Contact, now: datetime
    ) -> Mapping[str, object]:
        """A mail's context, and what only a colleague may see."""
        known: Any = context["contact"]
        story = [{"at": line.at, "what": line.what} for line in self._story(contact, now)]
        own = {"email": contact.email, "phone": contact.get("phone"), "locale": self._rules.locale(contact)}
        return {**context, "contact": {**known, **own}, "story": story}

    def _story(self, contact: Contact, now: datetime) -> Any:
        since = now - LOOKS_BACK
        deeds = [
            deed
            for name in sorted(self._workflows.reads().events)
            for deed in self._history.deeds(contact.id, name, since)
        ]
        passages = sorted(self._enrollments.of_contact(contact.id), key=lambda each: each.enrolled_at)
        sent = [
            message
            for passage in passages[-MOST_ENROLLMENTS:]
            for message in self._messages.of_enrollment(passage.id)
        ]
        return lines(deeds, sent)

    def _notice(self, case: Case, step: NotifyStep, note: str) -> ports.Notice:
        """What whoever has subscribed may know: no name and no address, unless the shop says so."""
        workflow = case.workflow.name
        where = (
            f"Workflow: {workflow}, step {step.id}\nFor: {step.to}\nContact: {case.contact.id}\n\n"
            f"Their story is in the mail to {step.to}, if shop.yaml has an address for them; the log of the "
            "function send tells what happened, by the contact's id."
        )
        body = f"{note}\n\n{where}" if self._story_in_notices else where
        return ports.Notice(
            colleague=step.to, workflow=workflow, subject=f"Homing: {workflow} needs {step.to}", body=body
        )

    def _publish(self, notice: ports.Notice, _: Message) -> Result:
        self._notices.publish(notice)
        return Did(kind=Kind.NOTIFIED)

    def _send(self, email: ports.OutgoingEmail, notice: ports.Notice, claim: Message) -> Result:
        try:
            self._mailer.send(email)
        except MessageRefused as error:
            self._publish(notice, claim)
            return Never(error=error)
        except DailyQuotaReached as error:
            return Later(error=error, after=QUOTA_WAIT)
        try:
            return self._publish(notice, claim)
        except HomingError as error:
            return Did(kind=Kind.NOTIFIED, note=error)  # the mail has told; another try would mail again
