"""Reads off the counters what the mails of a workflow changed, of all who were assigned."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from homing.domain.assignment import HORIZONS, Arm, Horizon
from homing.domain.figures import Metric, Totals
from homing.domain.holdout import counted_for
from homing.domain.kpi import ZERO, Counts, summed
from homing.domain.lift import Comparison, Sample, compare_means, compare_shares, shares
from homing.domain.workflow import Workflow

Cells = Callable[[date, date], Totals]
"""The cells of one workflow from one day to another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Both:
    """How many contacts are in each arm."""

    treated: int
    held_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Afterwards:
    """What contacts did in so many days, of those whose days ended in the period."""

    days: int
    contacts: Both
    repeated: Comparison
    revenue: Comparison


@dataclass(frozen=True, slots=True, kw_only=True)
class Lift:
    """What the mails changed for who was assigned in the period, so far.

    `share` is held out. For `unfinished` contacts the time of the goal is not over. Without a goal there is
    no `conversion`.
    """

    share: Decimal
    days: int
    contacts: Both
    unfinished: int
    conversion: Comparison | None
    revenue: Comparison
    afterwards: tuple[Afterwards, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What became of the entries of the period in so many days, of those whose days are over.

    A cohort of earlier days, as a lift has, would be as many queries again for each workflow.
    """

    days: int
    entries: int
    repeated: Decimal | None
    revenue: Decimal | None


def entered(workflow: Workflow, totals: Totals, today: date) -> tuple[Entered, ...]:
    """What followed upon entries of a workflow that holds nobody out, whose cells are `totals`."""
    if workflow.holdout is not None:
        return ()
    return tuple(_entered(each, totals, (today - each.length).isoformat()) for each in HORIZONS)


def lift(
    workflow: Workflow, totals: Totals, cells: Cells, *, first: date, last: date, today: date
) -> Lift | None:
    """The lift of a period, whose cells are `totals`; None for a workflow without a holdout."""
    if workflow.holdout is None:
        return None
    treated, held_out = _arms(totals)
    since = (today - counted_for(workflow)).isoformat()
    unfinished = summed(totals, lambda cell: cell.day > since).get(Metric.ASSIGNED.value, ZERO)
    return Lift(
        share=workflow.holdout / 100,
        days=counted_for(workflow).days,
        contacts=_both(treated, held_out),
        unfinished=int(unfinished),
        conversion=_compare_shares(treated, held_out, Metric.MET) if workflow.goal is not None else None,
        revenue=compare_means(*(_spent(each, _IN_TIME) for each in (treated, held_out))),
        afterwards=tuple(_afterwards(each, cells, first, last) for each in HORIZONS),
    )


_IN_TIME = (Metric.BOUGHT, Metric.SPENT, Metric.SPENT_SQUARED)


def _afterwards(horizon: Horizon, cells: Cells, first: date, last: date) -> Afterwards:
    back = timedelta(days=horizon.days)
    treated, held_out = _arms(cells(first - back, last - back))
    spending = (horizon.bought, horizon.spent, horizon.spent_squared)
    return Afterwards(
        days=horizon.days,
        contacts=_both(treated, held_out),
        repeated=_compare_shares(treated, held_out, horizon.repeated),
        revenue=compare_means(*(_spent(each, spending) for each in (treated, held_out))),
    )


def _entered(horizon: Horizon, totals: Totals, until: str) -> Entered:
    over = {cell: metrics for cell, metrics in totals.items() if not cell.step and cell.day < until}
    bought = summed(over, lambda cell: cell.variant == Arm.ENTERED.value)
    entries = summed(over).get(Metric.ENROLLED.value, ZERO)
    return Entered(
        days=horizon.days,
        entries=int(entries),
        repeated=bought.get(horizon.repeated.value, ZERO) / entries if entries else None,
        revenue=bought.get(horizon.spent.value, ZERO) / entries if entries else None,
    )


def _arms(totals: Totals) -> tuple[Counts, Counts]:
    treated, held_out = (
        summed(totals, lambda cell, arm=arm: not cell.step and cell.variant == arm.value)  # type: ignore[misc]
        for arm in (Arm.TREATED, Arm.HELD_OUT)
    )
    return treated, held_out


def _both(treated: Counts, held_out: Counts) -> Both:
    return Both(treated=_count(treated, Metric.ASSIGNED), held_out=_count(held_out, Metric.ASSIGNED))


def _compare_shares(treated: Counts, held_out: Counts, metric: Metric) -> Comparison:
    arms = (shares(_count(each, Metric.ASSIGNED), _count(each, metric)) for each in (treated, held_out))
    return compare_shares(*arms)


def _spent(arm: Counts, metrics: tuple[Metric, Metric, Metric]) -> Sample:
    events, total, squares = metrics
    return Sample(
        contacts=_count(arm, Metric.ASSIGNED),
        total=arm.get(total.value, ZERO),
        squares=arm.get(squares.value, ZERO),
        events=_count(arm, events),
    )


def _count(arm: Mapping[str, Decimal], metric: Metric) -> int:
    return int(arm.get(metric.value, ZERO))
