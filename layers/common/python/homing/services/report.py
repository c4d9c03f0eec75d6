"""What a report is made of; `services/summarize.py` adds it up."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from homing.domain.insights import Insights
from homing.domain.kpi import Kpis, added_up
from homing.domain.list_growth import ListKpis
from homing.domain.pace import Pace
from homing.domain.progress import Progress
from homing.domain.sales import CurrencyOrders
from homing.domain.touch import Attribution, OwnAttribution
from homing.services.lift import Entered, Lift
from homing.services.report_experiments import ExperimentReport
from homing.services.report_links import Links
from homing.services.report_steps import NO_WAY, Way
from homing.services.report_subjects import Subjects


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReport:
    """One step that sends."""

    step: str
    kpis: Kpis
    by_locale: Mapping[str, Kpis]
    by_variant: Mapping[str, Kpis]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkflowReport:
    """One workflow, its messages in the order of its steps, and each day of the period.

    `by_locale` is of messages; enrollments are not counted by language.
    """

    name: str
    title: str
    stage: str
    status: str
    goal: Progress | None
    attribution: OwnAttribution | None
    kpis: Kpis
    messages: tuple[MessageReport, ...]
    by_day: Mapping[str, Kpis]
    by_locale: Mapping[str, Kpis]
    pace: Pace | None = None
    way: Way = NO_WAY
    lift: Lift | None = None
    entered: tuple[Entered, ...] = ()
    tests: tuple[ExperimentReport, ...] = ()
    links: Links = field(default_factory=dict)
    subjects: Subjects = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the workflows brought from one shop day to another, both included."""

    first: date
    last: date
    zone: str
    currency: str
    attribution: Attribution
    kpis: Kpis
    workflows: tuple[WorkflowReport, ...]
    insights: Insights
    list: ListKpis
    list_by_day: Mapping[str, ListKpis]
    orders: tuple[CurrencyOrders, ...]  # the shop's own currency first
    segments: Mapping[str, int]  # how many members each had at the end


def of_workflow(report: Report, name: str) -> Report:
    """The same with one workflow's figures; what is told of the list and the whole shop stays."""
    shown = tuple(each for each in report.workflows if each.name == name)
    return replace(report, workflows=shown, kpis=shown[0].kpis) if shown else replace(report, workflows=())


def together(report: Report) -> WorkflowReport:
    """All workflows as if they were one, without its messages, for pictures of the whole."""
    days = sorted({day for each in report.workflows for day in each.by_day})
    return WorkflowReport(
        name="every_workflow",
        title="Every workflow",
        stage="",
        status="live",
        goal=None,
        attribution=None,
        kpis=report.kpis,
        messages=(),
        by_day={day: added_up([each.by_day[day] for each in report.workflows]) for day in days},
        by_locale={},
    )
