"""Every counter once more, from the rows alone and by other ways than those that count."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from homing.domain.enrollment import Enrollment, EnrollmentState
from homing.domain.figures import (
    LIST,
    OF,
    SEGMENTS,
    Cell,
    Count,
    Metric,
    added,
    day_of,
    links_of,
    subjects_of,
)
from homing.domain.interactions import Label
from homing.domain.message import Message, MessageId, MessageState
from homing.domain.order import OrderRow
from homing.domain.schedule import LATE
from homing.domain.zones import ZoneBasis
from homing.services import counting, link_counting

OF_ASSIGNMENTS = ("assigned", "met", "bought", "spent", "repeated")

UNCOUNTED = frozenset(
    {
        Metric.REFUSED.value,
        Metric.HELD_OUT.value,
        *(each.value for each in Metric if each.value.partition("_")[0] in OF_ASSIGNMENTS),
    }
)
"""What no row tells of, or rows of another kind do."""

ZONES = {
    ZoneBasis.TOLD: Metric.ZONE_TOLD,
    ZoneBasis.ADDRESS: Metric.ZONE_OF_ADDRESS,
    ZoneBasis.GUESS: Metric.ZONE_GUESSED,
    ZoneBasis.SHOP: Metric.ZONE_OF_SHOP,
}

Figures = Mapping[Cell, Mapping[str, Decimal]]


def differences(
    counted: Figures,
    *,
    messages: Mapping[MessageId, Message],
    enrollments: Mapping[str, Enrollment],
    orders: Iterable[OrderRow],
    zone: str,
    currency: str,
) -> Iterator[str]:
    """Where the counters and the rows tell otherwise."""
    kept = {cell: metrics for cell, metrics in counted.items() if not _untold(cell)}
    of_rows = [
        *_of_mails(messages.values(), enrollments, zone),
        *_of_orders(orders, messages, zone, currency),
    ]
    recounted = added(of_rows)
    for cell in sorted(kept.keys() | recounted.keys(), key=str):
        one, other = kept.get(cell, {}), recounted.get(cell, {})
        for metric in sorted(one.keys() | other.keys()):
            # What came of a link is counted with the clicks that were known when it came.
            of_link = cell.workflow.endswith(links_of("")) and metric != Metric.CLICKED
            if of_link or metric.partition(OF)[0] in UNCOUNTED:
                continue
            if one.get(metric, Decimal(0)) != other.get(metric, Decimal(0)):
                yield f"{cell} {metric}: {one.get(metric, 0)} counted, {other.get(metric, 0)} in the rows"


def _untold(cell: Cell) -> bool:
    """Whether rows of another kind tell of it, or none: subject lines, which each process writes out."""
    return cell.workflow in (LIST, SEGMENTS) or cell.workflow.endswith(subjects_of(""))


def _of_mails(
    messages: Iterable[Message], enrollments: Mapping[str, Enrollment], zone: str
) -> Iterator[Count]:
    reached: set[str] = set()
    for message in messages:
        enrollment = enrollments.get(message.id.enrollment)
        yield from counting.for_message(message, dict.fromkeys(of_message(message, enrollment), 1), zone)
        yield from link_counting.clicked(None, message, zone)
        if message.delivered_at and not message.bounced_at:
            reached.add(message.id.enrollment)
    for enrollment in enrollments.values():
        for metric in of_enrollment(enrollment, reached=enrollment.id in reached):
            yield from counting.for_enrollment(enrollment, metric, zone)


def of_message(message: Message, enrollment: Enrollment | None) -> Iterator[Metric]:
    """What a message counts for."""
    converted = enrollment.converted_at if enrollment else None
    arrived = message.delivered_at is not None and message.bounced_at is None
    before = message.delivered_at is not None and converted is not None and message.delivered_at <= converted
    late = message.sent_at and message.due_at and message.sent_at - message.due_at > LATE
    mail = message.state is MessageState.SENT and message.ses_message_id is not None
    told = {
        Metric.SENT: mail,
        Metric.TEXTED: message.state is MessageState.SENT and not mail,
        Metric.SKIPPED: message.state is MessageState.SKIPPED,
        Metric.REJECTED: message.state is MessageState.REJECTED,
        Metric.LATE: mail and late and message.wait_until is not None,
        Metric.DELIVERED: arrived,
        Metric.TRACKED: arrived and message.pixel,
        Metric.BOUNCED: message.bounced_at,
        Metric.COMPLAINED: message.complained_at,
        Metric.UNSUBSCRIBED: message.unsubscribed_at,
        Metric.OPENED: message.opened_at,
        Metric.MACHINE_ONLY_OPENED: message.machine_opened_at and not message.opened_at,
        Metric.CLICKED: message.clicked_at,
        Metric.CLICKED_UNSEEN: message.clicked_at and not message.pixel,
        Metric.MACHINE_ONLY_CLICKED: message.machine_clicked_at and not message.clicked_at,
        Metric.UNKNOWN_OPENED: message.opened_at and message.opened_by is Label.UNKNOWN,
        Metric.UNKNOWN_CLICKED: message.clicked_at and message.clicked_by is Label.UNKNOWN,
        Metric.CONVERTED: before,
        Metric.CREDITED: before and enrollment and enrollment.credited_step == message.id.step,
    }
    yield from (metric for metric, holds in told.items() if holds)
    if mail and message.zone is not None:
        yield ZONES[message.zone]


def of_enrollment(enrollment: Enrollment, *, reached: bool) -> Iterator[Metric]:
    """What an enrollment counts for."""
    met = enrollment.converted_at is not None and (reached or enrollment.first_sent_at is None)
    told = {
        Metric.ENROLLED: True,
        Metric.COMPLETED: enrollment.state is EnrollmentState.COMPLETED,
        Metric.EXITED: enrollment.state is EnrollmentState.EXITED,
        Metric.REACHED: reached,
        Metric.CONVERTED: met,
        Metric.CREDITED: met and enrollment.credited_step,
    }
    yield from (metric for metric, holds in told.items() if holds)


def _of_orders(
    orders: Iterable[OrderRow], messages: Mapping[MessageId, Message], zone: str, currency: str
) -> Iterator[Count]:
    for row in orders:
        order = row.order
        if order is None or order.test or (row.cancelled and not order.paid):
            continue
        given_back = min(order.total, sum(row.refunds.values(), Decimal(0)))
        net = Decimal(0) if row.cancelled else order.total - given_back
        amounts = {
            Metric.ORDERS: Decimal(1),
            Metric.GROSS: order.total,
            Metric.GIVEN_BACK: given_back,
            Metric.CALLED_OFF: order.total - given_back - net,
            Metric.REDUCED: Decimal(1 if row.cancelled or given_back else 0),
        }
        earned_by = row.credited_to[0].rpartition("-")[0] if row.credited_to else ""
        helpers = {enrollment.rpartition("-")[0] for enrollment, _, _ in row.assisted} - {earned_by}
        helped = {Metric.ASSISTED: Decimal(1), Metric.ASSISTED_REVENUE: net}
        places = [("", "all", amounts), (earned_by, "", amounts), *((each, "", helped) for each in helpers)]
        money = order.currency or currency
        for step, variant, of in places:
            day = day_of(order.time.at, zone)
            cell = Cell(workflow="orders", step=step, variant=variant, day=day, currency=money)
            yield from (Count(cell=cell, metric=metric, amount=amount) for metric, amount in of.items())
        with_order = [(row.credited_to, {Metric.REVENUE: net})] if row.credited_to else []
        for (enrollment, step, number), of in [*with_order, *((each, helped) for each in row.assisted)]:
            message = messages[MessageId(enrollment=enrollment, step=step, number=number)]
            yield from counting.for_message(message, of, zone, currency=money)
