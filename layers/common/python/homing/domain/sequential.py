"""A test that may be looked at several times: group sequential bounds by alpha spending.

The chance of a false alarm is spent look by look as Lan and DeMets do (Discrete sequential boundaries for
clinical trials, Biometrika 70, 1983, 659-663), by their function of O'Brien-Fleming's type, so that neither
the number of looks nor what is known at each need be fixed beforehand. The bounds follow from the recursion
of Armitage, McPherson and Rowe (Repeated significance tests on accumulating data, JRSS A 132, 1969, 235-244).
Interval at a look: Jennison and Turnbull, Interim analyses: the repeated confidence interval approach, JRSS B
51, 1989, 305-361. Textbook: the same, Group Sequential Methods, Chapman & Hall, 2000, chapters 7, 9 and 19.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

NORMAL = NormalDist()

FARTHEST = 8.0
"""Beyond so many standard errors nothing is left to spend: the chance is below 1e-15."""

_CELLS = 160
_TINY = 1e-12
_Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """A look that was taken: the share of all information that was there, and the bound of its |z|."""

    fraction: float
    bound: float


def spent(fraction: float, alpha: float) -> float:
    """What of a two-sided `alpha` may be spent on one side by then, all of it at the end."""
    if fraction <= 0:
        return 0.0
    side = alpha / 2
    return 2 * _beyond(NORMAL.inv_cdf(1 - side / 2) / math.sqrt(min(1.0, fraction)))


def next_bound(taken: Sequence[Taken], fraction: float, alpha: float, *, last: bool = False) -> float:
    """The bound of |z| at a look, whose `fraction` is more than any before; `last` spends what is left.

    What was spent before is what the bounds of the looks that were taken came to.
    """
    return _next_bound(tuple(taken), fraction, alpha, last)


@lru_cache(maxsize=512)
def _next_bound(taken: tuple[Taken, ...], fraction: float, alpha: float, last: bool) -> float:
    points, before, used = _went_on(taken)
    allowed = (alpha / 2 if last else spent(fraction, alpha)) - used
    return _bound(points, before, fraction, allowed)


def bounds(fractions: Sequence[float], alpha: float) -> tuple[Taken, ...]:
    """Every bound of looks at these shares of all information, of which the last spends what is left."""
    taken: tuple[Taken, ...] = ()
    for place, fraction in enumerate(fractions, 1):
        bound = next_bound(taken, fraction, alpha, last=place == len(fractions))
        taken = (*taken, Taken(fraction, bound))
    return taken


def crossing(taken: Sequence[Taken], drift: float) -> float:
    """The chance to pass the upper bound at one of the looks, where |z| has that mean with all information.

    Girsanov's weight carries the paths without a drift over to those with one.
    """
    points: _Points = ((0.0, 1.0),)
    total = before = 0.0
    for look in taken:
        step = look.fraction - before
        edge, root = look.bound * math.sqrt(look.fraction), math.sqrt(step)
        total += sum(
            mass
            * math.exp(drift * at - drift * drift * before / 2)
            * _beyond((edge - at - drift * step) / root)
            for at, mass in points
        )
        points, before = _on(points, before, look), look.fraction
    return total


def drift_for(taken: Sequence[Taken], power: float) -> float:
    """How large the mean of z with all information must be for that power."""
    low, high = 0.0, 12.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if crossing(taken, middle) < power else (low, middle)
    return high


def _went_on(taken: Sequence[Taken]) -> tuple[_Points, float, float]:
    """Where those stand who passed no bound, the share of information, and what one side has spent."""
    points: _Points = ((0.0, 1.0),)
    before = used = 0.0
    for look in taken:
        used += _passed(points, look.fraction - before, look.bound * math.sqrt(look.fraction))
        points, before = _on(points, before, look), look.fraction
    return points, before, used


def _bound(points: _Points, before: float, fraction: float, allowed: float) -> float:
    step, scale = fraction - before, math.sqrt(fraction)
    if allowed <= _passed(points, step, FARTHEST * scale):
        return FARTHEST
    low, high = 0.0, FARTHEST
    for _ in range(45):
        middle = (low + high) / 2
        low, high = (middle, high) if _passed(points, step, middle * scale) > allowed else (low, middle)
    return high


def _passed(points: _Points, step: float, edge: float) -> float:
    root = math.sqrt(step)
    return sum(mass * _beyond((edge - at) / root) for at, mass in points)


def _on(points: _Points, before: float, look: Taken) -> _Points:
    """Those between the bounds after a look, on a grid of Simpson's rule."""
    step = look.fraction - before
    edge, root = look.bound * math.sqrt(look.fraction), math.sqrt(step)
    cells = _CELLS
    width = 2 * edge / cells
    if width <= _TINY:
        return ()
    scale = width / 3 / (root * math.sqrt(2 * math.pi))
    grid = []
    for place in range(cells + 1):
        at = -edge + place * width
        weight = 1 if place in (0, cells) else 4 if place % 2 else 2
        density = sum(mass * math.exp(-(((at - from_) / root) ** 2) / 2) for from_, mass in points)
        grid.append((at, weight * scale * density))
    return tuple(grid)


def _beyond(z: float) -> float:
    return math.erfc(z / math.sqrt(2)) / 2
