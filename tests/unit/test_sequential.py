"""Bounds of tests that are looked at several times, held to what others have published."""

from statistics import NormalDist

import pytest
from homing.domain.sequential import bounds, crossing, drift_for, next_bound, spent


def evenly(looks: int) -> list[float]:
    return [place / looks for place in range(1, looks + 1)]


# O'Brien-Fleming-type spending, two-sided 5 %: Reboussin, DeMets, Kim and Lan, Computations for group
# sequential boundaries using the Lan-DeMets spending function method, Controlled Clinical Trials 21, 2000,
# and Jennison and Turnbull, 2000, chapter 7.
@pytest.mark.parametrize(
    ("looks", "published"),
    [
        (2, [2.963, 1.969]),
        (3, [3.710, 2.511, 1.993]),
        (4, [4.333, 2.963, 2.359, 2.014]),
        (5, [4.877, 3.357, 2.680, 2.290, 2.031]),
    ],
)
def test_bounds_of_even_looks_are_the_published_ones(looks: int, published: list[float]) -> None:
    assert [round(each.bound, 3) for each in bounds(evenly(looks), 0.05)] == published


def test_one_look_alone_has_the_bound_of_every_textbook() -> None:
    assert bounds([1.0], 0.05)[0].bound == pytest.approx(1.959964, abs=1e-5)


@pytest.mark.parametrize("fractions", [[0.1, 0.15, 0.9, 1.0], [0.5, 0.505, 1.0], [0.02, 0.4, 0.7], [0.3]])
def test_looks_at_any_time_spend_what_was_declared_and_no_more(fractions: list[float]) -> None:
    # Without a drift the chance to pass either bound is twice that of the upper.
    assert 2 * crossing(bounds(fractions, 0.05), 0.0) == pytest.approx(0.05, abs=2e-4)


def test_little_is_spent_early_and_all_of_it_at_the_end() -> None:
    assert spent(0.0, 0.05) == 0.0
    assert spent(0.2, 0.05) < 1e-6
    assert spent(1.0, 0.05) == pytest.approx(0.025)
    assert [spent(t / 10, 0.05) for t in range(11)] == sorted(spent(t / 10, 0.05) for t in range(11))


def test_a_look_knows_of_those_before_only_what_was_taken() -> None:
    whole = bounds([0.3, 0.6, 1.0], 0.05)

    assert next_bound(whole[:2], 1.0, 0.05) == pytest.approx(whole[2].bound, abs=1e-9)
    # A missed look is not paid for.
    assert next_bound(whole[:1], 1.0, 0.05) < whole[2].bound


@pytest.mark.parametrize("power", [0.8, 0.9])
def test_one_look_needs_the_sum_of_two_quantiles(power: float) -> None:
    quantiles = NormalDist().inv_cdf(0.975) + NormalDist().inv_cdf(power)
    assert drift_for(bounds([1.0], 0.05), power) == pytest.approx(quantiles, abs=1e-3)


def test_five_looks_cost_two_and_a_half_percent_more_contacts_than_one() -> None:
    one, five = (drift_for(bounds(evenly(looks), 0.05), 0.8) for looks in (1, 5))

    assert (five / one) ** 2 == pytest.approx(1.025, abs=0.003)
