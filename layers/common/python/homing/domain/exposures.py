"""Who counts in an A/B/n test, added up from the counters of its mails: each contact once."""

from collections.abc import Mapping
from datetime import date, timedelta

from homing.domain.ab_test import ABTest, Measure
from homing.domain.experiment import ArmCount
from homing.domain.figures import Metric, Totals
from homing.domain.workflow import Workflow

SETTLES = timedelta(days=3)
"""How long after a mail its opens, clicks and goodbyes still come; a look leaves newer mails out."""

_COUNTED = {
    Measure.OPEN_RATE: (Metric.TRACKED, Metric.OPENED),
    Measure.CLICK_RATE: (Metric.DELIVERED, Metric.CLICKED),
    Measure.CONVERSION_RATE: (Metric.DELIVERED, Metric.CONVERTED),
    Measure.UNSUBSCRIBE_RATE: (Metric.DELIVERED, Metric.UNSUBSCRIBED),
}


def newest_day(test: ABTest, workflow: Workflow, today: date) -> date:
    """The last day of sending whose mails have had all their time by the end of yesterday."""
    return today - settles(test, workflow) - timedelta(days=1)


def settles(test: ABTest, workflow: Workflow) -> timedelta:
    """How long after a mail what the test measures still comes."""
    return workflow.goal_window if test.metric is Measure.CONVERSION_RATE else SETTLES


def exposures(
    test: ABTest, mails: Mapping[str, str], totals: Totals, first: date, last: date
) -> tuple[ArmCount, ...]:
    """The arms as their mails were sent from one day to another; only what the lot gave has a variant.

    A mail that somebody was sent before is counted under none, so messages are contacts.
    """
    base, wanted = _COUNTED[test.metric]
    counts = {arm: [0, 0] for arm in mails}
    for cell, metrics in totals.items():
        if mails.get(cell.variant) == cell.step and first.isoformat() <= cell.day <= last.isoformat():
            for place, metric in enumerate((base, wanted)):
                counts[cell.variant][place] += int(metrics.get(metric.value, 0))
    # An open may overtake the news of its delivery, and a bounce takes a delivery back.
    return tuple(
        ArmCount(name=arm, contacts=max(0, of), successes=max(0, min(done, of)))
        for arm, (of, done) in counts.items()
    )
