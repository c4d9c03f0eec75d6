"""The part of the report that says what changed, and its JSON."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from homing.domain.chance import Share, wilson
from homing.domain.figures import Totals
from homing.domain.findings import Finding
from homing.domain.insight_words import look, says
from homing.domain.insights import FALSE_SHARE, Counted, Insights, insights
from homing.domain.workflow import Workflow
from homing.services import ports
from homing.services.report_links import read_links

_SIGNIFICANT = 6


def what_changed(
    figures: ports.Figures,
    workflows: Sequence[Workflow],
    totals: Mapping[str, Totals],
    links: Mapping[str, Totals],
    first: date,
    last: date,
    today: date,
) -> Insights:
    """The period against the one of the same length before it.

    Where nothing was sent before, its later half against its earlier one.
    """
    length = last - first + timedelta(days=1)
    since = first - length
    earlier = {each.name: figures.totals(each.name, since, first - timedelta(days=1)) for each in workflows}
    links_before = {
        name: read_links(figures, name, since, first - timedelta(days=1), mails)
        for name, mails in earlier.items()
    }
    if not any(earlier.values()):
        since, first = first, last - length // 2 + timedelta(days=1)
        earlier = {name: _days(cells, since, first - timedelta(days=1)) for name, cells in totals.items()}
        links_before = {name: _days(cells, since, first - timedelta(days=1)) for name, cells in links.items()}
        totals = {name: _days(cells, first, last) for name, cells in totals.items()}
        links = {name: _days(cells, first, last) for name, cells in links.items()}
    counted = [
        Counted(
            workflow=each.name,
            now=totals[each.name],
            before=earlier[each.name],
            links=links[each.name],
            links_before=links_before[each.name],
            goal_days=each.goal.within.days + 1 if each.goal else 0,
        )
        for each in workflows
    ]
    return insights(counted, today, first=first, since=since)


def insights_json(told: Insights, titles: Mapping[str, str]) -> dict[str, Any]:
    """What was found, the surest first, and out of how much."""
    return {
        "period": {"first": told.first.isoformat(), "against_first": told.since.isoformat()},
        "compared": told.compared,
        "false_share": FALSE_SHARE,
        "found": [_finding(each, titles) for each in told.found],
    }


def _finding(found: Finding, titles: Mapping[str, str]) -> dict[str, Any]:
    return {
        "kind": found.kind.value,
        "workflow": found.workflow or None,
        "step": found.step or None,
        "of": found.of or None,
        "measure": found.measure.name,
        "good": found.good,
        "now": _share(found.now),
        "against": _share(found.against),
        "test": found.test,
        "p_value": _rounded(found.p_value),
        "adjusted": _rounded(found.adjusted),
        "says": says(found, titles),
        "look": look(found),
    }


def _share(share: Share) -> dict[str, Any]:
    low, high = wilson(share)
    rate = {"rate": share.rate, "low": low, "high": high}
    return {"part": share.part, "base": share.base} | {name: round(each, 4) for name, each in rate.items()}


def _rounded(p_value: float) -> float:
    return float(f"{p_value:.{_SIGNIFICANT}g}")


def _days(totals: Totals, first: date, last: date) -> Totals:
    days = first.isoformat(), last.isoformat()
    return {cell: metrics for cell, metrics in totals.items() if days[0] <= cell.day <= days[1]}
