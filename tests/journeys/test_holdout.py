"""A share of the contacts gets nothing; what all of them do is counted, and the same in any order."""

import json
import random
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from homing import bootstrap
from homing.domain.assignment import Arm, Assignment, difference
from homing.domain.figures import Cell, day_of
from homing.services.report_json import report_json

from tests.builders import DAY, HOUR, MINUTE, Json, at, order, refund, stamp, subscriber, webhook
from tests.journeys.conftest import Story, play
from tests.journeys.small import shop_of

START = at("2026-03-02 00:00")
SERIES = """
name: series
trigger: {type: event, event: Subscribed}
goal: {event: Order Completed, within: 7d}
holdout: 40
steps:
  - {id: hello, type: email, purpose: marketing, hours: any}
  - {id: day_2, type: wait, day: 2}
  - {id: more, type: email, purpose: marketing, hours: any}
"""
PEOPLE = range(1, 31)
JOIN = [webhook("customers/create", subscriber(n, at=START + n * HOUR), at=START + n * HOUR) for n in PEOPLE]


@pytest.fixture(scope="module")
def flows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shop_of(tmp_path_factory.mktemp("flows"), SERIES)


def tell(flows: Path, *told: str, days: int = 100) -> Story:
    story = play([*JOIN, *told], start=START, days=days, workflows=flows)
    assert story.account.crashes == []
    assert story.account.dead_letters() == []
    return story


def rows(story: Story) -> dict[int, Assignment]:
    """By the number of the person."""
    aliases = story.account.tables.aliases
    assigned = story.account.tables.assignments
    return {n: row for n in PEOPLE for row in assigned.get(aliases[f"customer#{n}"], {}).values()}


def counters(story: Story) -> dict[Cell, dict[str, Decimal]]:
    arms = {each.value for each in Arm}
    found = {
        cell: {name: amount for name, amount in metrics.items() if amount}
        for cell, metrics in story.account.tables.figures.items()
        if not cell.step and cell.variant in arms
    }
    return {cell: metrics for cell, metrics in found.items() if metrics}


