"""Finds out what became of a step whose token nobody answered for 15 days."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from homing.domain.errors import ClaimUnsettled
from homing.domain.figures import Metric
from homing.domain.message import Message, MessageId, MessageState, Reason
from homing.domain.rules import Rules
from homing.domain.steps import OTHERWISE, WaitForStep
from homing.domain.timeline import Kind, about
from homing.domain.walk import find
from homing.services import counting, ports
from homing.services.claims import Claims
from homing.services.done import outcome_of
from homing.services.passages import Passage


class Lost:
    """Settles what was lost, as its answer would have."""

    def __init__(
        self, *, messages: ports.Messages, timeline: ports.Timeline, claims: Claims, rules: Rules
    ) -> None:
        self._messages = messages
        self._timeline = timeline
        self._claims = claims
        self._rules = rules

    def begun(self, passage: Passage, number: int, now: datetime) -> tuple[MessageId, Message | None]:
        """The message that the step left, under its name of then or of now.

        Raises:
            ClaimUnsettled: SES may yet tell that it took it.
        """
        names = [
            MessageId(enrollment=passage.enrollment.id, step=step, number=number)
            for step in (passage.asked, passage.step_id)
        ]
        begun = self._messages.get(list(dict.fromkeys(names)))
        message_id = next((each for each in names if each in begun), names[-1])
        message = begun.get(message_id)
        if message is not None and not message.settled:
            self._claims.require_settled(message, now)
        return message_id, message

    def settle(
        self,
        passage: Passage,
        message_id: MessageId,
        begun: Message | None,
        wait_until: datetime,
        now: datetime,
    ) -> None:
        """Write the outcome that has none: lost, unless feedback proved it sent.

        Raises:
            ClaimUnsettled: another sender has just claimed it.
        """
        outcome = begun if begun is not None and begun.settled else _lost(passage, message_id, begun, now)
        counts = counting.for_message(outcome, _counted(outcome), self._rules.zone)
        stands = self._messages.settle(replace(outcome, wait_until=wait_until), None, counts)
        if not stands.settled:
            raise ClaimUnsettled(f"{message_id}: another sender has just claimed it")
        if stands.reason is Reason.LOST:
            line = about(
                passage.enrollment, Kind.SKIPPED, now, step=passage.step_id, reason=Reason.LOST.value
            )
            self._timeline.write(line)


def _counted(outcome: Message) -> Mapping[Metric, int]:
    match outcome.state:
        case MessageState.SENT:
            return counting.of_sent(outcome)
        case MessageState.SKIPPED:
            return {Metric.SKIPPED: 1}
        case _:
            return {}


def branch_of(passage: Passage, begun: Message | None) -> str | None:
    """The way that a lost wait for an event took: its own, or the time is long over."""
    waits = isinstance(find(passage.workflow.steps, passage.step_id), WaitForStep)
    return (begun.branch if begun is not None else None) or (OTHERWISE if waits else None)


def _lost(passage: Passage, message_id: MessageId, doubtful: Message | None, now: datetime) -> Message:
    branch = branch_of(passage, doubtful)
    if branch is not None:
        return outcome_of(passage, message_id, now, branch=branch)
    return Message(
        id=message_id,
        workflow=passage.workflow.name,
        contact_id=passage.contact.id,
        state=MessageState.SKIPPED,
        reason=Reason.LOST,
        decided_at=now,
        attempt=doubtful.attempt if doubtful else 1,
        claimed_at=doubtful.claimed_at if doubtful else None,
    )
