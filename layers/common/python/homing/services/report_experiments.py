"""The part of the report that tells how A/B tests stand, and its JSON."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from homing.domain.ab_test import ABTest
from homing.domain.experiment import ArmCount, Comparison, Decision, DecisionKind, Experiment, Look
from homing.domain.exposures import exposures
from homing.domain.figures import Totals
from homing.domain.rules import Rules
from homing.domain.sample_size import needed
from homing.domain.split import Divided, measured, plan_of, shares
from homing.domain.time import iso
from homing.domain.workflow import Workflow
from homing.services import ports
from homing.services.experimenting import HOUR, tested

FOUR = 4


class Standing(StrEnum):
    """How far a test is."""

    RUNNING = "running"
    FOUND = "found"  # a winner that waits for a person
    WINNER = "winner"
    UNDECIDED = "undecided"
    CHOSEN = "chosen"  # by a person
    STOPPED = "stopped"
    REOPENED = "reopened"
    FIXED = "fixed"  # the file names the winner


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentReport:
    """One test of one step. `so_far` counts everybody by now, a look those whose mails had their time."""

    workflow: str
    step: str
    test: ABTest
    standing: Standing
    started: datetime
    so_far: tuple[ArmCount, ...]
    needed: int
    looks: tuple[Look, ...]
    decisions: tuple[Decision, ...]
    everybody: str | None
    next_look: date | None
    next_contacts: int | None

    @property
    def compared(self) -> Mapping[str, Comparison]:
        """Each variant against the first at the last look; none before the first, for nobody peeks."""
        return {each.arm: each for each in self.looks[-1].comparisons} if self.looks else {}

    @property
    def contacts(self) -> int:
        """Everybody who counts by now."""
        return sum(each.contacts for each in self.so_far)


class ExperimentReports:
    """Reads tests; only of workflows that have any."""

    def __init__(
        self, *, clock: ports.Clock, experiments: ports.Experiments, figures: ports.Figures, rules: Rules
    ) -> None:
        self._clock = clock
        self._experiments = experiments
        self._figures = figures
        self._zone = ZoneInfo(rules.zone)

    def __call__(self, workflow: Workflow) -> tuple[ExperimentReport, ...]:
        """Every test that the file plans and that has begun."""
        planned = list(tested(workflow))
        known = (
            {(each.step, each.plan): each for each in self._experiments.of(workflow.name)} if planned else {}
        )
        return tuple(self._told(workflow, known, planned))

    def _told(
        self,
        workflow: Workflow,
        known: Mapping[tuple[str, str], Experiment],
        planned: list[tuple[Divided, ABTest]],
    ) -> Iterator[ExperimentReport]:
        begun = [(step, test, known.get((step.id, plan_of(step)))) for step, test in planned]
        first = min((self._day(each.started) for *_, each in begun if each is not None), default=None)
        today = self._day(self._clock.now())
        totals = self._figures.totals(workflow.name, first, today) if first is not None else {}
        for step, test, each in begun:
            if each is not None:
                yield self._report(workflow, step, test, each, totals)

    def _report(
        self, workflow: Workflow, step: Divided, test: ABTest, known: Experiment, totals: Totals
    ) -> ExperimentReport:
        first, today = self._day(known.started), self._day(self._clock.now())
        place = known.looks[-1].place + 1 if known.looks else 0
        to_come = known.looking and step.winner is None and place < test.looks.most
        by_days = test.looks.last_contacts is None
        return ExperimentReport(
            workflow=workflow.name,
            step=step.id,
            test=test,
            standing=_standing(step, known),
            started=known.started,
            so_far=exposures(test, measured(workflow, step), totals, first, today),
            needed=needed(test, shares(step)),
            looks=known.looks,
            decisions=known.decisions,
            everybody=step.winner or known.everybody,
            next_look=self._after(known.started + test.looks.after(place)) if to_come and by_days else None,
            next_contacts=test.looks.contacts_at(place) if to_come and not by_days else None,
        )

    def _after(self, instant: datetime) -> date:
        """The morning on which a look that is due at an instant is taken."""
        local = instant.astimezone(self._zone)
        return local.date() + timedelta(days=0 if local.hour < HOUR.hour else 1)

    def _day(self, instant: datetime) -> date:
        return instant.astimezone(self._zone).date()


def _standing(step: Divided, known: Experiment) -> Standing:
    decision = known.decision
    if step.winner is not None:
        return Standing.FIXED
    match decision.kind if decision is not None else None:
        case None:
            return Standing.RUNNING
        case DecisionKind.FOUND:
            return Standing.WINNER if known.everybody is not None else Standing.FOUND
        case DecisionKind.UNDECIDED:
            return Standing.UNDECIDED
        case DecisionKind.CHOSEN:
            return Standing.CHOSEN
        case DecisionKind.STOPPED:
            return Standing.STOPPED
        case _:
            return Standing.REOPENED


def experiment_json(told: ExperimentReport) -> dict[str, Any]:
    """A test as other programs read it; rates from 0 to 1, none compared before the first look."""
    return {
        "step": told.step,
        "metric": told.test.metric.value,
        "owner": told.test.owner,
        "goal": told.test.goal,
        "status": told.standing.value,
        "everybody_gets": told.everybody,
        "started": iso(told.started),
        "needed": told.needed,
        "arms": [_arm(each) for each in told.so_far],
        "next_look": told.next_look.isoformat() if told.next_look else None,
        "next_look_at_contacts": told.next_contacts,
        "looks": [_look(each) for each in told.looks],
        "decisions": [
            {"at": iso(each.at), "kind": each.kind.value, "arm": each.arm, "by": each.by}
            | {"because": each.because, "applied": each.applied}
            for each in told.decisions
        ],
    }


def _look(look: Look) -> dict[str, Any]:
    return {
        "at": iso(look.at),
        "number": look.place + 1,
        "last": look.last,
        "arms": [_arm(each) for each in look.arms],
        "against_the_first": [
            {
                "arm": each.arm,
                "z": round(each.z, FOUR),
                "bound": round(each.bound, FOUR),
                "information": round(each.fraction, FOUR),
                "difference_low": round(each.low, FOUR),
                "difference_high": round(each.high, FOUR),
            }
            for each in look.comparisons
        ],
    }


def _arm(arm: ArmCount) -> dict[str, Any]:
    rate = None if arm.rate is None else round(arm.rate, FOUR)
    return {"arm": arm.name, "contacts": arm.contacts, "did": arm.successes, "rate": rate}