def recounted(story: Story) -> dict[Cell, dict[str, Decimal]]:
    sums: dict[Cell, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for of_contact in story.account.tables.assignments.values():
        for row in of_contact.values():
            cell = Cell(workflow=row.workflow, day=day_of(row.at, "Europe/Oslo"), variant=row.arm.value)
            for metric, amount in difference(None, row).items():
                sums[cell][metric.value] += amount
    return {cell: dict(metrics) for cell, metrics in sums.items()}


def in_all(story: Story, arm: Arm) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for cell, metrics in counters(story).items():
        for name, amount in metrics.items() if cell.variant == arm.value else ():
            sums[name] += amount
    return dict(sums)


def bought(number: int, by: int, day: float, **changes: Any) -> str:
    body = order(number, at=START + day * DAY, token=None, by=by, **changes)
    return webhook("orders/create", body, at=START + day * DAY + MINUTE)


def test_the_held_out_get_nothing_and_all_are_assigned_once(flows: Path) -> None:
    story = tell(flows)

    held = {n for n, row in rows(story).items() if row.arm is Arm.HELD_OUT}
    assert len(rows(story)) == len(PEOPLE)
    assert 5 <= len(held) <= 20
    mailed = {line["email"] for line in story.of("sent")}
    assert mailed == {f"person{n}@example.com" for n in PEOPLE if n not in held}
    assert len(story.of("refused", reason="holdout")) == len(held)
    assert in_all(story, Arm.HELD_OUT) == {"assigned": len(held)}
    assert in_all(story, Arm.TREATED) == {"assigned": len(PEOPLE) - len(held)}


def test_orders_refunds_and_cancellations_of_both_arms_count_to_the_cent(flows: Path) -> None:
    arms = {n: row.arm for n, row in rows(tell(flows, days=3)).items()}
    treated, held = (
        next(n for n, arm in arms.items() if arm is each) for each in (Arm.TREATED, Arm.HELD_OUT)
    )
    also_held = next(n for n, arm in arms.items() if arm is Arm.HELD_OUT and n != held)
    back = START + 20 * DAY
    told = [
        bought(1, treated, 4),  # 298.00 within the week
        bought(2, treated, 20),  # 298.00 within thirty days
        bought(3, held, 5),  # 298.00, of which 98.50 goes back
        webhook("refunds/create", refund(1, 3, "98.50", at=back), at=back),
        bought(4, held, 60),  # 298.00 within ninety days
        bought(5, also_held, 4, financial_status="pending"),  # called off before it was paid
        webhook(
            "orders/cancelled",
            order(5, at=START + 4 * DAY, token=None, by=also_held, financial_status="voided")
            | {"cancelled_at": stamp(back), "updated_at": stamp(back)},
            at=back,
        ),
        bought(6, also_held, 5, test=True),
        # Before the shop changed its currency: an order, whose worth is none of the sum's.
        bought(
            7,
            also_held,
            6,
            currency="SEK",
            total_price_set={"shop_money": {"amount": "300.00", "currency_code": "SEK"}},
        ),
    ]

    story = tell(flows, *told)

    assert {name: amount for name, amount in in_all(story, Arm.TREATED).items() if name != "assigned"} == {
        "met": 1,
        "bought": 1,
        "spent": Decimal("298.00"),
        "spent_squared": Decimal("88804.00"),
        "bought_30": 1,
        "repeated_30": 1,
        "spent_30": Decimal("596.00"),
        "spent_squared_30": Decimal("355216.00"),
        "bought_90": 1,
        "repeated_90": 1,
        "spent_90": Decimal("596.00"),
        "spent_squared_90": Decimal("355216.00"),
    }
    assert {name: amount for name, amount in in_all(story, Arm.HELD_OUT).items() if name != "assigned"} == {
        "met": 2,
        "bought": 2,
        "spent": Decimal("199.50"),
        "spent_squared": Decimal("39800.25"),
        "bought_30": 2,
        "spent_30": Decimal("199.50"),
        "spent_squared_30": Decimal("39800.25"),
        "bought_90": 2,
        "repeated_90": 1,
        "spent_90": Decimal("497.50"),
        "spent_squared_90": Decimal("247506.25"),
    }
    assert counters(story) == recounted(story)


def _storm(draw: random.Random) -> list[tuple[str, Json, Any]]:
    """Orders of everybody, some of whom send them back, call them off, or prove to be another."""
    told: list[tuple[str, Json, Any]] = []
    for number in range(60):
        by, when = draw.choice(PEOPLE), START + draw.uniform(2, 70) * DAY
        status = draw.choice(["paid", "pending"])
        body = order(number, at=when, token=None, by=by, financial_status=status)
        told.append(("orders/create", body, when))
        happens = draw.random()
        later = when + draw.uniform(0.001, 20) * DAY
        if happens < 0.3:
            told.append(("refunds/create", refund(number, number, "48.10", at=later), later))
        elif happens < 0.5:
            off = body | {"cancelled_at": stamp(later), "updated_at": stamp(later)}
            told.append(("orders/cancelled", off, later))
        elif happens < 0.7:
            told.append(("orders/paid", body | {"financial_status": "paid"}, later))
    for kept, gone in ((1, 2), (3, 4)):
        when = START + draw.uniform(2, 70) * DAY
        merge = {
            "admin_graphql_api_customer_kept_id": f"gid://shopify/Customer/{kept}",
            "admin_graphql_api_customer_deleted_id": f"gid://shopify/Customer/{gone}",
            "status": "completed",
        }
        told.append(("customers/merge", merge, when))
    return told


def _delivered(told: Sequence[tuple[str, Json, Any]], draw: random.Random | None) -> list[str]:
    """Once each and in time; or some twice, and each up to a day late, which swaps many."""
    lines = []
    for number, (topic, body, when) in enumerate(told):
        late = 0.0 if draw is None else draw.choice([0, 0, draw.uniform(0, 1)])
        lines.append(webhook(topic, body, at=when + MINUTE + late * DAY, id=f"w-{number}"))
        if draw is not None and draw.random() < 0.3:
            lines.append(webhook(topic, body, at=when + 2 * MINUTE + late * DAY, id=f"again-{number}"))
    return lines


@pytest.mark.parametrize("seed", range(4))
def test_counters_equal_a_recount_after_duplicates_and_disorder(flows: Path, seed: int) -> None:
    told = _storm(random.Random(seed))

    story = tell(flows, *_delivered(told, random.Random(seed + 100)))

    assert counters(story) == recounted(story)
    in_order = tell(flows, *_delivered([each for each in told if each[0] != "customers/merge"], None))
    again = [each for each in told if each[0] != "customers/merge"]
    assert counters(tell(flows, *_delivered(again, random.Random(seed)))) == counters(in_order)


def test_who_proves_to_be_another_is_one_contact_in_the_elders_arm(flows: Path) -> None:
    arms = {n: row.arm for n, row in rows(tell(flows, days=3)).items()}
    elder = next(n for n in PEOPLE if arms[n] is not arms[n + 1])
    younger = elder + 1
    body = {
        "admin_graphql_api_customer_kept_id": f"gid://shopify/Customer/{elder}",
        "admin_graphql_api_customer_deleted_id": f"gid://shopify/Customer/{younger}",
        "status": "completed",
    }
    when = START + 5 * DAY

    story = tell(flows, bought(1, younger, 4), webhook("customers/merge", body, at=when))

    kept = rows(story)[elder]
    assert kept.arm is arms[elder]
    assert len(kept.orders) == 1
    assert sum(in_all(story, arm)["assigned"] for arm in (Arm.TREATED, Arm.HELD_OUT)) == len(PEOPLE) - 1
    assert counters(story) == recounted(story)


def test_who_leaves_counts_on_as_they_were_assigned(flows: Path) -> None:
    arms = {n: row.arm for n, row in rows(tell(flows, days=3)).items()}
    treated = next(n for n, arm in arms.items() if arm is Arm.TREATED)
    leave = json.dumps(
        {
            "at": stamp(START + 3 * DAY),
            "source": "recipient",
            "email": f"person{treated}@example.com",
            "action": "unsubscribe",
        }
    )

    story = tell(flows, leave, bought(1, treated, 4))

    assert in_all(story, Arm.TREATED)["spent"] == Decimal("298.00")


def test_the_report_says_that_so_few_cannot_be_told_from_nothing(flows: Path) -> None:
    story = tell(flows, bought(1, 1, 4), days=10)
    bootstrap.install(story.account.neighbours)
    report = bootstrap.summarize().between(START, START + 10 * DAY)
    lift = report_json(report)["workflows"]["series"]["kpis"]["lift"]

    assert lift["holdout"] == 0.4
    assert sum(lift["contacts"][arm] for arm in ("treated", "held_out")) == len(PEOPLE)
    assert not lift["conversion"]["distinguishable"]
    assert lift["conversion"]["low"] is None
    assert lift["revenue_per_contact"]["says"].startswith("Not yet distinguishable from zero")
    assert lift["after_30_days"]["contacts"] == {"treated": 0, "held_out": 0}


class Crash(Exception):
    """The function dies here."""


def test_a_crash_at_any_write_of_orders_and_assignments_counts_nothing_twice_or_never(flows: Path) -> None:
    later = START + 12 * DAY
    body = {
        "admin_graphql_api_customer_kept_id": "gid://shopify/Customer/1",
        "admin_graphql_api_customer_deleted_id": "gid://shopify/Customer/2",
        "status": "completed",
    }
    told = [
        *JOIN[:3],
        *(bought(n, n, 4 + n) for n in (1, 2, 3)),
        webhook("refunds/create", refund(1, 2, "98.50", at=later), at=later),
        webhook("customers/merge", body, at=later + DAY),
        bought(4, 2, 14),
    ]
    calls: list[str] = []

    def run(at_call: int | None) -> Story:
        calls.clear()

        def trip(call: str) -> None:
            calls.append(call)
            if len(calls) - 1 == at_call:
                raise Crash(call)

        return play(told, start=START, days=20, workflows=flows, trip=trip)

    undisturbed = counters(run(None))
    struck = [
        n for n, call in enumerate(calls) if call.endswith(("assignments.put", "orders.put", "contacts.join"))
    ]
    assert len(struck) >= 20
    for at_call in struck:
        story = run(at_call)
        assert story.account.dead_letters() == []
        assert counters(story) == recounted(story) == undisturbed, calls[at_call]
