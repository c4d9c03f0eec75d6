"""Adds the counters of a period up to the report that people and `report.json` read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from zoneinfo import ZoneInfo

from homing.domain.figures import LIST, ORDERS, SEGMENTS, Cell, Metric, Totals
from homing.domain.kpi import ZERO, Kpis, message_kpis, split, summed, workflow_kpis
from homing.domain.list_growth import ListKpis, list_kpis
from homing.domain.progress import progress
from homing.domain.rules import Rules
from homing.domain.sales import orders_by_currency
from homing.domain.walk import email_steps
from homing.domain.workflow import Workflow
from homing.services import ports
from homing.services.lift import Lift, entered, lift
from homing.services.report import MessageReport, Report, WorkflowReport
from homing.services.report_experiments import ExperimentReport
from homing.services.report_insights import what_changed
from homing.services.report_links import links_report, read_links
from homing.services.report_steps import pace_of, way_of
from homing.services.report_subjects import subjects_report


class Summarize:
    """Reads the counters; the same counters give the same report."""

    def __init__(
        self,
        *,
        clock: ports.Clock,
        figures: ports.Figures,
        workflows: ports.Workflows,
        tests: Callable[[Workflow], tuple[ExperimentReport, ...]],
        rules: Rules,
        currency: str,
    ) -> None:
        self._clock = clock
        self._figures = figures
        self._workflows = workflows
        self._tests = tests
        self._rules = rules
        self._currency = currency

    def __call__(self, first: date, last: date) -> Report:
        """The report of the days from `first` to `last`, both included, by the shop's calendar."""
        workflows = self._workflows.all()
        totals = {each.name: self._of(each.name, first, last) for each in workflows}
        links = {name: read_links(self._figures, name, first, last, mails) for name, mails in totals.items()}
        everyone = self._figures.totals(LIST, date.min, last)
        days = _days(first, last)
        return Report(
            first=first,
            last=last,
            zone=self._rules.zone,
            currency=self._currency,
            attribution=self._rules.attribution,
            kpis=workflow_kpis({c: metrics for cells in totals.values() for c, metrics in cells.items()}),
            workflows=tuple(
                self._followed(
                    _workflow(each, totals[each.name], links[each.name], days, self.today()),
                    each,
                    totals[each.name],
                    first,
                    last,
                )
                for each in workflows
            ),
            insights=what_changed(self._figures, workflows, totals, links, first, last, self.today()),
            list=list_kpis(everyone, first.isoformat()),
            list_by_day=_list_by_day(everyone, days),
            orders=orders_by_currency(self._figures.totals(ORDERS, first, last), self._currency),
            segments=self._members(last),
        )

    def lifts(self, first: date, last: date) -> Mapping[str, Lift]:
        """What mails changed for who was assigned in a period, of each workflow that holds some out."""
        held_out = [each for each in self._workflows.all() if each.holdout is not None]
        found = {
            each.name: self._lift(each, self._of(each.name, first, last), first, last) for each in held_out
        }
        return {name: each for name, each in found.items() if each is not None}

    def _lift(self, workflow: Workflow, totals: Totals, first: date, last: date) -> Lift | None:
        cells = partial(self._figures.totals, workflow.name)
        return lift(workflow, totals, cells, first=first, last=last, today=self.today())

    def _of(self, workflow: str, first: date, last: date) -> Totals:
        """A workflow's cells; money in another currency than the shop's stands with the orders alone."""
        cells = self._figures.totals(workflow, first, last)
        return {cell: metrics for cell, metrics in cells.items() if cell.currency in ("", self._currency)}

    def _members(self, last: date) -> Mapping[str, int]:
        """How many are in each segment; nothing is read where nothing uses any."""
        used = sorted(self._workflows.reads().segments)
        cells = self._figures.totals(SEGMENTS, date.min, last) if used else {}
        joined = {name: summed(of) for name, of in split(cells, lambda cell: cell.step).items()}
        return {name: _remaining(joined.get(name, {})) for name in used}

    def _followed(
        self, report: WorkflowReport, workflow: Workflow, totals: Totals, first: date, last: date
    ) -> WorkflowReport:
        since = entered(workflow, totals, self.today())
        return replace(
            report,
            subjects=subjects_report(self._figures, workflow.name, totals),
            tests=self._tests(workflow),
            lift=self._lift(workflow, totals, first, last),
            entered=since,
        )

    def lately(self, days: int) -> Report:
        """The report of so many days, of which the last is today."""
        today = self.today()
        return self(today - timedelta(days=days - 1), today)

    def today(self) -> date:
        """The day it is in the shop."""
        return self._clock.now().astimezone(ZoneInfo(self._rules.zone)).date()

    def between(self, start: datetime, end: datetime) -> Report:
        """The report of every shop day that two instants touch."""
        zone = ZoneInfo(self._rules.zone)
        return self(start.astimezone(zone).date(), end.astimezone(zone).date())


def _remaining(sums: Mapping[str, Decimal]) -> int:
    return int(sums.get(Metric.GAINED.value, ZERO) - sums.get(Metric.LOST.value, ZERO))


def _workflow(
    workflow: Workflow, totals: Totals, links: Totals, days: Sequence[str], today: date
) -> WorkflowReport:
    by_step = split({c: metrics for c, metrics in totals.items() if c.step}, lambda cell: cell.step)
    written = [step.id for step in email_steps(workflow.steps)]
    removed = [step for step in by_step if step not in written]
    by_day = split(totals, lambda cell: cell.day)
    kpis = workflow_kpis(totals)
    return WorkflowReport(
        name=workflow.name,
        title=workflow.title,
        stage=workflow.stage.value,
        status=workflow.status.value,
        goal=progress(workflow.goal, kpis) if workflow.goal is not None else None,
        pace=pace_of(workflow, totals, date.fromisoformat(days[0]), today),
        way=way_of(workflow, totals),
        links=links_report(links, totals),
        attribution=workflow.attribution,
        kpis=kpis,
        messages=tuple(_message(step, by_step.get(step, {})) for step in (*written, *removed)),
        by_day={day: workflow_kpis(by_day.get(day, {})) for day in days},
        by_locale=_parts({c: metrics for c, metrics in totals.items() if c.step}, _locale),
    )


def _message(step: str, totals: Totals) -> MessageReport:
    return MessageReport(
        step=step,
        kpis=message_kpis(totals),
        by_locale=_parts(totals, _locale),
        by_variant=_parts(totals, lambda cell: cell.variant),
    )


def _parts(totals: Totals, by: Callable[[Cell], str]) -> Mapping[str, Kpis]:
    return {name: message_kpis(cells) for name, cells in split(totals, by).items() if name}


def _locale(cell: Cell) -> str:
    return cell.locale


def _list_by_day(totals: Totals, days: Sequence[str]) -> Mapping[str, ListKpis]:
    by_day = split(totals, lambda cell: cell.day)
    size = list_kpis(totals, days[0]).start if days else 0
    growth: dict[str, ListKpis] = {}
    for day in days:
        of_day = list_kpis(by_day.get(day, {}), day)
        growth[day] = ListKpis(start=size, gained=of_day.gained, lost=of_day.lost)
        size = growth[day].end
    return growth


def _days(first: date, last: date) -> Sequence[str]:
    return [(first + timedelta(days=n)).isoformat() for n in range((last - first).days + 1)]
