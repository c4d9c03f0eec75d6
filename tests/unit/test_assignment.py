"""What is kept of who was assigned, and what it counts for."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from homing.domain.assignment import MOST_ORDERS, Arm, Assignment, Purchase, difference, tally
from homing.domain.figures import Metric

from tests.functional.contracts.samples import NOW, after

ASSIGNED = Assignment(
    workflow="welcome", contact_id="c-1", arm=Arm.TREATED, at=NOW, until=after(days=7), customer=False
)


def bought(worth: str, *, goal: bool = False, void: bool = False, **time: float) -> Purchase:
    return Purchase(at=after(**time), worth=Decimal(worth), meets_goal=goal, void=void)


def test_who_did_nothing_is_one_contact_and_no_more() -> None:
    assert {m for m, amount in tally(ASSIGNED).items() if amount} == {Metric.ASSIGNED}


def test_orders_count_from_the_assignment_for_the_time_of_the_goal_and_thirty_and_ninety_days() -> None:
    row = ASSIGNED
    for name, purchase in {
        "before": bought("1000", hours=-1),
        "that instant": bought("1000"),
        "soon": bought("100.50", days=1, goal=True),
        "late": bought("20", days=8, goal=True),
        "later": bought("3", days=31),
        "too late": bought("1000", days=91),
    }.items():
        row = row.bought(name, purchase)

    assert tally(row) == {
        Metric.ASSIGNED: 1,
        Metric.MET: 1,
        Metric.BOUGHT: 1,
        Metric.SPENT: Decimal("100.50"),
        Metric.SPENT_SQUARED: Decimal("10100.25"),
        Metric.BOUGHT_30: 1,
        Metric.REPEATED_30: 1,
        Metric.SPENT_30: Decimal("120.50"),
        Metric.SPENT_SQUARED_30: Decimal("14520.25"),
        Metric.BOUGHT_90: 1,
        Metric.REPEATED_90: 1,
        Metric.SPENT_90: Decimal("123.50"),
        Metric.SPENT_SQUARED_90: Decimal("15252.25"),
    }


def test_a_customer_who_buys_has_bought_again_and_a_newcomer_by_the_second_order() -> None:
    once = ASSIGNED.bought("o-1", bought("5", days=1))

    assert tally(once)[Metric.REPEATED_30] == 0
    assert tally(replace(once, customer=True))[Metric.REPEATED_30] == 1
    assert tally(replace(ASSIGNED, customer=True))[Metric.REPEATED_30] == 0


def test_a_refund_takes_off_what_it_gave_back_and_a_void_order_all_of_it() -> None:
    paid = ASSIGNED.bought("o-1", bought("100", days=1, goal=True))
    refunded = paid.bought("o-1", bought("40", days=1))
    void = refunded.bought("o-1", bought("0", days=1, void=True))

    assert difference(paid, refunded)[Metric.SPENT] == -60
    assert difference(paid, refunded)[Metric.SPENT_SQUARED] == 40**2 - 100**2
    assert tally(refunded)[Metric.MET] == 1
    assert tally(void) == tally(ASSIGNED)
    assert tally(void.bought("o-1", bought("100", days=1))) == tally(paid)


def test_a_goal_that_is_no_order_counts_once_and_in_time() -> None:
    assert tally(ASSIGNED.met(after(days=8)))[Metric.MET] == 0
    met = ASSIGNED.met(after(days=2))
    assert tally(met)[Metric.MET] == 1
    assert met.met(after(days=3)) == met


def test_who_proves_to_be_the_same_keeps_the_elders_arm_and_both_their_orders() -> None:
    elder = replace(ASSIGNED, arm=Arm.HELD_OUT).bought("o-1", bought("10", days=1))
    younger = replace(ASSIGNED, contact_id="c-2", at=after(days=2)).bought("o-2", bought("20", days=3))

    joined = elder.joined(younger.met(after(days=4)))

    assert (joined.contact_id, joined.arm, joined.at) == ("c-1", Arm.HELD_OUT, NOW)
    assert tally(joined)[Metric.SPENT] == 30
    assert tally(joined)[Metric.MET] == 1


def test_a_row_stays_small_though_a_program_orders_all_day() -> None:
    row = ASSIGNED
    for number in range(MOST_ORDERS + 50):
        row = row.bought(f"o-{number}", bought("1", minutes=number + 1))

    assert len(row.orders) == MOST_ORDERS
    assert row.bought("o-0", bought("0.50", minutes=1)).orders["o-0"].worth == Decimal("0.50")


def test_who_is_only_followed_counts_for_what_they_buy_and_not_as_assigned() -> None:
    entered = replace(ASSIGNED, arm=Arm.ENTERED, enrollment="welcome-1").bought("o-1", bought("5", days=1))

    assert {m for m, amount in tally(entered).items() if amount} == {
        Metric.BOUGHT_30,
        Metric.SPENT_30,
        Metric.SPENT_SQUARED_30,
        Metric.BOUGHT_90,
        Metric.SPENT_90,
        Metric.SPENT_SQUARED_90,
    }


def test_what_has_not_changed_counts_for_nothing() -> None:
    row = ASSIGNED.bought("o-1", bought("5", days=1))

    assert difference(row, row) == {}
    assert difference(None, row) == {m: n for m, n in tally(row).items() if n}
    assert difference(row, None) == {m: -n for m, n in tally(row).items() if n}
    assert row.followed_until == NOW + timedelta(days=90)
