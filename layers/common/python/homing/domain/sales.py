"""The shop's orders of a period, by what earned them: credited and uncredited come to all of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from homing.domain.figures import ALL, Cell, Metric, Totals
from homing.domain.kpi import ZERO, Counts, rate, split, summed


@dataclass(frozen=True, slots=True, kw_only=True)
class Sales:
    """Some orders and their money, in one currency."""

    counts: Counts

    @property
    def orders(self) -> int:
        return self._count(Metric.ORDERS)

    @property
    def reduced(self) -> int:
        return self._count(Metric.REDUCED)

    @property
    def gross(self) -> Decimal:
        return self._sum(Metric.GROSS)

    @property
    def given_back(self) -> Decimal:
        return self._sum(Metric.GIVEN_BACK)

    @property
    def called_off(self) -> Decimal:
        return self._sum(Metric.CALLED_OFF)

    @property
    def net(self) -> Decimal:
        return self.gross - self.given_back - self.called_off

    @property
    def refund_rate(self) -> Decimal | None:
        return rate(self._sum(Metric.REDUCED), self._sum(Metric.ORDERS))

    @property
    def assisted(self) -> int:
        return self._count(Metric.ASSISTED)

    @property
    def assisted_revenue(self) -> Decimal:
        return self._sum(Metric.ASSISTED_REVENUE)

    def _sum(self, metric: Metric) -> Decimal:
        return self.counts.get(metric.value, ZERO)

    def _count(self, metric: Metric) -> int:
        return int(self._sum(metric))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """Orders of one currency by what earned them. `shop` was counted apart from what earned them."""

    shop: Sales
    credited: Sales
    uncredited: Sales
    workflows: Mapping[str, Sales]

    @property
    def difference(self) -> int:
        """Orders that are neither credited nor uncredited, or both: none, or a counter is wrong."""
        return self.shop.orders - self.credited.orders - self.uncredited.orders

    @property
    def net_difference(self) -> Decimal:
        """The money by which the two parts miss the shop's."""
        return self.shop.net - self.credited.net - self.uncredited.net


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrencyOrders:
    """The orders of a period in one currency, and those of each month."""

    currency: str
    whole: Reconciliation
    months: Mapping[str, Reconciliation]  # by YYYY-MM


def orders_by_currency(totals: Totals, currency: str) -> tuple[CurrencyOrders, ...]:
    """The orders of every currency that there were orders in, the shop's own first and always."""
    of_currency = split(totals, lambda cell: cell.currency)
    own = _of_currency(currency, of_currency.pop(currency, {}))
    others = (_of_currency(name, cells) for name, cells in of_currency.items())
    return (own, *(each for each in others if each.whole.shop.orders or each.whole.difference))


def _of_currency(currency: str, totals: Totals) -> CurrencyOrders:
    months = split(totals, lambda cell: cell.day[:7])
    return CurrencyOrders(
        currency=currency,
        whole=_reconciled(totals),
        months={month: _reconciled(cells) for month, cells in months.items()},
    )


def _reconciled(totals: Totals) -> Reconciliation:
    parts = {cell: metrics for cell, metrics in totals.items() if cell.variant != ALL}
    workflows = split({c: m for c, m in parts.items() if c.step}, _earned_by)
    return Reconciliation(
        shop=Sales(counts=summed(totals, lambda cell: cell.variant == ALL)),
        credited=Sales(counts=summed(parts, lambda cell: bool(cell.step))),
        uncredited=Sales(counts=summed(parts, lambda cell: not cell.step)),
        workflows={name: Sales(counts=summed(cells)) for name, cells in workflows.items()},
    )


def _earned_by(cell: Cell) -> str:
    return cell.step
