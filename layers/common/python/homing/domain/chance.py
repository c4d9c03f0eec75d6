"""How far apart two shares may lie by chance alone, and what is left of many such questions asked at once."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

CONFIDENCE = 0.95

LEAST_EXPECTED = 5
"""Counts that chance alone would give below this are judged exactly (Cochran, Biometrics 10, 1954)."""

EXACT = "Fisher's exact test"
APPROXIMATE = "two-proportion z test"

_AS_LIKELY = 1 + 1e-7  # tables as likely as the one seen differ by rounding alone


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int
    base: int

    @property
    def rate(self) -> float:
        """From 0 to 1."""
        return self.part / self.base if self.base else 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """How likely shares at least as far apart are where nothing differs, and by which test."""

    p_value: float
    test: str


def compare(one: Share, other: Share) -> Verdict:
    """Whether two shares differ by more than chance; two-sided."""
    total, parts = one.base + other.base, one.part + other.part
    if total == 0 or parts in (0, total):
        return Verdict(1.0, EXACT)
    least = min(one.base, other.base) * min(parts, total - parts) / total
    if least < LEAST_EXPECTED:
        return Verdict(_fisher(one, other), EXACT)
    pooled = parts / total
    error = math.sqrt(pooled * (1 - pooled) * (1 / one.base + 1 / other.base))
    z = abs(one.rate - other.rate) / error
    return Verdict(min(1.0, 2 * NormalDist().cdf(-z)), APPROXIMATE)


def wilson(share: Share, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Between which rates the true one lies with this confidence (Wilson, JASA 22, 1927)."""
    if share.base == 0:
        return 0.0, 1.0
    n, z = share.base, NormalDist().inv_cdf((1 + confidence) / 2)
    middle = (share.rate + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share.rate * (1 - share.rate) / n + z * z / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def adjusted(p_values: Sequence[float]) -> list[float]:
    """Each p-value raised for the others: who keeps those below q has q of false ones among them on average.

    Benjamini and Hochberg, JRSS B 57, 1995. It holds for questions that lean the same way, too (Benjamini
    and Yekutieli, Annals of Statistics 29, 2001), as opens and clicks of the same mails do.
    """
    count = len(p_values)
    raised = [1.0] * count
    least = 1.0
    for rank, place in reversed(list(enumerate(sorted(range(count), key=lambda n: p_values[n]), start=1))):
        least = min(least, p_values[place] * (count / rank))
        raised[place] = least
    return raised


def _fisher(one: Share, other: Share) -> float:
    """Fisher, Statistical Methods for Research Workers, 5th ed., section 21.02; two-sided by likelihood."""
    total, parts = one.base + other.base, one.part + other.part
    whole = _log_choose(total, parts)

    def likelihood(part: int) -> float:
        return math.exp(_log_choose(one.base, part) + _log_choose(other.base, parts - part) - whole)

    seen = likelihood(one.part) * _AS_LIKELY
    possible = range(max(0, parts - other.base), min(parts, one.base) + 1)
    return min(1.0, math.fsum(p for p in map(likelihood, possible) if p <= seen))


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
