"""Gives a step that sends no message its one outcome, and moves the enrollment on with it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from homing.domain.awaited import laid_over
from homing.domain.errors import ClaimUnsettled
from homing.domain.message import Message, MessageId, MessageState
from homing.domain.timeline import Kind, about
from homing.services import ports
from homing.services.onward import Onward
from homing.services.passages import Passage


class Done:
    """Settles what was done; asked twice, it answers twice and writes once."""

    def __init__(self, *, messages: ports.Messages, timeline: ports.Timeline, onward: Onward) -> None:
        self._messages = messages
        self._timeline = timeline
        self._onward = onward

    def __call__(self, passage: Passage, outcome: Message, now: datetime, *, kind: Kind) -> Message:
        """The outcome that stands, `outcome` or an earlier one.

        Raises:
            ClaimUnsettled: somebody else is at it.
        """
        enrollment = passage.enrollment
        if outcome.told is not None:
            enrollment = replace(enrollment, trigger=laid_over(enrollment.trigger, outcome.told))
        ahead = self._onward.after(
            passage.workflow,
            outcome.id.step,
            enrollment,
            passage.contact,
            enrollment.last_mail_at,
            now,
            arm=outcome.branch,
        )
        outcome = replace(outcome, wait_until=ahead.wait_until)
        completion = ahead.completion if enrollment.running else None
        stands = self._messages.settle(outcome, completion, (), waits_for=ahead.step)
        if not stands.settled:
            raise ClaimUnsettled(f"{stands.id}: another has just claimed it")
        reason = stands.branch or (stands.reason.value if stands.reason else None)
        self._timeline.write(about(enrollment, kind, now, step=stands.id.step, reason=reason))
        if enrollment.running:
            self._onward.tell(enrollment, ahead, now)
        return stands


def outcome_of(
    passage: Passage,
    message_id: MessageId,
    decided_at: datetime,
    *,
    branch: str | None = None,
    told: Mapping[str, Any] | None = None,
) -> Message:
    """What a step that sends no message leaves behind."""
    return Message(
        id=message_id,
        workflow=passage.workflow.name,
        contact_id=passage.contact.id,
        state=MessageState.DONE,
        decided_at=decided_at,
        branch=branch,
        told=told,
    )
