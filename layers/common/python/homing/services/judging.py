"""Asks the gate, and does what follows from every verdict but to let it go."""

from datetime import datetime
from typing import assert_never

from homing.contracts import SendRequest
from homing.domain.enrollment import ExitReason
from homing.domain.message import Leave, Park, Reason, Send, Skip
from homing.domain.policy import gate
from homing.services.candidates import Candidates, Case
from homing.services.exits import Exits
from homing.services.outcomes import Delivery, Outcomes


class Judging:
    """One verdict for each request, whatever its step does."""

    def __init__(self, *, candidates: Candidates, outcomes: Outcomes, exits: Exits) -> None:
        self._candidates = candidates
        self._outcomes = outcomes
        self._exits = exits

    def __call__(self, request: SendRequest, case: Case, now: datetime) -> Delivery | Case:
        """The delivery, if it does not go now; else the case that may go."""
        if case.candidate is None:
            return self._outcomes.skipped(request, case, Reason.NO_CONTENT)
        verdict = gate(case.candidate, now)
        match verdict:
            case Skip():
                return self._outcomes.skipped(request, case, verdict.reason, verdict.because)
            case Park():
                return self._outcomes.parked(request, case, verdict)
            case Leave():
                self._exits.end(case.enrollment, ExitReason.CONDITION.value, now)
                return self(request, self._candidates.again(case, now), now)
            case Send():
                return case
            case _:
                assert_never(verdict)
