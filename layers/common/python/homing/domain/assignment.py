"""Which arm a contact was assigned to when a workflow would have mailed them, and what they did since.

The row from which lift is counted. Everybody who was assigned counts as assigned, mailed or not (intention to
treat), and once a workflow, for the contact is what was drawn by lot: of R. Kohavi, D. Tang, Y. Xu,
"Trustworthy Online Controlled Experiments" (2020), chapter 14, the unit of analysis is that of the draw.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from homing.domain.figures import Metric

ZERO, ONE = Decimal(0), Decimal(1)
MOST_ORDERS = 100
"""So many orders of one contact are followed: more are a program's, and a row stays small."""


class Arm(StrEnum):
    """Mailed, or not; `entered` follows who came into a workflow that holds nobody out."""

    TREATED = "treated"
    HELD_OUT = "held_out"
    ENTERED = "entered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Horizon:
    """So many days after the assignment, and what is counted of them."""

    days: int
    repeated: Metric
    bought: Metric
    spent: Metric
    spent_squared: Metric

    @property
    def length(self) -> timedelta:
        """The days as a length of time."""
        return timedelta(days=self.days)


HORIZONS = (
    Horizon(
        days=30,
        repeated=Metric.REPEATED_30,
        bought=Metric.BOUGHT_30,
        spent=Metric.SPENT_30,
        spent_squared=Metric.SPENT_SQUARED_30,
    ),
    Horizon(
        days=90,
        repeated=Metric.REPEATED_90,
        bought=Metric.BOUGHT_90,
        spent=Metric.SPENT_90,
        spent_squared=Metric.SPENT_SQUARED_90,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """One order as it stands: its worth less refunds; `void` if it counts nowhere."""

    at: datetime
    worth: Decimal
    meets_goal: bool = False
    void: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """One contact in one arm, from `at`; the goal counts until `until`, orders for ninety days at least.

    `customer` if they had ordered before. `trigger` holds what the goal must share with what began it.
    `enrollment` is the one that is followed in a workflow that holds nobody out.
    """

    workflow: str
    contact_id: str
    arm: Arm
    at: datetime
    until: datetime
    customer: bool = False
    enrollment: str | None = None
    trigger: Mapping[str, Any] = field(default_factory=dict)
    met_at: datetime | None = None
    orders: dict[str, Purchase] = field(default_factory=dict)

    @property
    def followed_until(self) -> datetime:
        """After this instant no order counts."""
        return max(self.until, *(self.at + each.length for each in HORIZONS))

    def of(self, contact_id: str) -> "Assignment":
        """The same, another contact's."""
        return replace(self, contact_id=contact_id)

    def met(self, at: datetime) -> "Assignment":
        """After an event that is the goal and no order; the first in time counts."""
        in_time = self.at < at <= self.until
        return replace(self, met_at=at) if in_time and self.met_at is None else self

    def bought(self, order_id: str, purchase: Purchase) -> "Assignment":
        """After an order, or what became of it; a goal that it met stays met, and what is void may return."""
        known = self.orders.get(order_id)
        if not self.at < purchase.at <= self.followed_until:
            return self
        if known is None and (purchase.void or len(self.orders) >= MOST_ORDERS):
            return self
        goal = purchase.meets_goal or (known is not None and known.meets_goal)
        return replace(self, orders={**self.orders, order_id: replace(purchase, meets_goal=goal)})

    def joined(self, younger: "Assignment") -> "Assignment":
        """This one, after the contact of another proved to be the same: its arm and its time stay."""
        joined = self if younger.met_at is None else self.met(younger.met_at)
        for order_id, purchase in younger.orders.items():
            joined = joined.bought(order_id, purchase)
        return joined


def tally(assignment: Assignment) -> Mapping[Metric, Decimal]:
    """What one row adds to the counters of its arm and day."""
    sums: dict[Metric, Decimal] = {}
    valid = [each for each in assignment.orders.values() if not each.void]
    if assignment.arm is not Arm.ENTERED:
        in_time = [each for each in valid if each.at <= assignment.until]
        met = assignment.met_at is not None or any(each.meets_goal for each in in_time)
        spent = sum((each.worth for each in in_time), ZERO)
        sums |= {Metric.ASSIGNED: ONE, Metric.MET: Decimal(met), Metric.BOUGHT: Decimal(bool(in_time))}
        sums |= {Metric.SPENT: spent, Metric.SPENT_SQUARED: spent * spent}
    for horizon in HORIZONS:
        within = [each for each in valid if each.at <= assignment.at + horizon.length]
        spent = sum((each.worth for each in within), ZERO)
        sums[horizon.bought] = Decimal(bool(within))
        sums[horizon.repeated] = Decimal(bool(within) and len(within) + assignment.customer > 1)
        sums[horizon.spent], sums[horizon.spent_squared] = spent, spent * spent
    return sums


def difference(before: Assignment | None, after: Assignment | None) -> Mapping[Metric, Decimal]:
    """What the counters change by when a row does; sums of squares by the difference of the squares."""
    old = tally(before) if before is not None else {}
    new = tally(after) if after is not None else {}
    moved = {each: new.get(each, ZERO) - old.get(each, ZERO) for each in (*new, *old)}
    return {metric: amount for metric, amount in moved.items() if amount}
