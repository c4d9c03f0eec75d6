"""The part of the report that tells where people act: the links of each mail, and what came after them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from homing.domain.figures import Metric, Totals, links_of
from homing.domain.kpi import ZERO, Counts, rate, split, summed
from homing.services import ports
from homing.services.kpis_json import rounded

MOST_LINKS = 30
"""So many links of a mail are told, the most followed first; the rest stand together."""

OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkReport:
    """One link of a mail: who followed it, of all to whom the mail was delivered, and what came of that.

    A mail that was clicked in two places counts once for each; its credit goes to the last one alone.
    """

    link: str
    clicked: int
    click_rate: Decimal | None
    converted: int
    credited: int
    revenue: Decimal


Links = Mapping[str, tuple[LinkReport, ...]]
"""Of each step, the most followed first."""


def read_links(figures: ports.Figures, workflow: str, first: date, last: date, mails: Totals) -> Totals:
    """The counters of a workflow's links; nothing is read where nobody clicked."""
    clicked = any(metrics.get(Metric.CLICKED.value) for metrics in mails.values())
    return figures.totals(links_of(workflow), first, last) if clicked else {}


def links_report(links: Totals, mails: Totals) -> Links:
    """The links of a workflow's mails."""
    delivered = {step: summed(cells) for step, cells in split(mails, lambda cell: cell.step).items()}
    by_step = split(links, lambda cell: cell.step)
    told = {step: _links(cells, delivered.get(step, {})) for step, cells in by_step.items()}
    return {step: links for step, links in told.items() if links}


def links_json(links: Links) -> dict[str, Any]:
    """The links as `report.json` tells them."""
    return {step: [_link_json(each) for each in of_step] for step, of_step in links.items()}


def _links(cells: Totals, mails: Counts) -> tuple[LinkReport, ...]:
    every = {name: summed(of) for name, of in split(cells, lambda cell: cell.variant).items()}
    by_link = {name: counts for name, counts in every.items() if any(counts.values())}
    ranked = sorted(by_link.items(), key=lambda each: (-each[1].get(Metric.CLICKED.value, ZERO), each[0]))
    delivered = mails.get(Metric.DELIVERED.value, ZERO)
    told = [_link(name, counts, delivered) for name, counts in ranked[:MOST_LINKS]]
    rest = [counts for _, counts in ranked[MOST_LINKS:]]
    if rest:
        told.append(_link(OTHER, _together(rest), ZERO))
    return tuple(told)


def _link(name: str, counts: Counts, delivered: Decimal) -> LinkReport:
    clicked = counts.get(Metric.CLICKED.value, ZERO)
    return LinkReport(
        link=name,
        clicked=int(clicked),
        click_rate=rate(clicked, delivered),
        converted=int(counts.get(Metric.CONVERTED.value, ZERO)),
        credited=int(counts.get(Metric.CREDITED.value, ZERO)),
        revenue=counts.get(Metric.REVENUE.value, ZERO),
    )


def _together(parts: Sequence[Counts]) -> Counts:
    names = {name for part in parts for name in part}
    return {name: sum((part.get(name, ZERO) for part in parts), ZERO) for name in names}


def _link_json(link: LinkReport) -> dict[str, Any]:
    return {
        "link": link.link,
        "clicked": link.clicked,
        "click_rate": rounded(link.click_rate),
        "converted": link.converted,
        "credited": link.credited,
        "revenue": float(link.revenue),
    }
