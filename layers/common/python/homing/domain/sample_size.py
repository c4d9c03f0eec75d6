"""How many contacts an A/B/n test needs to find the change that it is for."""

import math
from collections.abc import Mapping, Sequence
from functools import cache

from homing.domain.ab_test import ABTest
from homing.domain.sequential import bounds, crossing, drift_for


def alpha_each(test: ABTest, arms: int) -> float:
    """The chance of a false alarm of one variant against the first, by Bonferroni's inequality: together they
    have at most the declared one.
    """
    return float(test.alpha) / 100 / max(1, arms - 1)


def needed(test: ABTest, shares: Mapping[str, int]) -> int:
    """How many contacts all arms need together, of these shares of a hundred, the first compared with each.

    Lachin, Introduction to sample size determination, Controlled Clinical Trials 2, 1981, 93-113, with the
    drift that the looks ask for in place of the sum of two quantiles.
    """
    first, *others = shares.values()
    whole = sum(shares.values())
    information = needed_information(test, len(shares))
    return max(math.ceil(information * (whole / first + whole / other)) for other in others)


def needed_information(test: ABTest, arms: int) -> float:
    """What 1 / (1/n + 1/m) has to be, of the n contacts of one arm and the m of another."""
    middle = (test.rate + test.expected) / 2
    drift = _drift(alpha_each(test, arms), float(test.power) / 100, test.looks.most)
    return drift**2 * middle * (1 - middle) / (test.expected - test.rate) ** 2


def information(first: int, other: int) -> float:
    """What two arms of so many contacts tell, in the measure of `needed_information`."""
    return first * other / (first + other) if first and other else 0.0


def power_at(test: ABTest, shares: Mapping[str, int], fractions: Sequence[float]) -> float:
    """The chance to find the change at looks with these shares of the contacts that are needed."""
    alpha = alpha_each(test, len(shares))
    drift = _drift(alpha, float(test.power) / 100, test.looks.most)
    return crossing(bounds(fractions, alpha), drift)


@cache
def _drift(alpha: float, power: float, looks: int) -> float:
    evenly = [place / looks for place in range(1, looks + 1)]
    return drift_for(bounds(evenly, alpha), power)
