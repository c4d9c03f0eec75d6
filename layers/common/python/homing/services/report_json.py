"""The report as `report.json` and the daily log keep it: the shape of design section 7, and more beside it.

Rates are numbers from 0 to 1 of four decimals, null where there is nothing to divide by; money is a number in
shop money, exact as written (a reader of money parses it as a decimal).
"""

from collections.abc import Mapping
from typing import Any

from homing.domain.definitions import DEFINITIONS
from homing.domain.figures import Metric
from homing.domain.kpi import ZERO, Kpis
from homing.domain.list_growth import ListKpis
from homing.domain.progress import Progress
from homing.services.kpis_json import ENROLLMENTS, GOALS, day_json, kpis_json, rounded
from homing.services.lift_json import entered_json, lift_json
from homing.services.orders_json import attribution_json, orders_json
from homing.services.report import MessageReport, Report, WorkflowReport
from homing.services.report_experiments import experiment_json
from homing.services.report_insights import insights_json
from homing.services.report_links import links_json
from homing.services.report_steps import pace_json, way_json
from homing.services.report_subjects import subjects_json

_OF_ENROLLMENTS = frozenset({*GOALS, "conversion_rate", "credited_rate"})  # which have no language


def report_json(report: Report) -> dict[str, Any]:
    """The whole report."""
    return {
        "period": {"first": report.first.isoformat(), "last": report.last.isoformat(), "zone": report.zone},
        "currency": report.currency,
        "attribution": attribution_json(report.attribution),
        "kpis": kpis_json(report.kpis, ENROLLMENTS),
        "workflows": {each.name: _workflow(each, report) for each in report.workflows},
        "insights": insights_json(report.insights, {each.name: each.title for each in report.workflows}),
        "list": _list(report.list)
        | {"by_day": {day: _list(each) for day, each in report.list_by_day.items()}},
        "segments": {name: {"members": count} for name, count in report.segments.items()},
        "orders": orders_json(report),
        "definitions": dict(DEFINITIONS),
    }


def summary_json(report: Report) -> dict[str, Any]:
    """The report without its days and parts: short enough for a log line."""
    return {
        "period": {"first": report.first.isoformat(), "last": report.last.isoformat(), "zone": report.zone},
        "currency": report.currency,
        "workflows": {each.name: kpis_json(each.kpis, ENROLLMENTS) for each in report.workflows},
        "list": _list(report.list),
    }


def _workflow(workflow: WorkflowReport, report: Report) -> dict[str, Any]:
    return {
        "title": workflow.title,
        "stage": workflow.stage,
        "status": workflow.status,
        "goal": None if workflow.goal is None else _goal(workflow.goal) | {"pace": pace_json(workflow.pace)},
        "attribution": attribution_json(report.attribution, workflow.attribution),
        "way": way_json(workflow.way),
        "kpis": kpis_json(workflow.kpis, ENROLLMENTS) | {"lift": lift_json(workflow.lift, report.currency)},
        "experiments": [experiment_json(each) for each in workflow.tests],
        "links": links_json(workflow.links),
        "after_entry": entered_json(workflow.entered),
        "subjects": subjects_json(workflow.subjects),
        "messages": {each.step: _message(each) for each in workflow.messages},
        "by_day": {day: day_json(each) for day, each in workflow.by_day.items()},
        "by_locale": {
            name: {key: figure for key, figure in part.items() if key not in _OF_ENROLLMENTS}
            for name, part in _parts(workflow.by_locale).items()
        },
    }


def _goal(progress: Progress) -> dict[str, Any]:
    goal = progress.goal
    return {
        "events": list(goal.event),
        "within_days": goal.within.total_seconds() / 86400,
        "target": rounded(progress.target),
        "base": goal.base.value,
        "by": None if goal.by is None else goal.by.isoformat(),
        "met": progress.met,
        "out_of": progress.out_of,
        "actual": rounded(progress.actual),
        "of_target": rounded(progress.of_target),
    }


def _message(message: MessageReport) -> dict[str, Any]:
    return kpis_json(message.kpis, {}) | {
        "assisted_orders": message.kpis.count(Metric.ASSISTED),
        "assisted_revenue": float(message.kpis.mails.get(Metric.ASSISTED_REVENUE.value, ZERO)),
        "by_locale": _parts(message.by_locale),
        "by_variant": _parts(message.by_variant),
    }


def _parts(parts: Mapping[str, Kpis]) -> dict[str, Any]:
    return {name: kpis_json(each, {}) for name, each in parts.items()}


def _list(growth: ListKpis) -> dict[str, Any]:
    return {
        "growth_rate": rounded(growth.growth_rate),
        "start": growth.start,
        "end": growth.end,
        "gained": dict(growth.gained),
        "lost": dict(growth.lost),
    }
