"""The part of the report that follows people from step to step: who got how far, what kept mails back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from homing.domain.chance import Share
from homing.domain.figures import Metric, Totals, parts_of
from homing.domain.kpi import ZERO, Counts, rate, split, summed, workflow_kpis
from homing.domain.pace import Pace, pace, says
from homing.domain.progress import progress
from homing.domain.walk import flatten, message_steps
from homing.domain.workflow import Workflow
from homing.services.kpis_json import rounded


@dataclass(frozen=True, slots=True, kw_only=True)
class StepReport:
    """One step: what was decided of it in the period, and how many left the workflow while it lay ahead.

    `skipped` and `late` are by reason and cause, the most frequent first.
    """

    step: str
    sent: int
    skipped: Mapping[str, int]
    rejected: int
    late: Mapping[str, int]
    late_share: Decimal | None
    left_before: int

    @property
    def reached(self) -> int:
        """How many messages it came to, sent or not."""
        return self.sent + sum(self.skipped.values()) + self.rejected

    @property
    def sent_share(self) -> Decimal | None:
        """The part of them that left."""
        return rate(Decimal(self.sent), Decimal(self.reached))


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """The steps of a workflow in their order, with who enrolled, ended early and went all the way."""

    enrolled: int
    exited: int
    completed: int
    refused: Mapping[str, int]
    steps: tuple[StepReport, ...]

    @property
    def under_way(self) -> int:
        """Who is neither through nor out."""
        return max(0, self.enrolled - self.exited - self.completed)

    @property
    def late(self) -> Mapping[str, int]:
        """Late messages of all steps by cause."""
        causes: dict[str, int] = {}
        for step in self.steps:
            for cause, count in step.late.items():
                causes[cause] = causes.get(cause, 0) + count
        return dict(sorted(causes.items(), key=lambda each: (-each[1], each[0])))


NO_WAY = Way(enrolled=0, exited=0, completed=0, refused={}, steps=())
"""Of what has no steps of its own."""


def way_of(workflow: Workflow, totals: Totals) -> Way:
    """The way through a workflow, from its counters."""
    enrollments = summed(totals, lambda cell: not cell.step)
    by_step = split({cell: metrics for cell, metrics in totals.items() if cell.step}, lambda cell: cell.step)
    left = parts_of(Metric.EXITED, enrollments)
    order = [step.id for step in flatten(workflow.steps)]
    sending = {step.id for step in message_steps(workflow.steps)}
    told = {*sending, *by_step, *left}
    names = [*(each for each in order if each in told), *sorted(told - {*order})]
    return Way(
        enrolled=_count(enrollments, Metric.ENROLLED),
        exited=_count(enrollments, Metric.EXITED),
        completed=_count(enrollments, Metric.COMPLETED),
        refused=parts_of(Metric.REFUSED, enrollments),
        steps=tuple(_step(each, summed(by_step.get(each, {})), left.get(each, 0)) for each in names),
    )


def pace_of(workflow: Workflow, totals: Totals, first: date, today: date) -> Pace | None:
    """Where its goal is heading."""
    goal = workflow.goal
    if goal is None:
        return None
    by_day = {
        date.fromisoformat(day): progress(goal, workflow_kpis(cells))
        for day, cells in split(totals, lambda cell: cell.day).items()
    }
    return pace(goal, {day: Share(each.met, each.out_of) for day, each in by_day.items()}, first, today)


def way_json(way: Way) -> dict[str, Any]:
    """The way as `report.json` tells it."""
    return {
        "enrolled": way.enrolled,
        "exited": way.exited,
        "completed": way.completed,
        "under_way": way.under_way,
        "refused": dict(way.refused),
        "steps": {each.step: _step_json(each) for each in way.steps},
    }


def pace_json(told: Pace | None) -> dict[str, Any] | None:
    """Where a goal is heading, as `report.json` tells it."""
    if told is None:
        return None
    return {
        "outlook": told.outlook.value,
        "says": says(told),
        "projected": rounded(told.projected),
        "low": rounded(told.low),
        "high": rounded(told.high),
        "closed": {"met": told.closed.part, "out_of": told.closed.base},
        "open": {"met": told.open.part, "out_of": told.open.base},
        "still_to_come": told.still_to_come,
    }


def _step(step: str, counts: Counts, left_before: int) -> StepReport:
    sent, late = counts.get(Metric.SENT.value, ZERO), counts.get(Metric.LATE.value, ZERO)
    skipped = _with_rest(parts_of(Metric.SKIPPED, counts), _count(counts, Metric.SKIPPED))
    return StepReport(
        step=step,
        sent=int(sent) + _count(counts, Metric.TEXTED),
        skipped=skipped,
        rejected=_count(counts, Metric.REJECTED),
        late=_with_rest(parts_of(Metric.LATE, counts), int(late)),
        late_share=rate(late, sent),
        left_before=left_before,
    )


def _with_rest(parts: Mapping[str, int], whole: int) -> Mapping[str, int]:
    """What was counted before its causes were is told as such."""
    rest = whole - sum(parts.values())
    return {**parts, "untold": rest} if rest > 0 else parts


def _count(counts: Counts, metric: Metric) -> int:
    return int(counts.get(metric.value, ZERO))


def _step_json(step: StepReport) -> dict[str, Any]:
    return {
        "reached": step.reached,
        "sent": step.sent,
        "skipped": dict(step.skipped),
        "rejected": step.rejected,
        "left_before": step.left_before,
        "late": dict(step.late),
        "late_share": rounded(step.late_share),
    }
