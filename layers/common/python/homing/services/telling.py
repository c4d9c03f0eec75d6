"""Tells a colleague of a contact, with the contact's story, so that a person takes over."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from html import escape
from typing import Any

from homing.domain.contact import Contact, zone
from homing.domain.errors import DailyQuotaReached, MessageRefused, RenderFailed
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
        return partial(self._send, email)

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

    def _send(self, email: ports.OutgoingEmail, _: Message) -> Result:
        try:
            self._mailer.send(email)
        except MessageRefused as error:
            return Never(error=error)
        except DailyQuotaReached as error:
            return Later(error=error, after=QUOTA_WAIT)
        return Did(kind=Kind.NOTIFIED)
