"""How the mailable list grew: who was there, who came and who went, by cause."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from homing.domain.figures import Metric, Totals
from homing.domain.kpi import ZERO, split, summed


@dataclass(frozen=True, slots=True, kw_only=True)
class ListKpis:
    """The mailable list over a period: people at its start, and who came and went by cause."""

    start: int
    gained: Mapping[str, int]
    lost: Mapping[str, int]

    @property
    def end(self) -> int:
        return self.start + sum(self.gained.values()) - sum(self.lost.values())

    @property
    def growth_rate(self) -> Decimal | None:
        return Decimal(self.end - self.start) / self.start if self.start > 0 else None


def list_kpis(totals: Totals, first_day: str) -> ListKpis:
    """The list from `first_day` on; the days before it make its start, so `totals` begin with the shop."""
    before = summed(totals, lambda cell: cell.day < first_day)
    since = split({c: metrics for c, metrics in totals.items() if c.day >= first_day}, lambda cell: cell.step)
    by_cause = {cause: summed(cells) for cause, cells in since.items()}

    def people(metric: Metric) -> dict[str, int]:
        return {cause: int(sums[metric.value]) for cause, sums in by_cause.items() if sums.get(metric.value)}

    start = before.get(Metric.GAINED.value, ZERO) - before.get(Metric.LOST.value, ZERO)
    return ListKpis(start=int(start), gained=people(Metric.GAINED), lost=people(Metric.LOST))
