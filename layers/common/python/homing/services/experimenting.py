"""Looks at A/B/n tests when their plans say so, once each, and puts what follows in force."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from homing.domain.ab_test import ABTest
from homing.domain.due import DueEntry, DueKind
from homing.domain.experiment import ArmCount, Experiment
from homing.domain.exposures import exposures, newest_day
from homing.domain.look import look, verdict
from homing.domain.rules import Rules
from homing.domain.split import Divided, divided, measured, plan_of, shares
from homing.domain.time import local_instant
from homing.domain.workflow import Workflow
from homing.services import ports

HOUR = time(5)
"""When it is seen each day whether a look is due: the shop's night, with yesterday's counters complete."""

DAILY = "looks"


class Experimenting:
    """The sweep's worker for looks. A function that was down for days takes one look for all it missed."""

    def __init__(
        self,
        *,
        due: ports.DueIndex,
        experiments: ports.Experiments,
        figures: ports.Figures,
        workflows: ports.Workflows,
        rules: Rules,
    ) -> None:
        self._due = due
        self._experiments = experiments
        self._figures = figures
        self._workflows = workflows
        self._rules = rules
        self._begun: set[str] = set()

    def begin(self, now: datetime) -> None:
        """Note the tests that are new, and the next day on which somebody looks; once in a process's life."""
        if self._rules.live_from is not None and now < self._rules.live_from:
            return
        for workflow in self._workflows.live():
            if workflow.name in self._begun:
                continue
            if list(tested(workflow)):
                for step, _ in tested(workflow):
                    self._standing(workflow, step, now)
                self._due.put(self._tomorrow(workflow, now))
            self._begun.add(workflow.name)

    def __call__(self, entry: DueEntry, now: datetime) -> None:
        """Take the looks of a workflow that are due, and come back the next day."""
        workflow = self._workflows.get(entry.workflow)
        if workflow is None or not list(tested(workflow)):
            return
        for step, test in tested(workflow):
            if step.winner is None:
                self._look(workflow, step, test, now)
        self._due.put(self._tomorrow(workflow, now))

    def _look(self, workflow: Workflow, step: Divided, test: ABTest, now: datetime) -> None:
        known = self._standing(workflow, step, now)
        if not known.looking:
            return
        seen = known.looks[-1].place if known.looks else -1
        by_days = test.looks.last_contacts is None
        if by_days and test.looks.due(now - known.started, 0) <= seen:
            return
        arms = self._arms(workflow, step, test, known, now)
        place = test.looks.due(now - known.started, sum(each.contacts for each in arms))
        if place <= seen or (min(each.contacts for each in arms) == 0 and place < test.looks.most - 1):
            return
        taken = look(test, known, arms, place, now)
        decision = verdict(test, known, taken)
        after = known.looked(taken)
        # Who loses the race finds the look taken, by another sweep or after a crash.
        self._experiments.put(known, after if decision is None else after.decided(decision))

    def _standing(self, workflow: Workflow, step: Divided, now: datetime) -> Experiment:
        plan = plan_of(step)
        while True:
            for each in self._experiments.of(workflow.name):
                if (each.step, each.plan) == (step.id, plan):
                    return each
            arms = tuple(shares(step))
            new = Experiment(workflow=workflow.name, step=step.id, plan=plan, arms=arms, started=now)
            self._experiments.put(None, new)

    def _arms(
        self, workflow: Workflow, step: Divided, test: ABTest, known: Experiment, now: datetime
    ) -> tuple[ArmCount, ...]:
        first, last = self._day(known.started), newest_day(test, workflow, self._day(now))
        totals = self._figures.totals(workflow.name, first, last) if first <= last else {}
        return exposures(test, measured(workflow, step), totals, first, last)

    def _tomorrow(self, workflow: Workflow, now: datetime) -> DueEntry:
        at = local_instant(self._day(now), HOUR, self._rules.zone)
        if at <= now:
            at = local_instant(self._day(now) + timedelta(days=1), HOUR, self._rules.zone)
        return DueEntry(at=at, kind=DueKind.EXPERIMENT, workflow=workflow.name, key=DAILY)

    def _day(self, instant: datetime) -> date:
        return instant.astimezone(ZoneInfo(self._rules.zone)).date()


def tested(workflow: Workflow) -> Iterator[tuple[Divided, ABTest]]:
    """The steps of a workflow that have a test."""
    for step in divided(workflow.steps):
        if step.test is not None:
            yield step, step.test
