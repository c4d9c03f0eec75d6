"""Two shares, and how far apart they may lie by chance: against published figures and against enumeration."""

import random
from math import comb

import pytest
from homing.domain.chance import APPROXIMATE, EXACT, Share, adjusted, compare, wilson
from hypothesis import given
from hypothesis import strategies as st


def test_a_lady_who_tells_three_of_four_cups_of_tea_may_have_guessed() -> None:
    # Fisher, The Design of Experiments, 1935: 34 of 70 ways, both sides together.
    verdict = compare(Share(3, 4), Share(1, 4))

    assert verdict.test == EXACT
    assert verdict.p_value == pytest.approx(34 / 70)


def test_large_counts_are_judged_by_the_normal_curve() -> None:
    # z = (0.02 - 0.01) / sqrt(0.015 * 0.985 * 2 / 10000) = 5.8170, twice the tail beyond it is 5.99e-9.
    verdict = compare(Share(200, 10_000), Share(100, 10_000))

    assert verdict.test == APPROXIMATE
    assert verdict.p_value == pytest.approx(5.99e-9, rel=0.01)


@given(
    part=st.integers(0, 12), base=st.integers(0, 12), other=st.integers(0, 12), other_base=st.integers(0, 12)
)
def test_small_counts_are_judged_as_by_counting_every_table(
    part: int, base: int, other: int, other_base: int
) -> None:
    one, two = Share(min(part, base), base), Share(min(other, other_base), other_base)
    verdict = compare(one, two)
    parts = one.part + two.part
    if verdict.test == APPROXIMATE or parts in (0, base + other_base):
        return
    ways = {n: comb(base, n) * comb(other_base, parts - n) for n in range(parts + 1) if n <= base}
    extreme = sum(each for each in ways.values() if each <= ways[one.part])

    assert verdict.p_value == pytest.approx(extreme / sum(ways.values()))


def test_the_order_of_two_shares_is_no_matter() -> None:
    assert compare(Share(2, 40), Share(9, 60)).p_value == pytest.approx(
        compare(Share(9, 60), Share(2, 40)).p_value
    )


@pytest.mark.parametrize(("one", "other"), [(Share(0, 0), Share(3, 9)), (Share(0, 5), Share(0, 9))])
def test_where_nothing_can_differ_nothing_does(one: Share, other: Share) -> None:
    assert compare(one, other).p_value == 1


def test_an_interval_is_as_published() -> None:
    # Newcombe, Statistics in Medicine 17, 1998, table I, method 3: 81 of 263, 15 of 148, 0 of 20.
    assert wilson(Share(81, 263)) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(Share(15, 148)) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert wilson(Share(0, 20)) == pytest.approx((0.0, 0.1611), abs=5e-5)


def test_an_interval_of_nothing_is_everything() -> None:
    assert wilson(Share(0, 0)) == (0.0, 1.0)


def test_many_questions_raise_each_other_as_published() -> None:
    # Benjamini and Hochberg, 1995, section 4: of fifteen p-values the first four hold at 0.05.
    p_values = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240]
    p_values += [0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    shuffled = random.Random(7).sample(p_values, len(p_values))
    kept = [p for p, raised in zip(shuffled, adjusted(shuffled), strict=True) if raised <= 0.05]

    assert sorted(kept) == p_values[:4]


@given(st.lists(st.floats(0, 1), max_size=30))
def test_no_question_becomes_surer_by_asking_others(p_values: list[float]) -> None:
    raised = adjusted(p_values)

    assert all(0 <= p <= r <= 1 for p, r in zip(p_values, raised, strict=True))
    assert [r for _, r in sorted(zip(p_values, raised, strict=True))] == sorted(raised)
