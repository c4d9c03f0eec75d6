"""Works dead letters off: back to their queue, or on to the next attempt where nobody waits for them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from pydantic import ValidationError

from homing.contracts import SendRequest
from homing.domain.enrollment import Enrollment
from homing.domain.errors import Throttled
from homing.services import ports
from homing.services.restart import Restart


class Fate(StrEnum):
    """What becomes of a letter."""

    BACK = "back to its queue"
    RESTART = "next attempt"
    DONE = "nobody waits for it"
    UNREADABLE = "left: not one of ours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A letter and what becomes of it; `enrollment` is whose next attempt it takes."""

    letter: ports.Letter
    fate: Fate
    enrollment: Enrollment | None = None


Judge = Callable[[ports.Letter], Verdict]


def back(letter: ports.Letter) -> Verdict:
    """An event or a feedback goes back as it is: the same one twice changes nothing."""
    return Verdict(letter=letter, fate=Fate.BACK)


class SendLetters:
    """Judges the letters of a send queue, each a mail that somebody waits for, or nobody any more."""

    def __init__(self, *, enrollments: ports.Enrollments, executions: ports.Executions) -> None:
        self._enrollments = enrollments
        self._executions = executions

    def __call__(self, letter: ports.Letter) -> Verdict:
        """What becomes of one."""
        try:
            request = SendRequest.model_validate_json(letter.body)
        except ValidationError:
            return Verdict(letter=letter, fate=Fate.UNREADABLE)
        enrollment = self._enrollments.get(request.enrollment)
        if enrollment is None or not enrollment.running or enrollment.sleeping:
            return Verdict(letter=letter, fate=Fate.DONE)
        return Verdict(letter=letter, fate=self._fate(enrollment), enrollment=enrollment)

    def _fate(self, enrollment: Enrollment) -> Fate:
        try:
            status = self._executions.status(enrollment)
        except Throttled:
            return Fate.BACK  # its sender settles it either way, and the reconciler finds who stands still
        match status:
            case ports.ExecutionStatus.RUNNING:
                return Fate.BACK
            case ports.ExecutionStatus.EXITED:
                return Fate.DONE  # its row forgot in a restore that it ended; the reconciler ends it again
            case (
                ports.ExecutionStatus.BROKEN | ports.ExecutionStatus.MISSING | ports.ExecutionStatus.SUCCEEDED
            ):
                return Fate.RESTART
            case _:
                assert_never(status)


class Redrive:
    """The dead letters of one queue: first what would become of each, then that."""

    def __init__(
        self, *, clock: ports.Clock, letters: ports.DeadLetters, judge: Judge, restart: Restart
    ) -> None:
        self._clock = clock
        self._letters = letters
        self._judge = judge
        self._restart = restart

    def judge(self, most: int) -> Sequence[Verdict]:
        """Take so many letters at most, and say what would become of each."""
        return [self._judge(letter) for letter in self._letters.take(most)]

    def carry_out(self, verdict: Verdict) -> None:
        """Do it; a letter goes last, so that after a crash it is judged again."""
        match verdict.fate:
            case Fate.BACK:
                self._letters.put_back(verdict.letter)
            case Fate.RESTART:
                if verdict.enrollment is not None:
                    self._restart(verdict.enrollment, self._clock.now())
                self._letters.drop(verdict.letter)
            case Fate.DONE:
                self._letters.drop(verdict.letter)
            case Fate.UNREADABLE:
                self._letters.let_go(verdict.letter)
            case _:
                assert_never(verdict.fate)

    def let_go(self, verdicts: Sequence[Verdict]) -> None:
        """Leave the letters where they are, for the next to take."""
        for verdict in verdicts:
            self._letters.let_go(verdict.letter)
