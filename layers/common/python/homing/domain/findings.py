"""One difference between two rates: which, of what, and whether it is as one wishes."""

from dataclasses import dataclass
from enum import StrEnum

from homing.domain.chance import Share
from homing.domain.figures import Metric

LEAST_DIFFERENCE = 0.1
"""Of the higher rate: what differs by less moves nobody to act, however certain it is in a large shop."""

EVERY_MAIL = ""
"""Stands where a workflow's name would for all mails of the shop."""


class Kind(StrEnum):
    """What is held against what."""

    CHANGED = "changed"  # a mail, or all of them, against the period before
    LINK = "link"  # clicks on a link of a mail, against the period before
    LANGUAGE = "language"  # a language of a mail, against its others
    MAIL = "mail"  # a mail, against the others of its workflow


@dataclass(frozen=True, slots=True)
class Measure:
    """A rate that is compared. `ripens` is after how many days a message has done what it will do.

    Where that is None, the workflow's goal says it.
    """

    name: str
    part: Metric
    base: Metric
    more_is_better: bool
    ripens: int | None


OPENS = Measure("open_rate", Metric.OPENED, Metric.TRACKED, more_is_better=True, ripens=2)
CLICKS = Measure("click_rate", Metric.CLICKED, Metric.DELIVERED, more_is_better=True, ripens=2)
GOALS = Measure("conversion_rate", Metric.CONVERTED, Metric.DELIVERED, more_is_better=True, ripens=None)
LEAVERS = Measure("unsubscribe_rate", Metric.UNSUBSCRIBED, Metric.DELIVERED, more_is_better=False, ripens=2)
COMPLAINTS = Measure("complaint_rate", Metric.COMPLAINED, Metric.DELIVERED, more_is_better=False, ripens=2)
BOUNCES = Measure("bounce_rate", Metric.BOUNCED, Metric.SENT, more_is_better=False, ripens=1)
LATENESS = Measure("late_rate", Metric.LATE, Metric.SENT, more_is_better=False, ripens=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One comparison; `of` is the language or link. `adjusted` is its p-value raised for all the others."""

    kind: Kind
    workflow: str
    step: str
    measure: Measure
    now: Share
    against: Share
    of: str = ""
    p_value: float = 1.0
    adjusted: float = 1.0
    test: str = ""

    @property
    def rose(self) -> bool:
        """Whether the first of the two rates is the higher."""
        return self.now.rate > self.against.rate

    @property
    def good(self) -> bool:
        """Whether that is as one wishes."""
        return self.rose is self.measure.more_is_better

    @property
    def matters(self) -> bool:
        """Whether the rates lie far enough apart to act on."""
        higher = max(self.now.rate, self.against.rate)
        return abs(self.now.rate - self.against.rate) >= LEAST_DIFFERENCE * higher
