"""The days of a report, or its weeks, as columns of a chart."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from homing.domain.figures import Metric
from homing.domain.kpi import ZERO, Kpis

DAILY_UP_TO = 35
"""A longer period is drawn by weeks: days of a small shop are noise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """A day or a week, its column in the box, and its figures."""

    first: date
    last: date
    left: float
    width: float
    sent: int = 0
    opened: int = 0
    clicked: int = 0
    converted: int = 0
    revenue: Decimal = ZERO

    @property
    def centre(self) -> float:
        return self.left + self.width / 2


def buckets(by_day: Mapping[str, Kpis], box: float) -> tuple[Bucket, ...]:
    """Columns that fill a box of that width: days, or weeks counted back from the newest day."""
    size = 7 if len(by_day) > DAILY_UP_TO else 1
    days = [(date.fromisoformat(day), kpis) for day, kpis in by_day.items()]
    ends = sorted(range(len(days), 0, -size))
    width = box / max(1, len(ends))
    columns = []
    for n, end in enumerate(ends):
        part = days[max(0, end - size) : end]
        columns.append(
            Bucket(
                first=part[0][0],
                last=part[-1][0],
                left=n * width,
                width=width,
                sent=sum(k.count(Metric.SENT) for _, k in part),
                opened=sum(k.count(Metric.OPENED) for _, k in part),
                clicked=sum(k.count(Metric.CLICKED) for _, k in part),
                converted=sum(k.of_goals(Metric.CONVERTED) for _, k in part),
                revenue=sum((k.revenue for _, k in part), ZERO),
            )
        )
    return tuple(columns)
