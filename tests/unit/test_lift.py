"""What the mails changed, and how sure that is."""

import random
from decimal import Decimal

import pytest
from homing.domain.chance import CONFIDENCE
from homing.domain.lift import Comparison, Sample, compare_means, compare_shares, newcombe, shares

RUNS = 2_000
THREE_STANDARD_ERRORS = 3 * (CONFIDENCE * (1 - CONFIDENCE) / RUNS) ** 0.5


def spending(each: list[Decimal], contacts: int) -> Sample:
    squares = sum((amount * amount for amount in each), Decimal(0))
    return Sample(contacts=contacts, total=sum(each, Decimal(0)), squares=squares, events=len(each))


def covers(compared: Comparison, true: float) -> bool:
    assert compared.low is not None
    assert compared.high is not None
    return float(compared.low) <= true <= float(compared.high)


@pytest.mark.parametrize(
    ("treated", "held_out", "low", "high"),
    [
        ((56, 70), (48, 80), "0.0524", "0.3339"),
        ((9, 10), (3, 10), "0.1705", "0.8090"),
        ((5, 56), (0, 29), "-0.0381", "0.1926"),
        ((0, 10), (0, 20), "-0.1611", "0.2775"),
    ],
)
def test_the_interval_of_two_shares_is_the_one_that_newcombe_printed(
    treated: tuple[int, int], held_out: tuple[int, int], low: str, high: str
) -> None:
    found = newcombe(shares(treated[1], treated[0]), shares(held_out[1], held_out[0]))

    assert [round(each, 4) for each in found] == [Decimal(low), Decimal(high)]


def test_the_interval_of_two_means_is_students() -> None:
    # By hand: means 2 and 1, both variances 100/99, 198 degrees of freedom, of which t is 1.9720.
    one = Sample(contacts=100, total=Decimal(200), squares=Decimal(500), events=80)
    other = Sample(contacts=100, total=Decimal(100), squares=Decimal(200), events=60)

    compared = compare_means(one, other)

    assert compared.low is not None
    assert abs(compared.low - Decimal("0.7197")) < Decimal("0.0002")
    assert compared.distinguishable
    assert compared.relative == 1


@pytest.mark.parametrize(("mailed", "left_out"), [(900, 100), (180, 20)])
def test_the_interval_of_shares_holds_the_truth_95_times_in_100(mailed: int, left_out: int) -> None:
    draw = random.Random(47)
    held = 0
    for _ in range(RUNS):
        one, other = (sum(draw.random() < p for _ in range(n)) for p, n in ((0.15, mailed), (0.1, left_out)))
        held += covers(compare_shares(shares(mailed, one), shares(left_out, other)), 0.05)

    assert abs(held / RUNS - CONFIDENCE) <= THREE_STANDARD_ERRORS


def test_the_interval_of_money_holds_the_truth_95_times_in_100_though_few_spend_and_some_much() -> None:
    draw = random.Random(48)

    def spent(contacts: int) -> Sample:
        buyers = sum(draw.random() < 0.1 for _ in range(contacts))
        return spending([Decimal(round(draw.lognormvariate(6, 0.8))) for _ in range(buyers)], contacts)

    draws = [(spent(900), spent(100)) for _ in range(RUNS)]

    said = [compare_means(*each) for each in draws]
    held = sum(covers(each, 0.0) for each in said) / RUNS
    flattering = sum(each.low is not None and each.low > 0 for each in said) / RUNS
    assert abs(held - CONFIDENCE) <= THREE_STANDARD_ERRORS
    assert flattering <= (1 - CONFIDENCE) / 2
    # What Welch's interval, each arm with its own variance, would have said of the same draws.
    assert sum(welch_low(*each) > 0 for each in draws) / RUNS > 0.06


def welch_low(one: Sample, other: Sample) -> Decimal:
    spread = one.variance / one.contacts + other.variance / other.contacts
    return one.mean - other.mean - Decimal("1.98") * spread.sqrt()


def test_a_lift_that_is_there_is_found_by_as_many_contacts_as_were_said_to_show_it() -> None:
    draw = random.Random(49)
    first = compare_shares(shares(900, 99), shares(100, 8))
    assert not first.distinguishable
    assert first.more is not None
    assert first.visible == Decimal("0.03")
    contacts = 1000 + first.more
    arms = ((0.11, contacts * 9 // 10), (0.08, contacts // 10))

    found = 0
    for _ in range(200):
        one, other = (shares(n, round(draw.gauss(n * p, (n * p * (1 - p)) ** 0.5))) for p, n in arms)
        found += compare_shares(one, other).distinguishable

    assert 0.70 <= found / 200 <= 0.90


@pytest.mark.parametrize(
    ("treated", "held_out"),
    [
        (shares(900, 90), shares(19, 10)),
        (shares(19, 10), shares(900, 100)),
        (shares(900, 3), shares(100, 1)),
        (shares(0, 0), shares(0, 0)),
    ],
)
def test_of_too_few_nothing_is_said(treated: Sample, held_out: Sample) -> None:
    for compared in (compare_shares(treated, held_out), compare_means(treated, held_out)):
        assert compared.low is None
        assert not compared.distinguishable


def test_money_takes_more_contacts_than_shares_do() -> None:
    treated, held_out = shares(900, 90), shares(99, 10)

    assert compare_shares(treated, held_out).low is not None
    assert compare_means(treated, held_out).low is None


def test_a_lift_upon_nothing_has_no_relation_to_it() -> None:
    assert compare_shares(shares(900, 90), shares(100, 0)).relative is None


def test_where_all_spend_the_same_there_is_no_chance_to_judge_by() -> None:
    same = Sample(contacts=100, total=Decimal(100), squares=Decimal(100), events=100)

    assert compare_means(same, same).low is None


def test_money_is_exact_to_the_cent_however_much_there_is() -> None:
    amounts = [Decimal("1234567.89"), Decimal("0.01")]

    assert spending(amounts, 2).variance == (amounts[0] - amounts[1]) ** 2 / 2
