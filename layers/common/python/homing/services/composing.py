"""Writes what a step will send or do, while sending goes on and if there is something to say."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from homing.contracts import SendRequest
from homing.domain.errors import RenderFailed
from homing.domain.message import Park, Reason
from homing.services import ports
from homing.services.candidates import Case
from homing.services.content import NoCode, NothingToSay
from homing.services.outcomes import Delivery, Outcomes

Written = TypeVar("Written")

PAUSE_PARK = timedelta(hours=1)
"""How long what a sender had in its hands when everything was paused is put off."""

CODE_PARK = timedelta(hours=1)
"""Codes are made every hour, so an hour later there may be one."""


class Composing:
    """The one way of every kind of step from the gate to its claim."""

    def __init__(self, *, clock: ports.Clock, pace: ports.Pace, outcomes: Outcomes) -> None:
        self._clock = clock
        self._pace = pace
        self._outcomes = outcomes

    def __call__(self, request: SendRequest, case: Case, write: Callable[[], Written]) -> Written | Delivery:
        """What was written; the delivery, if it goes later or never."""
        if not self._pace.may_send():
            return self._park(request, case, Reason.PAUSED, PAUSE_PARK)
        try:
            return write()
        except NoCode:
            return self._park(request, case, Reason.NO_CODE, CODE_PARK)
        except NothingToSay:
            return self._outcomes.skipped(request, case, Reason.NO_CONTENT)
        except RenderFailed as error:
            return replace(self._outcomes.skipped(request, case, Reason.NO_CONTENT), note=error)

    def _park(self, request: SendRequest, case: Case, reason: Reason, length: timedelta) -> Delivery:
        park = Park(reason=reason, until=self._clock.now() + length)
        return self._outcomes.parked(request, case, park)
