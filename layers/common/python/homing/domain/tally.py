"""What the row of a message counts of its feedback: counters are the sum of the rows, whatever came when."""

from collections.abc import Mapping

from homing.domain.figures import Metric
from homing.domain.interactions import Label
from homing.domain.message import Message


def tallied(message: Message) -> frozenset[Metric]:
    """The metrics to which a message adds one."""
    arrived = message.delivered_at is not None and message.bounced_at is None
    opened, clicked = message.opened_at is not None, message.clicked_at is not None
    by_machine = message.labelled_by is not None and message.machine_clicked_at is not None
    holds = {
        Metric.DELIVERED: arrived,
        Metric.TRACKED: arrived and message.pixel,
        Metric.BOUNCED: message.bounced_at is not None,
        Metric.COMPLAINED: message.complained_at is not None,
        Metric.UNSUBSCRIBED: message.unsubscribed_at is not None,
        Metric.OPENED: opened,
        Metric.MACHINE_ONLY_OPENED: not opened and message.machine_opened_at is not None,
        Metric.CLICKED: clicked,
        Metric.CLICKED_UNSEEN: clicked and not message.pixel,
        Metric.MACHINE_ONLY_CLICKED: not clicked and by_machine,
        Metric.UNKNOWN_OPENED: opened and message.opened_by is Label.UNKNOWN,
        Metric.UNKNOWN_CLICKED: clicked and message.clicked_by is Label.UNKNOWN,
    }
    return frozenset(metric for metric, counts in holds.items() if counts)


def moved(known: Message, changed: Message) -> Mapping[Metric, int]:
    """What the counters gain and lose when one row takes another's place."""
    before, after = tallied(known), tallied(changed)
    return dict.fromkeys(sorted(after - before), 1) | dict.fromkeys(sorted(before - after), -1)
