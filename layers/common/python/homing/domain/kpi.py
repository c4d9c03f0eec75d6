"""From counters to KPIs: what is divided by what, said once for report, dashboard and terminal."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from homing.domain.figures import Cell, Metric, Totals

ZERO, ONE = Decimal(0), Decimal(1)

Counts = Mapping[str, Decimal]
"""Metrics by name; one that is absent is zero."""


def rate(part: Decimal, base: Decimal) -> Decimal | None:
    """A share from 0 to 1; None where there is nothing to divide by.

    Held to 1, for an open may overtake the news of its delivery, and a bounce takes back the delivery of
    what a scanner had opened.
    """
    return min(ONE, max(ZERO, part) / base) if base > 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kpis:
    """The KPIs of a message, a workflow or all of them.

    `mails` are the counts of messages; `goals` those of what may convert: the message itself (its base is
    what was delivered), or a workflow's enrollments (its base is whom it reached).
    """

    mails: Counts
    goals: Counts
    base: Metric

    def count(self, metric: Metric) -> int:
        """How many messages."""
        return int(self.mails.get(metric.value, ZERO))

    def of_goals(self, metric: Metric) -> int:
        """How many of what may convert."""
        return int(self.goals.get(metric.value, ZERO))

    @property
    def open_rate(self) -> Decimal | None:
        return self._rate(Metric.OPENED, Metric.TRACKED)

    @property
    def machine_open_rate(self) -> Decimal | None:
        tracked = self._mails(Metric.TRACKED)
        left_by_people = tracked - min(tracked, self._mails(Metric.OPENED))
        return rate(min(left_by_people, self._mails(Metric.MACHINE_ONLY_OPENED)), tracked)

    @property
    def open_rate_all(self) -> Decimal | None:
        opened = self._mails(Metric.OPENED) + self._mails(Metric.MACHINE_ONLY_OPENED)
        return rate(opened, self._mails(Metric.TRACKED))

    @property
    def click_rate(self) -> Decimal | None:
        return self._rate(Metric.CLICKED, Metric.DELIVERED)

    @property
    def machine_click_rate(self) -> Decimal | None:
        return self._rate(Metric.MACHINE_ONLY_CLICKED, Metric.DELIVERED)

    @property
    def click_to_open_rate(self) -> Decimal | None:
        seen = self._mails(Metric.CLICKED) - self._mails(Metric.CLICKED_UNSEEN)
        return rate(seen, self._mails(Metric.OPENED))

    @property
    def conversion_rate(self) -> Decimal | None:
        return self._goal_rate(Metric.CONVERTED)

    @property
    def credited_rate(self) -> Decimal | None:
        return self._goal_rate(Metric.CREDITED)

    @property
    def unsubscribe_rate(self) -> Decimal | None:
        return self._rate(Metric.UNSUBSCRIBED, Metric.DELIVERED)

    @property
    def complaint_rate(self) -> Decimal | None:
        return self._rate(Metric.COMPLAINED, Metric.DELIVERED)

    @property
    def bounce_rate(self) -> Decimal | None:
        return self._rate(Metric.BOUNCED, Metric.SENT)

    @property
    def revenue(self) -> Decimal:
        return self._mails(Metric.REVENUE)

    @property
    def revenue_per_email(self) -> Decimal | None:
        delivered = self._mails(Metric.DELIVERED)
        return self.revenue / delivered if delivered > 0 else None

    def _mails(self, metric: Metric) -> Decimal:
        return self.mails.get(metric.value, ZERO)

    def _rate(self, part: Metric, base: Metric) -> Decimal | None:
        return rate(self._mails(part), self._mails(base))

    def _goal_rate(self, part: Metric) -> Decimal | None:
        return rate(self.goals.get(part.value, ZERO), self.goals.get(self.base.value, ZERO))


def message_kpis(totals: Totals) -> Kpis:
    """KPIs of messages: of one step, or of a language or variant across steps."""
    mails = summed(totals, lambda cell: bool(cell.step))
    return Kpis(mails=mails, goals=mails, base=Metric.DELIVERED)


def workflow_kpis(totals: Totals) -> Kpis:
    """KPIs of workflows; who converted and who was reached is counted in the cells without a step."""
    return Kpis(
        mails=summed(totals, lambda cell: bool(cell.step)),
        goals=summed(totals, lambda cell: not cell.step),
        base=Metric.REACHED,
    )


def added_up(parts: Sequence[Kpis]) -> Kpis:
    """Several workflows' KPIs as one."""
    sums: tuple[dict[str, Decimal], dict[str, Decimal]] = ({}, {})
    for each in parts:
        for kept, counts in zip(sums, (each.mails, each.goals), strict=True):
            for name, amount in counts.items():
                kept[name] = kept.get(name, ZERO) + amount
    return Kpis(mails=sums[0], goals=sums[1], base=Metric.REACHED)


def summed(totals: Totals, wanted: Callable[[Cell], bool] = lambda _: True) -> Counts:
    """The counts of the wanted cells together."""
    sums: dict[str, Decimal] = {}
    for cell, metrics in totals.items():
        for name, amount in metrics.items() if wanted(cell) else ():
            sums[name] = sums.get(name, ZERO) + amount
    return sums


def split(totals: Totals, by: Callable[[Cell], str]) -> dict[str, Totals]:
    """The cells apart by day, step, language or variant, in the order of the names."""
    parts: dict[str, dict[Cell, Mapping[str, Decimal]]] = {}
    for cell, metrics in totals.items():
        parts.setdefault(by(cell), {})[cell] = metrics
    return dict(sorted(parts.items()))
