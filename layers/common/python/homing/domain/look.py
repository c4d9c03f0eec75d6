"""What a look at an A/B/n test tells, by the bounds of its looks: a winner, none to be found, or wait."""

import math
from collections.abc import Sequence
from datetime import datetime

from homing.domain.ab_test import ABTest, Apply
from homing.domain.experiment import ArmCount, Comparison, Decision, DecisionKind, Experiment, Look
from homing.domain.sample_size import alpha_each, information, needed_information
from homing.domain.sequential import Taken, next_bound

THE_TEST = "the test"
"""Who decides where no person does."""

LEAST_NEWS = 0.005
"""So little more information makes no look: the bound would stand where it stood."""


def look(test: ABTest, known: Experiment, arms: Sequence[ArmCount], place: int, at: datetime) -> Look:
    """Compare each variant with the first, by what the looks before have left to spend."""
    first, *others = arms
    whole = needed_information(test, len(arms))
    told = [information(first.contacts, each.contacts) / whole for each in others]
    last = place == test.looks.most - 1 or min(told) >= 1
    comparisons = tuple(
        _compared(test, known, first, other, min(1.0, share), last=last)
        for other, share in zip(others, told, strict=True)
    )
    return Look(at=at, place=place, arms=tuple(arms), comparisons=comparisons, last=last)


def verdict(test: ABTest, known: Experiment, seen: Look) -> Decision | None:
    """What follows from a look; None while it goes on.

    Of several variants that are better than the first the one with the best rate is taken, which is no proof
    that it is better than the others.
    """
    rates = {each.name: each.rate or 0.0 for each in seen.arms}
    better = [each.arm for each in seen.comparisons if each.z >= each.bound]
    worse = [each.arm for each in seen.comparisons if each.z <= -each.bound]
    applied = test.apply is Apply.AUTOMATICALLY and not known.in_a_persons_hand
    first = seen.arms[0].name
    if better:
        winner = (min if test.metric.falls else max)(better, key=lambda arm: rates[arm])
        kind, why = DecisionKind.FOUND, f"{winner} passed its bound against {first} at look {seen.place + 1}"
    elif len(worse) == len(seen.comparisons):
        winner = first
        kind, why = DecisionKind.FOUND, f"{first} beat every other at look {seen.place + 1}"
    elif seen.last:
        winner = first
        kind, why = DecisionKind.UNDECIDED, "no difference was found by the last look, so the first stays"
    else:
        return None
    return Decision(at=seen.at, kind=kind, arm=winner, by=THE_TEST, because=why, applied=applied)


def _compared(
    test: ABTest, known: Experiment, first: ArmCount, other: ArmCount, fraction: float, *, last: bool
) -> Comparison:
    before = [each for look in known.looks for each in look.comparisons if each.arm == other.name]
    taken = [Taken(each.fraction, each.bound) for each in before]
    fraction = max(fraction, (taken[-1].fraction if taken else 0.0) + LEAST_NEWS)
    bound = next_bound(taken, fraction, alpha_each(test, len(known.arms)), last=last)
    difference, together, apart = _errors(first, other)
    z = difference / together if together else 0.0
    return Comparison(
        arm=other.name,
        fraction=fraction,
        z=-z if test.metric.falls else z,
        bound=bound,
        low=max(-1.0, difference - bound * apart),
        high=min(1.0, difference + bound * apart),
    )


def _errors(first: ArmCount, other: ArmCount) -> tuple[float, float, float]:
    """The difference of two rates, its standard error if they are one, and if they are two."""
    if not first.contacts or not other.contacts:
        return 0.0, 0.0, 1.0
    p, q = first.rate or 0.0, other.rate or 0.0
    both = (first.successes + other.successes) / (first.contacts + other.contacts)
    together = math.sqrt(both * (1 - both) / information(first.contacts, other.contacts))
    apart = math.sqrt(p * (1 - p) / first.contacts + q * (1 - q) / other.contacts)
    return q - p, together, apart
