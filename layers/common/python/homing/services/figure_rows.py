"""The counters as plain rows for other programs: one a cell, without anything that tells of a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from homing.domain.figures import ALL, OF, Metric, Totals, workflow_of_links
from homing.domain.kpi import ZERO

PLACE = ("day", "workflow", "step", "variant", "locale")
OF_A_LINK = (Metric.CLICKED, Metric.CONVERTED, Metric.CREDITED, Metric.REVENUE)
OF_THE_LIST = (Metric.GAINED, Metric.LOST)
OF_ORDERS = (Metric.ORDERS, Metric.GROSS, Metric.GIVEN_BACK, Metric.CALLED_OFF, Metric.REDUCED)
COUNTED = tuple(metric for metric in Metric if metric not in (*OF_THE_LIST, *OF_ORDERS))

Row = Mapping[str, str | Decimal]
"""Texts that say where, and amounts; money is an amount in shop money."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Rows of one kind under their columns, which stay the same whatever was counted."""

    kind: str
    columns: tuple[str, ...]
    rows: Sequence[Row]

    def of_day(self, day: str) -> "Sheet":
        """The rows of one day."""
        return Sheet(
            kind=self.kind, columns=self.columns, rows=[row for row in self.rows if row["day"] == day]
        )


def figures_sheet(totals: Totals, currency: str) -> Sheet:
    """Messages where a step is named, and enrollments where none is."""
    rows: list[Row] = [
        {
            **{name: str(getattr(cell, name)) for name in PLACE},
            "currency": cell.currency or currency,
            **{metric.value: metrics.get(metric.value, ZERO) for metric in COUNTED},
        }
        for cell, metrics in totals.items()
    ]
    return Sheet(
        kind="figures",
        columns=(*PLACE, "currency", *(metric.value for metric in COUNTED)),
        rows=sorted(rows, key=lambda row: [str(row[name]) for name in (*PLACE, "currency")]),
    )


def orders_sheet(totals: Totals, currency: str) -> Sheet:
    """The shop's orders by the day of the order: those that a workflow earned, and those that none did."""
    rows: list[Row] = [
        {
            "day": cell.day,
            "workflow": cell.step,
            "currency": cell.currency or currency,
            **{metric.value: metrics.get(metric.value, ZERO) for metric in OF_ORDERS},
        }
        for cell, metrics in totals.items()
        if cell.variant != ALL  # every order once more
    ]
    where = ("day", "workflow", "currency")
    return Sheet(
        kind="orders",
        columns=(*where, *(metric.value for metric in OF_ORDERS)),
        rows=sorted(rows, key=lambda row: [str(row[name]) for name in where]),
    )


def parts_sheet(totals: Totals) -> Sheet:
    """What was counted beside a metric, a part a row: why mails were late or skipped, what was clicked."""
    rows: list[Row] = [
        {
            **{name: str(getattr(cell, name)) for name in PLACE},
            "metric": metric,
            "part": part,
            "amount": amount,
        }
        for cell, metrics in totals.items()
        for metric, found, part, amount in ((*name.partition(OF), amount) for name, amount in metrics.items())
        if found
    ]
    columns = (*PLACE, "metric", "part", "amount")
    return Sheet(
        kind="parts",
        columns=columns,
        rows=sorted(rows, key=lambda row: [str(row[name]) for name in columns[:-1]]),
    )


def links_sheet(totals: Totals, currency: str) -> Sheet:
    """The links of the mails of one workflow or several, without what follows a question mark."""
    rows: list[Row] = [
        {
            "day": cell.day,
            "workflow": workflow_of_links(cell.workflow),
            "step": cell.step,
            "link": cell.variant,
            "currency": cell.currency or currency,
            **{metric.value: metrics.get(metric.value, ZERO) for metric in OF_A_LINK},
        }
        for cell, metrics in totals.items()
    ]
    where = ("day", "workflow", "step", "link")
    return Sheet(
        kind="links",
        columns=(*where, "currency", *(metric.value for metric in OF_A_LINK)),
        rows=sorted(rows, key=lambda row: [str(row[name]) for name in where]),
    )


def list_sheet(totals: Totals) -> Sheet:
    """Who came to the list and who left it, by cause."""
    rows: list[Row] = [
        {
            "day": cell.day,
            "cause": cell.step,
            **{metric.value: metrics.get(metric.value, ZERO) for metric in OF_THE_LIST},
        }
        for cell, metrics in totals.items()
    ]
    return Sheet(
        kind="list",
        columns=("day", "cause", *(metric.value for metric in OF_THE_LIST)),
        rows=sorted(rows, key=lambda row: [str(row["day"]), str(row["cause"])]),
    )
