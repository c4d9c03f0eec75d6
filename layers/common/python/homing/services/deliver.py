"""Works a batch of a send queue off: a verdict for each message, a slot of the send rate for what goes."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from homing.contracts import SendRequest
from homing.domain.errors import (
    ClaimUnsettled,
    HomingError,
    ResumeRefused,
    SendAmbiguous,
    SendRateExceeded,
    WriteConflict,
)
from homing.domain.message import Message, MessageId
from homing.domain.steps import Purpose
from homing.domain.workflow import Priority
from homing.services import ports
from homing.services.candidates import Candidates, Case
from homing.services.claims import Claims
from homing.services.dispatch import Dispatch
from homing.services.judging import Judging
from homing.services.outcomes import Delivery, Outcomes, message_id

Answer = TypeVar("Answer")

Work = Callable[[SendRequest, Message | None], Delivery]
"""Does a step that is no mail, given the row that stands."""

COOLING = timedelta(minutes=1)
"""How long SES is left alone after it asked us to slow down: as long as the rate is halved."""

COOLING_AGAIN = timedelta(minutes=7)
"""From the second time on: a queue's twenty receives then outlast two hours in which SES keeps asking."""

RACES = 5
"""How often two mails of one contact may overtake each other before SQS is asked to try later."""


class Deliver:
    """The consumer of the send queues."""

    def __init__(
        self,
        *,
        clock: ports.Clock,
        candidates: Candidates,
        judging: Judging,
        claims: Claims,
        dispatch: Dispatch,
        outcomes: Outcomes,
        messages: ports.Messages,
        pace: ports.Pace,
        works: Mapping[str, Work],
    ) -> None:
        self._clock = clock
        self._candidates = candidates
        self._judging = judging
        self._claims = claims
        self._dispatch = dispatch
        self._outcomes = outcomes
        self._messages = messages
        self._pace = pace
        self._works = works

    def __call__(
        self, requests: Sequence[SendRequest], returning: Collection[int] = frozenset()
    ) -> list[Delivery]:
        """How each request went, in their order; one bad message spoils no other.

        `returning` are the places of those that were received before: they come back at the slot that was
        reserved for them then, and reserve no other, or several senders would push each other back for ever.
        """
        requests = self._current(requests)
        known = self._messages.get([message_id(each) for each in requests])
        judged = [self._guarded(each, partial(self._judge, each, known)) for each in requests]
        # Reserved only now: the newest slot tells a claim in doubt whether anything was sent since.
        slots = self._slots({n: each for n, each in enumerate(judged) if isinstance(each, Case)}, returning)
        deliveries = []
        for place, (request, verdict) in enumerate(zip(requests, judged, strict=True)):
            if isinstance(verdict, Case):
                message = known.get(message_id(request))
                slot = slots.get(place) or self._clock.now()
                cooling = COOLING_AGAIN if place in returning else COOLING
                go = partial(self._go, request, verdict, message, slot)
                verdict = self._guarded(request, go, cooling, first=_first(verdict))  # noqa: PLW2901
            deliveries.append(verdict)
        return deliveries

    def _slots(self, cases: Mapping[int, Case], returning: Collection[int]) -> Mapping[int, datetime]:
        """A slot of the send rate for each case by its place, but for those that come back."""
        slots: dict[int, datetime] = {}
        for first in (True, False):
            going = [n for n, case in cases.items() if n not in returning and _first(case) is first]
            if going:
                taken = self._pace.reserve(len(going), self._clock.now(), first=first)
                slots |= zip(going, taken, strict=True)
        return slots

    def _current(self, requests: Sequence[SendRequest]) -> Sequence[SendRequest]:
        """The requests for steps as they are named now; a message that has a row keeps its name."""
        now = [self._candidates.current(each) for each in requests]
        if now == list(requests):
            return requests
        begun = self._messages.get([message_id(each) for each in requests])
        return [old if message_id(old) in begun else new for old, new in zip(requests, now, strict=True)]

    def _guarded(
        self,
        request: SendRequest,
        work: Callable[[], Answer],
        cooling: timedelta = COOLING,
        *,
        first: bool = False,
    ) -> Answer | Delivery:
        try:
            return work()
        except (ClaimUnsettled, SendAmbiguous) as error:
            return Delivery(again_in=self._claims.patience.total_seconds(), error=error)
        except SendRateExceeded as error:
            now = self._clock.now()
            self._pace.throttled(now)
            slot = max(self._pace.reserve(1, now, first=first)[0], now + cooling)
            return Delivery(again_in=(slot - now).total_seconds(), error=error)
        except ResumeRefused as error:
            # Nobody waits any more: fine if the message has its outcome, a dead letter if it has not.
            message = self._messages.get([message_id(request)]).get(message_id(request))
            return Delivery(error=None if message and message.settled else error)
        except HomingError as error:
            return Delivery(error=error)

    def _judge(self, request: SendRequest, known: Mapping[MessageId, Message]) -> Delivery | Case:
        """The delivery, if there is nothing to send; else the case that may go."""
        message = known.get(message_id(request))
        now = self._clock.now()
        if message is not None and message.settled and message.wait_until is not None:
            return self._outcomes.answer(request, message.wait_until, message.branch)
        work = self._works.get(self._candidates.kind(request))
        if work is not None:
            return work(request, message)
        if message is not None and not message.settled:
            self._claims.require_settled(message, now)
        case = self._candidates.of(request, now, message)
        if case is None:
            return self._outcomes.answer(request, now)
        if message is not None and message.settled:
            # SES told of it before its sender could write it down.
            return self._outcomes.sent(request, case, message)
        return self._judging(request, case, now)

    def _go(self, request: SendRequest, case: Case, known: Message | None, slot: datetime) -> Delivery:
        for _ in range(RACES):
            delivery = self._dispatch(request, case, known, slot)
            if delivery is not None:
                return delivery
            now = self._clock.now()
            judged = self._judging(request, self._candidates.again(case, now), now)
            if isinstance(judged, Delivery):
                return judged
            case = judged
        raise WriteConflict(f"{message_id(request)}: other mails of the same contact kept overtaking it")


def _first(case: Case) -> bool:
    """Whether it may use the kept part of the send rate: service mail, and workflows of high priority."""
    return case.step.purpose is not Purpose.MARKETING or case.workflow.priority is Priority.HIGH
