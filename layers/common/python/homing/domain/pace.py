"""Where a goal is heading: what share will have met it by its day, if those to come do as those of late."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from homing.domain.chance import Share, wilson
from homing.domain.kpi import rate
from homing.domain.workflow_parts import Goal

LATELY = timedelta(days=28)
"""How many days of those whose time is over tell how those to come will do."""

LEAST = 30
"""Of fewer whose time is over nothing is foretold."""


class Outlook(StrEnum):
    """How it looks for a goal."""

    TOO_EARLY = "too_early"  # too few have had their whole time
    AHEAD = "ahead"  # the target is below all that is likely
    ON_COURSE = "on_course"  # it may go either way, and rather well
    AT_RISK = "at_risk"  # it may go either way, and rather not
    BEHIND = "behind"  # the target is above all that is likely
    REACHED = "reached"  # its day is past
    MISSED = "missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The way to a goal on `today`, of all who came since `first`.

    `closed` have had their whole time, `open` may still meet it. Rates run from 0 to 1; `projected` with its
    95 % interval is None while it is too early, and once the goal's day is past.
    """

    target: Decimal
    by: date | None
    closed: Share
    open: Share
    outlook: Outlook
    projected: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    still_to_come: int = 0


def pace(goal: Goal, by_day: Mapping[date, Share], first: date, today: date) -> Pace | None:
    """The way to a goal that has a target; None for one without.

    Whose time is not over counts as far as they have come: they are told apart, never taken for failures.
    """
    if goal.target is None:
        return None
    target, last = goal.target / 100, goal.by or today
    until = min(last, today)
    came = {day: share for day, share in by_day.items() if first <= day <= until}
    ripe = today - timedelta(days=goal.within.days + 1)
    closed = _sum(share for day, share in came.items() if day <= ripe)
    waiting = _sum(share for day, share in came.items() if day > ripe)
    told = Pace(target=target, by=goal.by, closed=closed, open=waiting, outlook=Outlook.TOO_EARLY)
    if goal.by is not None and today > goal.by and not waiting.base:
        met = rate(Decimal(closed.part), Decimal(closed.base))
        return replace(told, outlook=Outlook.REACHED if met and met >= target else Outlook.MISSED)
    lately = _sum(share for day, share in came.items() if ripe - LATELY < day <= ripe)
    if lately.base < LEAST:
        return told
    days_ahead = max(0, (last - today).days)
    coming = round(sum(each.base for each in came.values()) / max(1, (until - first).days + 1) * days_ahead)
    low, high = wilson(lately)

    def by_then(of_the_rest: float) -> Decimal:
        if goal.by is None:
            return Decimal(of_the_rest)
        met_yet = max(Decimal(waiting.part), Decimal(waiting.base) * Decimal(of_the_rest))
        met = closed.part + met_yet + coming * Decimal(of_the_rest)
        return met / (closed.base + waiting.base + coming)

    likely, least, most = by_then(lately.rate), by_then(low), by_then(high)
    return replace(
        told,
        outlook=_outlook(target, likely, least, most),
        projected=likely,
        low=least,
        high=most,
        still_to_come=coming,
    )


def says(told: Pace) -> str:
    """`At this pace 12.0% by 31 March 2027; target 15.0%.`, and how many that does not know of yet."""
    target = f"target {_percent(told.target)}"
    by = f" by {told.by.day} {told.by:%B %Y}" if told.by is not None else ""
    waiting = f" {told.open.base:,} more may still meet it." if told.open.base else ""
    met = rate(Decimal(told.closed.part), Decimal(told.closed.base))
    if met is None and not told.open.base:
        came = f"came{by}; {target}" if told.outlook is not Outlook.TOO_EARLY else f"came yet; {target}{by}"
        return f"Nobody {came}."
    match told.outlook:
        case Outlook.REACHED | Outlook.MISSED:
            return f"{told.outlook.value.capitalize()}: {_percent(met)}{by}; {target}."
        case Outlook.TOO_EARLY:
            few = f"fewer than {LEAST} of the last four weeks have had their time"
            return f"Too early to tell: {few}; {target}{by}.{waiting}"
        case _:
            likely = f"{_percent(told.low)} to {_percent(told.high)} likely"
            return f"At this pace {_percent(told.projected)}{by}, {likely}; {target}.{waiting}"


def _percent(share: Decimal | None) -> str:
    return "–" if share is None else f"{100 * share:.1f}%"


def _outlook(target: Decimal, likely: Decimal, least: Decimal, most: Decimal) -> Outlook:
    if least >= target:
        return Outlook.AHEAD
    if most < target:
        return Outlook.BEHIND
    return Outlook.ON_COURSE if likely >= target else Outlook.AT_RISK


def _sum(shares: Iterable[Share]) -> Share:
    parts = tuple(shares)
    return Share(sum(each.part for each in parts), sum(each.base for each in parts))
