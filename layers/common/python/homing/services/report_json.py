"""The report as `report.json` and the daily log keep it: the shape of design section 7, and more beside it.

Rates are numbers from 0 to 1 of four decimals, null where there is nothing to divide by; money is a number in
shop money, exact as written (a reader of money parses it as a decimal).
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from homing.domain.figures import Metric
from homing.domain.kpi import DEFINITIONS, Kpis
from homing.domain.list_growth import ListKpis
from homing.domain.progress import Progress
from homing.services.summarize import MessageReport, Report, WorkflowReport

FOUR_DECIMALS = Decimal("0.0001")

_COUNTS = {
    "sent": Metric.SENT,
    "delivered": Metric.DELIVERED,
    "tracked": Metric.TRACKED,
    "opened": Metric.OPENED,
    "machine_only_opened": Metric.MACHINE_ONLY_OPENED,
    "clicked": Metric.CLICKED,
    "unsubscribed": Metric.UNSUBSCRIBED,
    "complained": Metric.COMPLAINED,
    "bounced": Metric.BOUNCED,
    "late": Metric.LATE,
    "skipped": Metric.SKIPPED,
    "rejected": Metric.REJECTED,
}
_ZONES = {
    "told": Metric.ZONE_TOLD,
    "address": Metric.ZONE_OF_ADDRESS,
    "guessed": Metric.ZONE_GUESSED,
    "shop": Metric.ZONE_OF_SHOP,
}
_GOALS = {"converted": Metric.CONVERTED, "credited": Metric.CREDITED}
_ENROLLMENTS = {
    "enrolled": Metric.ENROLLED,
    "reached": Metric.REACHED,
    "completed": Metric.COMPLETED,
    "exited": Metric.EXITED,
    "refused": Metric.REFUSED,
}
_OF_ENROLLMENTS = frozenset({*_GOALS, "conversion_rate", "credited_rate"})  # which have no language


def report_json(report: Report) -> dict[str, Any]:
    """The whole report."""
    return {
        "period": {"first": report.first.isoformat(), "last": report.last.isoformat(), "zone": report.zone},
        "currency": report.currency,
        "attribution": {"last_click_within_days": report.click_days},
        "kpis": _kpis(report.kpis, _ENROLLMENTS),
        "workflows": {each.name: _workflow(each) for each in report.workflows},
        "list": _list(report.list)
        | {"by_day": {day: _list(each) for day, each in report.list_by_day.items()}},
        "segments": {name: {"members": count} for name, count in report.segments.items()},
        "definitions": dict(DEFINITIONS),
    }


def summary_json(report: Report) -> dict[str, Any]:
    """The report without its days and parts: short enough for a log line."""
    return {
        "period": {"first": report.first.isoformat(), "last": report.last.isoformat(), "zone": report.zone},
        "currency": report.currency,
        "workflows": {each.name: _kpis(each.kpis, _ENROLLMENTS) for each in report.workflows},
        "list": _list(report.list),
    }


def rounded(rate: Decimal | None) -> float | None:
    """A rate as JSON has it."""
    return None if rate is None else float(rate.quantize(FOUR_DECIMALS))


def _workflow(workflow: WorkflowReport) -> dict[str, Any]:
    return {
        "title": workflow.title,
        "stage": workflow.stage,
        "status": workflow.status,
        "goal": None if workflow.goal is None else _goal(workflow.goal),
        "kpis": _kpis(workflow.kpis, _ENROLLMENTS),
        "messages": {each.step: _message(each) for each in workflow.messages},
        "by_day": {day: _day(each) for day, each in workflow.by_day.items()},
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
    return _kpis(message.kpis, {}) | {
        "by_locale": _parts(message.by_locale),
        "by_variant": _parts(message.by_variant),
    }


def _parts(parts: Mapping[str, Kpis]) -> dict[str, Any]:
    return {name: _kpis(each, {}) for name, each in parts.items()}


def _kpis(kpis: Kpis, enrollments: Mapping[str, Metric]) -> dict[str, Any]:
    return {
        **{name: kpis.of_goals(metric) for name, metric in enrollments.items()},
        **_counts(kpis),
        "zones": {name: kpis.count(metric) for name, metric in _ZONES.items()},
        "open_rate": rounded(kpis.open_rate),
        "machine_open_rate": rounded(kpis.machine_open_rate),
        "open_rate_all": rounded(kpis.open_rate_all),
        "click_rate": rounded(kpis.click_rate),
        "click_to_open_rate": rounded(kpis.click_to_open_rate),
        "conversion_rate": rounded(kpis.conversion_rate),
        "credited_rate": rounded(kpis.credited_rate),
        "unsubscribe_rate": rounded(kpis.unsubscribe_rate),
        "complaint_rate": rounded(kpis.complaint_rate),
        "bounce_rate": rounded(kpis.bounce_rate),
        "revenue_per_email": rounded(kpis.revenue_per_email),
        "lift": rounded(kpis.lift),
    }


def _day(kpis: Kpis) -> dict[str, Any]:
    return {"enrolled": kpis.of_goals(Metric.ENROLLED)} | _counts(kpis)


def _counts(kpis: Kpis) -> dict[str, Any]:
    return {
        **{name: kpis.count(metric) for name, metric in _COUNTS.items()},
        **{name: kpis.of_goals(metric) for name, metric in _GOALS.items()},
        "revenue": float(kpis.revenue),
    }


def _list(growth: ListKpis) -> dict[str, Any]:
    return {
        "growth_rate": rounded(growth.growth_rate),
        "start": growth.start,
        "end": growth.end,
        "gained": dict(growth.gained),
        "lost": dict(growth.lost),
    }
