"""ports.Figures"""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from homing.domain.figures import LIST, Cell, Count, Metric, parts_of

from tests.functional.contracts.engines import Engine
from tests.functional.contracts.samples import DAY, counted, one


def test_counts_add_up_over_all_shards(engine: Engine) -> None:
    for n in range(40):
        engine.figures.add([one(Metric.SENT, f"welcome-{n}")])

    assert counted(engine.figures) == {"sent": 40}


def test_counts_of_one_call_add_up_in_one_cell(engine: Engine) -> None:
    amounts = [one(Metric.REVENUE, amount=Decimal("10.10")), one(Metric.REVENUE, amount=Decimal("-0.05"))]

    engine.figures.add([*amounts, one(Metric.SENT), one(Metric.SENT)])

    assert counted(engine.figures) == {"revenue": Decimal("10.05"), "sent": 2}


def test_a_part_of_a_metric_is_counted_beside_the_whole(engine: Engine) -> None:
    late = one(Metric.LATE)

    engine.figures.add([late, replace(late, of="quiet_hours"), late, replace(late, of="queue")])

    totals = counted(engine.figures)
    assert totals == {"late": 2, "late:quiet_hours": 1, "late:queue": 1}
    assert parts_of(Metric.LATE, totals) == {"queue": 1, "quiet_hours": 1}


def test_nothing_to_count_counts_nothing(engine: Engine) -> None:
    engine.figures.add([])

    assert counted(engine.figures) == {}


def test_a_cell_is_one_workflow_step_variant_locale_and_day(engine: Engine) -> None:
    day = DAY.isoformat()
    cells = [
        Cell(workflow="welcome", day=day),
        Cell(workflow="welcome", day=day, step="hello"),
        Cell(workflow="welcome", day=day, step="hello", locale="nb"),
        Cell(workflow="welcome", day=day, step="hello", variant="b", locale="nb"),
    ]
    others = [Cell(workflow="abandoned_cart", day=day), Cell(workflow=LIST, day=day, step="form")]
    for cell in cells + others:
        engine.figures.add([Count(cell=cell, metric=Metric.SENT, shard_key="m-1")])

    totals = engine.figures.totals("welcome", DAY, DAY)

    assert totals == {cell: {"sent": Decimal(1)} for cell in cells}


def test_totals_go_from_one_day_to_another_both_included(engine: Engine) -> None:
    days = [DAY + timedelta(days=n) for n in range(4)]
    for day in days:
        cell = Cell(workflow="welcome", day=day.isoformat(), step="hello")
        engine.figures.add([Count(cell=cell, metric=Metric.SENT, shard_key="m-1")])

    totals = engine.figures.totals("welcome", days[1], days[2])

    assert sorted(cell.day for cell in totals) == [days[1].isoformat(), days[2].isoformat()]


def test_more_cells_than_one_transaction_holds_are_counted(engine: Engine) -> None:
    cells = [Cell(workflow="welcome", day=DAY.isoformat(), step=f"s{n}") for n in range(120)]

    engine.figures.add([Count(cell=cell, metric=Metric.SENT, shard_key="m-1") for cell in cells])

    assert counted(engine.figures) == {"sent": 120}


def test_money_of_two_currencies_is_told_apart(engine: Engine) -> None:
    cells = [Cell(workflow="welcome", day=DAY.isoformat(), currency=each) for each in ("NOK", "EUR", "")]
    engine.figures.add(
        [Count(cell=cell, metric=Metric.REVENUE, amount=Decimal(n)) for n, cell in enumerate(cells, 1)]
    )

    assert engine.figures.totals("welcome", DAY, DAY) == {
        cell: {"revenue": Decimal(n)} for n, cell in enumerate(cells, 1)
    }
