"""What the mails changed: treated less held out, with the 95 % interval that chance leaves open.

Shares: R. G. Newcombe, "Interval estimation for the difference between independent proportions",
Statistics in Medicine 17 (1998), 873-890, method 10, which squares and adds the intervals of E. B. Wilson,
Journal of the American Statistical Association 22 (1927), 209-212.

Money: Student's interval of two means with the variance of both arms together, R. A. Fisher, "Applications of
Student's distribution", Metron 5 (1925), 90-104. Not each arm's own, as B. L. Welch has it: the held out are
few, their spending is skew, and their own variance is low whenever their mean is, so that zero would be left
out too often (docs/decisions/0047-who-is-assigned-counts-once-and-as-assigned.md).
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from statistics import NormalDist
from typing import NamedTuple

from homing.domain.chance import CONFIDENCE, Share, wilson

POWER = 0.8


class Enough(NamedTuple):
    """An interval takes so many contacts in either arm, and so many in both together who did it."""

    contacts: int
    events: int


FOR_SHARES = Enough(20, 5)
"""Newcombe tried his interval from five contacts on."""

FOR_MEANS = Enough(100, 20)
"""Student's rests on sums of many, and most people spend nothing, a few much (R. Kohavi and others, "Seven
Rules of Thumb for Web Site Experimenters", KDD 2014, rule 7)."""

_ZERO = Decimal(0)
_Z = Decimal(str(NormalDist().inv_cdf((1 + CONFIDENCE) / 2)))
_Z_OF_POWER = Decimal(str(NormalDist().inv_cdf(POWER)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One arm: how many contacts, and the sum and the sum of squares of a figure of each.

    `events` are the contacts of whom the figure is not 0.
    """

    contacts: int
    total: Decimal
    squares: Decimal
    events: int

    @property
    def mean(self) -> Decimal:
        return self.total / self.contacts if self.contacts else _ZERO

    @property
    def variance(self) -> Decimal:
        """Of single contacts, unbiased."""
        if self.contacts < 2:
            return _ZERO
        return max(_ZERO, self.squares - self.total * self.total / self.contacts) / (self.contacts - 1)


def shares(contacts: int, events: int) -> Sample:
    """An arm of whom some did it."""
    return Sample(contacts=contacts, total=Decimal(events), squares=Decimal(events), events=events)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A figure per contact in both arms, without an interval where there is too little to have one.

    So many `more` contacts would make a difference of `visible` tell itself from zero, four times in five.
    """

    treated: Decimal
    held_out: Decimal
    takes: Enough
    low: Decimal | None = None
    high: Decimal | None = None
    more: int | None = None
    visible: Decimal | None = None

    @property
    def difference(self) -> Decimal:
        return self.treated - self.held_out

    @property
    def relative(self) -> Decimal | None:
        """The difference in shares of what the held out did."""
        return self.difference / self.held_out if self.held_out > 0 else None

    @property
    def distinguishable(self) -> bool:
        """Whether zero lies outside the interval."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def compare_shares(treated: Sample, held_out: Sample) -> Comparison:
    """How many more of a hundred did it, by Newcombe's interval."""
    without = Comparison(treated=treated.mean, held_out=held_out.mean, takes=FOR_SHARES)
    if not _enough(treated, held_out, FOR_SHARES):
        return without
    return _with_interval(without, treated, held_out, *newcombe(treated, held_out))


def compare_means(treated: Sample, held_out: Sample) -> Comparison:
    """How much more each brought, by Student's interval."""
    spread = _variance_of_both(treated, held_out)
    without = Comparison(treated=treated.mean, held_out=held_out.mean, takes=FOR_MEANS)
    if not _enough(treated, held_out, FOR_MEANS) or spread == 0:
        return without
    freedom = treated.contacts + held_out.contacts - 2
    # Student's t by the first term of M. Abramowitz and I. Stegun, "Handbook of Mathematical Functions"
    # (1964), 26.7.5: right to a ten-thousandth from the fewest contacts on.
    quantile = _Z + (_Z**3 + _Z) / (4 * freedom)
    half = quantile * (spread / treated.contacts + spread / held_out.contacts).sqrt()
    return _with_interval(without, treated, held_out, without.difference - half, without.difference + half)


def newcombe(treated: Sample, held_out: Sample) -> tuple[Decimal, Decimal]:
    """The interval of the difference of two shares."""
    p, q = treated.mean, held_out.mean
    (p_low, p_high), (q_low, q_high) = _wilson(treated), _wilson(held_out)
    below, above = (p - p_low) ** 2 + (q_high - q) ** 2, (p_high - p) ** 2 + (q - q_low) ** 2
    return p - q - below.sqrt(), p - q + above.sqrt()


def _wilson(sample: Sample) -> tuple[Decimal, Decimal]:
    low, high = wilson(Share(sample.events, sample.contacts), CONFIDENCE)
    return Decimal(str(low)), Decimal(str(high))


def _enough(treated: Sample, held_out: Sample, takes: Enough) -> bool:
    fewest = min(treated.contacts, held_out.contacts)
    return fewest >= takes.contacts and treated.events + held_out.events >= takes.events


def _variance_of_both(treated: Sample, held_out: Sample) -> Decimal:
    arms = [each for each in (treated, held_out) if each.contacts > 1]
    freedom = sum(each.contacts - 1 for each in arms)
    return sum(((each.contacts - 1) * each.variance for each in arms), _ZERO) / freedom if arms else _ZERO


def _with_interval(
    compared: Comparison, treated: Sample, held_out: Sample, low: Decimal, high: Decimal
) -> Comparison:
    more, visible = _needed(treated, held_out, max(abs(compared.difference), (high - low) / 8))
    return replace(compared, low=low, high=high, more=more, visible=visible)


def _needed(treated: Sample, held_out: Sample, difference: Decimal) -> tuple[int, Decimal]:
    """How many more contacts, split as now, would show a difference four times in five.

    S. Chow, J. Shao, H. Wang, "Sample Size Calculations in Clinical Research" (2003), 3.2: for two means.
    """
    total = treated.contacts + held_out.contacts
    share = Decimal(treated.contacts) / total
    spread = _variance_of_both(treated, held_out) / (share * (1 - share))
    needed = (_Z + _Z_OF_POWER) ** 2 * spread / difference**2
    return max(0, int(needed) + 1 - total), difference
