"""Calls a webhook: the facts that its step names, again for a day until the other side has them."""

import json
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any, assert_never

from homing.domain.contact import zone
from homing.domain.errors import CallForbidden, CallUnanswered
from homing.domain.message import Message, MessageId
from homing.domain.reads import Reads
from homing.domain.rules import Rules
from homing.domain.steps import WebhookStep
from homing.domain.time import iso
from homing.domain.timeline import Kind
from homing.domain.webhook_answers import Taken, next_try, taken
from homing.services import ports
from homing.services.candidates import Case
from homing.services.content import Content
from homing.services.effects import Act, Did, Later, Never, Result
from homing.services.knowledge import Knowledge


class Calling:
    """Prepares and makes calls."""

    def __init__(
        self,
        *,
        webhooks: ports.Webhooks,
        renderer: ports.Renderer,
        content: Content,
        knowledge: Knowledge,
        rules: Rules,
    ) -> None:
        self._webhooks = webhooks
        self._renderer = renderer
        self._content = content
        self._knowledge = knowledge
        self._rules = rules

    def prepare(self, case: Case, message: MessageId, now: datetime) -> Act:
        """The call, ready to be made.

        Raises:
            RenderFailed, NothingToSay: its words cannot be written.
        """
        step = case.acting
        assert isinstance(step, WebhookStep)
        payload = {
            "type": f"{case.workflow.name}.{step.id}",
            "timestamp": iso(now),
            "data": {
                "enrollment": case.enrollment.id,
                "workflow": case.workflow.name,
                "step": step.id,
                "contact": self._facts(case, step, now),
                **({"text": self._text(case, message, now)} if step.text else {}),
            },
        }
        body = json.dumps(payload, default=_json, ensure_ascii=False)
        call = ports.OutgoingCall(id=str(message), url=step.url, at=now, body=body)
        return partial(self._call, call)

    def _facts(self, case: Case, step: WebhookStep, now: datetime) -> dict[str, Any]:
        if not step.send:
            return {}
        known = self._knowledge.facts(
            case.contact,
            Reads(facts=frozenset(step.send)),
            now,
            trigger=case.enrollment.trigger,
            cart=case.cart,
            ledger=case.ledger,
            enrollment=case.enrollment,
        )
        return {name: known.values.get(name) for name in step.send}

    def _text(self, case: Case, message: MessageId, now: datetime) -> str:
        locale = self._rules.locale(case.contact)
        there = zone(case.contact, self._rules.zone).name
        context = self._content.gather(case, message, locale=locale, zone=there, now=now)
        return self._renderer.render_text(case.workflow.name, "notes", case.step.id, locale, context)

    def _call(self, call: ports.OutgoingCall, claim: Message) -> Result:
        try:
            answer = self._webhooks.call(call)
        except CallForbidden as error:
            return Never(error=error)
        except CallUnanswered as error:
            return _again(claim, error, None, None)
        said = taken(answer.status)
        match said:
            case Taken.YES:
                return Did(kind=Kind.DECIDED, status=answer.status)
            case Taken.NEVER:
                refused = CallForbidden(f"{claim.id}: answered {answer.status}, and would be the next time")
                return Never(error=refused, status=answer.status)
            case Taken.NOT_YET:
                unanswered = CallUnanswered(f"{claim.id}: answered {answer.status}")
                return _again(claim, unanswered, answer.status, answer.retry_after)
            case _:
                assert_never(said)


def _again(claim: Message, error: CallUnanswered, status: int | None, retry_after: float | None) -> Result:
    after = next_try(claim.attempt, retry_after)
    return Never(error=error, status=status) if after is None else Later(error=error, after=after)


def _json(value: object) -> Any:
    """What JSON has no sign for: money as text, so that nothing is rounded, and instants."""
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else str(value)
        case datetime():
            return iso(value)
        case date():
            return value.isoformat()
        case set() | frozenset() | tuple():
            return list(value)
        case _:
            return str(value)
