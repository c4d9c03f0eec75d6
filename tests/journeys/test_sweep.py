"""The minute's sweep, when one of the entries that it works off cannot be worked off."""

from datetime import timedelta

import pytest
from homing.domain.due import DueKind
from homing.domain.enrollment import Enrollment, EnrollmentState
from homing.domain.errors import ServiceUnavailable
from homing.services.sweep import MOST_FAILURES

from functions.trigger import sweep
from local import lines
from local.account import CONTEXT
from local.play import schedule
from local.rehearse import Stage, open_account
from tests.builders import DAY, HOUR, MINUTE, at, subscriber, webhook
from tests.journeys.conftest import ROOT, START

SIGNED_UP = at("2026-03-02 10:00")


class Scene:
    """People whose executions broke, in the order in which the sweep will meet them."""

    def __init__(self, people: int) -> None:
        signups = [
            webhook("customers/create", subscriber(n + 1, at=SIGNED_UP), at=SIGNED_UP) for n in range(people)
        ]
        self.account = open_account(
            Stage(workflows=ROOT / "workflows", shop=ROOT / "shop.yaml", start=START, days=30)
        )
        self.refused: set[str] = set()
        self._start = self.account.stepper.start
        self.account.stepper.start = self._start_unless_refused  # type: ignore[method-assign]
        schedule(self.account, lines.parse(signups, "test"))
        self.account.agenda.run(SIGNED_UP + HOUR)
        for execution in list(self.account.stepper.executions.values()):
            execution.status = "FAILED"
            self.account.tell_broken(execution.name)
        due = sorted(self.account.tables.due, key=lambda entry: (entry.at, entry.kind, entry.key))
        self.stand_still = [entry.key for entry in due if entry.kind is DueKind.BROKEN]

    def _start_unless_refused(self, enrollment: Enrollment, text: str) -> None:
        """Step Functions, which refuses some as when a machine is gone."""
        if enrollment.id in self.refused:
            raise ServiceUnavailable(f"{enrollment.id}: no such machine")
        self._start(enrollment, text)

    def states(self) -> list[EnrollmentState]:
        return [self.account.tables.enrollments[each].state for each in self.stand_still]

    def play(self, time: timedelta) -> None:
        self.account.agenda.run(self.account.clock.now() + time)


def test_one_entry_that_fails_holds_back_none_behind_it() -> None:
    scene = Scene(people=3)
    scene.refused = {scene.stand_still[0]}

    with pytest.raises(ExceptionGroup, match="1 due entries failed"):
        sweep.handler({}, CONTEXT)

    assert scene.states() == [EnrollmentState.STARTING, EnrollmentState.ACTIVE, EnrollmentState.ACTIVE]


def test_an_entry_that_failed_is_tried_again_by_the_next_sweep() -> None:
    scene = Scene(people=2)
    scene.refused = {scene.stand_still[0]}
    with pytest.raises(ExceptionGroup):
        sweep.handler({}, CONTEXT)
    scene.refused = set()

    scene.play(2 * MINUTE)

    assert scene.states() == [EnrollmentState.ACTIVE, EnrollmentState.ACTIVE]
    scene.play(20 * DAY)
    assert scene.states() == [EnrollmentState.COMPLETED, EnrollmentState.COMPLETED]


def test_a_sweep_that_meets_nothing_but_failures_gives_up_until_the_next_minute() -> None:
    scene = Scene(people=MOST_FAILURES + 2)
    scene.refused = set(scene.stand_still)

    with pytest.raises(ExceptionGroup) as raised:
        sweep.handler({}, CONTEXT)

    assert len(raised.value.exceptions) == MOST_FAILURES
