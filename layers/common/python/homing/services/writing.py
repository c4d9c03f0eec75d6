"""Writes one mail: the template filled, the headers that let its reader leave, the tags that name it."""

from datetime import datetime

from homing.domain.contact import zone
from homing.domain.message import Message, MessageId, MessageState
from homing.domain.rules import Rules
from homing.domain.senders import Senders
from homing.domain.steps import Purpose
from homing.services import ports
from homing.services.candidates import Case
from homing.services.content import Content
from homing.services.subject_lines import SubjectLines


class Writing:
    """Composes mails."""

    def __init__(
        self,
        *,
        renderer: ports.Renderer,
        content: Content,
        rules: Rules,
        senders: Senders,
        lines: SubjectLines,
    ) -> None:
        self._renderer = renderer
        self._content = content
        self._rules = rules
        self._senders = senders
        self._lines = lines

    def compose(
        self, case: Case, message_id: MessageId, now: datetime
    ) -> tuple[ports.OutgoingEmail, Message]:
        """The mail, and the claim that must stand before it leaves.

        Raises:
            RenderFailed, NothingToSay, NoCode: there is nothing fit to send.
        """
        locale = self._rules.locale(case.contact)
        sender = self._senders.of(case.workflow, case.step)
        lives_in = zone(case.contact, self._rules.zone)
        context = self._content.gather(
            case,
            message_id,
            colleague=sender.colleague,
            locale=locale,
            zone=lives_in.name,
            now=now,
        )
        tracked = self._rules.tracking.tells_of(case.contact)
        rendered = self._renderer.render(case.workflow.name, case.step.id, locale, context)
        links = context["links"]
        assert isinstance(links, dict)
        email = ports.OutgoingEmail(
            sender=sender.mailbox,
            reply_to=sender.reply_to,
            recipient=case.contact.email or "",
            subject=rendered.subject,
            html=rendered.html,
            text=rendered.text,
            headers=_leaving(links["unsubscribe"]) if case.step.purpose is Purpose.MARKETING else (),
            tags=(
                ("message", str(message_id)),
                ("workflow", case.workflow.name),
                ("step", case.step.id),
                ("locale", rendered.locale),
            ),
            track_opens=tracked,
        )
        claim = Message(
            id=message_id,
            workflow=case.workflow.name,
            contact_id=case.contact.id,
            state=MessageState.CLAIMED,
            decided_at=now,
            claimed_at=now,
            due_at=case.due_at,
            locale=rendered.locale,
            subject=rendered.subject,
            line=self._lines.key(case.workflow.name, case.step.id, rendered.locale, rendered.line),
            variant=case.variant,
            pixel=tracked,
            zone=lives_in.basis,
        )
        return email, claim


def _leaving(link: str) -> tuple[tuple[str, str], ...]:
    """One-click unsubscribe as RFC 8058 wants it; Gmail and Yahoo require both headers of bulk senders."""
    return (
        ("List-Unsubscribe", f"<{link}>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    )
