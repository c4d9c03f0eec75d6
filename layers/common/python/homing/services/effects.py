"""Does what a workflow does outside beside mailing its contact: claimed before, recorded after.

Both the call of a webhook and the word to a colleague may be repeated: a call has an id by which the other
side knows it, and a colleague who is told twice is better than one who is not told. So a claim that nobody
settled is no doubt, and the next try begins with it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import assert_never

from homing.contracts import SendRequest
from homing.domain.errors import ClaimUnsettled, HomingError
from homing.domain.message import Message, MessageId, MessageState
from homing.domain.timeline import Kind
from homing.services import ports
from homing.services.candidates import Candidates, Case
from homing.services.composing import Composing
from homing.services.judging import Judging
from homing.services.outcomes import Delivery, Outcomes, message_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Did:
    """It was done."""

    kind: Kind
    status: int | None = None
    note: HomingError | None = None
    """What went wrong beside it, for the log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Never:
    """It will never be taken."""

    error: HomingError
    status: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """It was not taken this time."""

    error: HomingError
    after: timedelta


Result = Did | Never | Later

Act = Callable[[Message], Result]
"""Does it, given the claim that stands."""

Prepare = Callable[[Case, MessageId, datetime], Act]
"""Writes all that can be written before the claim; raises as a mail's composing does."""


class Effects:
    """What functions/send does for the steps that send no message to the contact."""

    def __init__(
        self,
        *,
        clock: ports.Clock,
        candidates: Candidates,
        judging: Judging,
        messages: ports.Messages,
        outcomes: Outcomes,
        composing: Composing,
        kinds: Mapping[str, Prepare],
    ) -> None:
        self._clock = clock
        self._candidates = candidates
        self._judging = judging
        self._messages = messages
        self._outcomes = outcomes
        self._composing = composing
        self._kinds = kinds

    def __call__(self, request: SendRequest, known: Message | None) -> Delivery:
        """Do what one request asks for.

        Raises:
            ClaimUnsettled: another is at it.
        """
        now = self._clock.now()
        case = self._candidates.of(request, now, known)
        if case is None:
            return self._outcomes.answer(request, now)
        judged = self._judging(request, case, now)
        return judged if isinstance(judged, Delivery) else self._go(request, judged, known, now)

    def _go(self, request: SendRequest, case: Case, known: Message | None, now: datetime) -> Delivery:
        assert case.acting is not None
        prepare = self._kinds[case.acting.type]
        act = self._composing(
            request, case, lambda: prepare(case, message_id(request), known_since(known, now))
        )
        if isinstance(act, Delivery):
            return act
        claim = _claim(request, case, known, now)
        match self._messages.begin(claim, known):
            case "ended":
                return self(request, known)  # the gate sees it now
            case "taken":
                raise ClaimUnsettled(f"{claim.id}: another has just claimed it")
            case _:
                return self._record(request, case, claim, act(claim))

    def _record(self, request: SendRequest, case: Case, claim: Message, result: Result) -> Delivery:
        match result:
            case Did():
                claim = replace(claim, status=result.status)
                return replace(self._outcomes.done(request, case, claim, result.kind), note=result.note)
            case Never():
                claim = replace(claim, status=result.status)
                return replace(self._outcomes.refused(request, case, claim), note=result.error)
            case Later():
                return Delivery(again_in=result.after.total_seconds(), error=result.error)
            case _:
                assert_never(result)


def known_since(known: Message | None, now: datetime) -> datetime:
    """When it was begun first."""
    return now if known is None or known.claimed_at is None else known.claimed_at


def _claim(request: SendRequest, case: Case, known: Message | None, now: datetime) -> Message:
    return Message(
        id=message_id(request),
        workflow=case.workflow.name,
        contact_id=case.contact.id,
        state=MessageState.CLAIMED,
        decided_at=now,
        claimed_at=known_since(known, now),
        attempt=1 if known is None else known.attempt + 1,
        due_at=case.due_at,
        variant=case.variant,
    )
