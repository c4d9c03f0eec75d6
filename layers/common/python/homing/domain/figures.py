"""What is counted, and where: one cell per workflow, step, variant, locale and day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo


class Metric(StrEnum):
    """What a cell counts. A cell without a step counts enrollments; `list` counts people."""

    SENT = "sent"
    TEXTED = "texted"  # text messages, apart from mails
    DELIVERED = "delivered"  # less those that bounced for good afterwards
    TRACKED = "tracked"  # delivered, and carried a pixel: the base of open rates
    BOUNCED = "bounced"  # for good
    COMPLAINED = "complained"
    UNSUBSCRIBED = "unsubscribed"
    OPENED = "opened"  # by a human, or unknown
    MACHINE_ONLY_OPENED = "machine_only_opened"
    CLICKED = "clicked"  # by a human, or unknown, on a content link
    CLICKED_UNSEEN = "clicked_unseen"  # of these, in mails without a pixel
    # By who made them, beside those above.
    UNKNOWN_OPENED = "unknown_opened"  # of those opened: nothing shows that it was a person
    UNKNOWN_CLICKED = "unknown_clicked"  # of those clicked, likewise
    MACHINE_ONLY_CLICKED = "machine_only_clicked"
    LATE = "late"
    ZONE_TOLD = "zone_told"  # sent on the clock of a zone that the contact chose or told
    ZONE_OF_ADDRESS = "zone_of_address"  # of an address that keeps one clock
    ZONE_GUESSED = "zone_guessed"  # of an address that may keep another
    ZONE_OF_SHOP = "zone_of_shop"  # nothing known of where the contact is
    SKIPPED = "skipped"
    REJECTED = "rejected"
    CONVERTED = "converted"  # step: goal met after this delivery; workflow: goal met and anything delivered
    CREDITED = "credited"
    REVENUE = "revenue"  # shop money
    ENROLLED = "enrolled"
    REACHED = "reached"  # enrollments with a delivered message
    COMPLETED = "completed"
    EXITED = "exited"
    REFUSED = "refused"
    HELD_OUT = "held_out"  # of the holdout: would have entered, and gets nothing
    GAINED = "gained"  # people who became mailable
    LOST = "lost"  # people who ceased to be
    # Of a holdout, in cells whose variant is the arm; a contact counts on the day on which it was assigned.
    ASSIGNED = "assigned"  # contacts
    MET = "met"  # the goal, within its time after the assignment
    BOUGHT = "bought"  # anything in that time
    SPENT = "spent"  # shop money of all their orders in that time, credited or not
    SPENT_SQUARED = "spent_squared"  # each contact's, squared: what the interval needs
    REPEATED_30 = "repeated_30"  # ordered within 30 days, and not for the first time
    BOUGHT_30 = "bought_30"
    SPENT_30 = "spent_30"
    SPENT_SQUARED_30 = "spent_squared_30"
    REPEATED_90 = "repeated_90"
    BOUGHT_90 = "bought_90"
    SPENT_90 = "spent_90"
    SPENT_SQUARED_90 = "spent_squared_90"
    # Of orders, by the day of the order: the cells of ORDERS; money in the cell's currency.
    ORDERS = "orders"
    GROSS = "gross"  # their totals
    GIVEN_BACK = "given_back"  # by refunds
    CALLED_OFF = "called_off"  # by cancellations after payment, beside refunds
    REDUCED = "reduced"  # orders of which anything went back
    ASSISTED = "assisted"  # orders that another message earned and this one had a part in
    ASSISTED_REVENUE = "assisted_revenue"  # what these are worth; never added to revenue


SEGMENTS = "segments"
"""The cell that counts who came into a segment and who left it stands likewise; `step` is the segment."""

ORDERS = "orders"
"""The cells of the shop's orders stand likewise: `step` is the workflow that earned them, empty for none.

The cells of the variant ALL hold every order once more, whatever earned it: both must come to the same.
"""

ALL = "all"

LIST = "list"
"""The cell that counts the mailable list stands where a workflow's name would; `step` is the cause."""

NO_WORKFLOW = frozenset({SEGMENTS, ORDERS, LIST})


def links_of(workflow: str) -> str:
    """What stands in the place of a workflow's name where the links of its mails are counted, as variants."""
    return f"{workflow}/links"


def subjects_of(workflow: str) -> str:
    """What stands in the place of a workflow's name where its subject lines are written out, as variants."""
    return f"{workflow}/subjects"


def workflow_of_links(place: str) -> str:
    """The workflow whose links are counted there."""
    return place.removesuffix("/links")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Where a count belongs; `day` is the shop's own day, as YYYY-MM-DD.

    `currency` is that of money from orders, so that two are never added; what else is counted has none.
    """

    workflow: str
    day: str
    step: str = ""
    variant: str = ""
    locale: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Add `amount` to one metric of one cell; `shard_key` spreads writers (the message or enrollment id).

    `of` counts a part of the metric beside the whole, in the same item and write: late `of` quiet hours.
    """

    cell: Cell
    metric: Metric
    amount: Decimal = Decimal(1)
    shard_key: str = ""
    of: str = ""

    @property
    def name(self) -> str:
        """What it adds to in its cell."""
        return f"{self.metric.value}{OF}{self.of}" if self.of else self.metric.value


OF = ":"
"""Between a metric and the part of it that is counted: `late:quiet_hours`."""

Totals = Mapping[Cell, Mapping[str, Decimal]]
"""Every cell read back, its metrics by name."""


def day_of(instant: datetime, shop_zone: str) -> str:
    """The shop's calendar day of an instant."""
    return instant.astimezone(ZoneInfo(shop_zone)).date().isoformat()


def added(counts: Iterable[Count]) -> dict[Cell, dict[str, Decimal]]:
    """The counts summed by cell and metric."""
    totals: dict[Cell, dict[str, Decimal]] = {}
    for count in counts:
        cell = totals.setdefault(count.cell, {})
        cell[count.name] = cell.get(count.name, Decimal(0)) + count.amount
    return totals


def left_before(step: str | None, counts: Iterable[Count]) -> tuple[Count, ...]:
    """The counts of an exit, told of the step that its enrollment waits for by now."""
    return tuple(replace(each, of=step or "") if each.of else each for each in counts if step or not each.of)


def parts_of(metric: Metric, counts: Mapping[str, Decimal]) -> dict[str, int]:
    """The parts of a metric that were counted beside it, the largest first, without those of nothing."""
    prefix = f"{metric.value}{OF}"
    parts = {name.removeprefix(prefix): int(n) for name, n in counts.items() if name.startswith(prefix)}
    return dict(sorted(((name, n) for name, n in parts.items() if n), key=lambda each: (-each[1], each[0])))
