"""What a look tells, how many contacts a test needs, and how often it errs over two thousand tests."""

import math
import random
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from homing.domain.ab_test import ABTest
from homing.domain.experiment import ArmCount, DecisionKind, Experiment
from homing.domain.look import look, verdict
from homing.domain.sample_size import needed, power_at

from tools.ab_simulation import Draws, played

NOW = datetime(2026, 3, 16, 4, tzinfo=UTC)
RUNS = 2000


def plan(**changes: Any) -> ABTest:
    return ABTest.model_validate(
        {
            "metric": "click_rate",
            "owner": "sales",
            "goal": "more clicks",
            "base": "10%",
            "change": "5 points",
            "looks": {"first": "14d", "every": "7d", "most": 4},
            **changes,
        }
    )


def test_the_needed_contacts_are_those_of_the_textbook_and_a_little_for_the_looks() -> None:
    once = plan(base="10%", change="5 points", looks={"first": "14d", "every": "7d", "most": 1})

    # Two groups of 686 by (1.96 + 0.8416)^2 * 2 * 0.125 * 0.875 / 0.05^2, any table of sample sizes.
    assert needed(once, {"plain": 50, "warm": 50}) == pytest.approx(2 * 686.7, abs=2)
    assert needed(plan(), {"plain": 50, "warm": 50}) == pytest.approx(2 * 686.7 * 1.02, rel=0.01)


def test_unequal_shares_and_more_arms_need_more() -> None:
    even = needed(plan(), {"plain": 50, "warm": 50})

    assert needed(plan(), {"plain": 90, "warm": 10}) > 2 * even
    assert needed(plan(), {"plain": 34, "warm": 33, "bold": 33}) > 1.5 * even


def test_half_of_the_contacts_find_the_change_far_less_often() -> None:
    half = [place / 8 for place in range(1, 5)]

    assert power_at(plan(), {"plain": 50, "warm": 50}, half) < 0.55


def test_a_change_may_be_said_in_points_or_of_the_base() -> None:
    assert plan(base="12%", change="25%").expected == pytest.approx(0.15)
    assert plan(base="12%", change="3 points").expected == pytest.approx(0.15)
    assert plan(metric="unsubscribe_rate", base="0.5%", change="40%").expected == pytest.approx(0.003)


def experiment(arms: Sequence[str]) -> Experiment:
    return Experiment(workflow="welcome", step="hello", plan="a", arms=tuple(arms), started=NOW)


def counted(name: str, contacts: int, successes: int) -> ArmCount:
    return ArmCount(name=name, contacts=contacts, successes=successes)


def test_the_interval_of_a_look_holds_the_difference_that_was_seen() -> None:
    arms = [counted("plain", 400, 40), counted("warm", 400, 52)]

    (told,) = look(plan(), experiment(("plain", "warm")), arms, 0, NOW).comparisons

    assert told.low < 0.03 < told.high
    assert told.bound > 2.2  # an early look asks for more than 1.96
    assert (told.high - told.low) / 2 == pytest.approx(
        told.bound * math.sqrt(0.1 * 0.9 / 400 + 0.13 * 0.87 / 400)
    )


def test_arms_without_anybody_or_any_success_are_no_news() -> None:
    for arms in (
        [counted("plain", 0, 0), counted("warm", 0, 0)],
        [counted("plain", 90, 0), counted("warm", 80, 0)],
    ):
        seen = look(plan(), experiment(("plain", "warm")), arms, 3, NOW)
        decision = verdict(plan(), experiment(("plain", "warm")), seen)
        assert decision is not None
        assert (decision.kind, decision.arm) == (DecisionKind.UNDECIDED, "plain")


def error(rate: float) -> float:
    """The standard error of a share over all runs."""
    return math.sqrt(rate * (1 - rate) / RUNS)


@pytest.mark.parametrize("arms", [2, 3])
@pytest.mark.parametrize("base", ["10%", "2%"])
def test_of_two_thousand_tests_of_nothing_no_more_find_something_than_declared(arms: int, base: str) -> None:
    test, draws = plan(base=base, change="50%"), Draws(random.Random(7))
    rates = dict.fromkeys(["plain", "warm", "bold"][:arms], test.rate)
    each = needed(test, dict.fromkeys(rates, 100 // arms)) // arms // test.looks.most

    found = sum(played(test, rates, each, draws) is not None for _ in range(RUNS))

    assert found / RUNS <= 0.05 + 3 * error(0.05)
    assert found / RUNS > 0.01  # of three, one that is only worse decides nothing: about half of 5 %


def test_whoever_looks_each_time_at_one_look_s_bound_errs_far_more_often() -> None:
    rng, naive = Draws(random.Random(7)), 0
    for _ in range(RUNS):
        one = other = 0
        for place in range(1, 11):
            one, other = one + rng.of(100, 0.1), other + rng.of(100, 0.1)
            both = (one + other) / (200 * place)
            if abs(one - other) / (100 * place) > 1.96 * math.sqrt(both * (1 - both) / (50 * place)):
                naive += 1
                break

    assert naive / RUNS > 0.15


@pytest.mark.parametrize("arms", [2, 3])
def test_the_declared_change_is_found_as_often_as_declared(arms: int) -> None:
    test, draws = plan(), Draws(random.Random(11))
    rates = {"plain": test.rate, "warm": test.expected} | ({"bold": test.rate} if arms == 3 else {})
    whole = needed(test, dict.fromkeys(rates, 100 // arms))
    each = math.ceil(whole / arms / test.looks.most)

    found = sum(played(test, rates, each, draws) == "warm" for _ in range(RUNS))

    assert found / RUNS >= 0.8 - 3 * error(0.8)
