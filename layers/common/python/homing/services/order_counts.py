"""What an order counts for: among the shop's orders by its own day, and with the messages that brought it."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from homing.domain.enrollment import workflow_of
from homing.domain.figures import ALL, ORDERS, Cell, Count, Metric, day_of
from homing.domain.message import Message, MessageId
from homing.domain.order import MessageKey, Order, OrderRow
from homing.domain.rules import Rules
from homing.services import counting, link_counting


def named_by(*rows: OrderRow | None) -> list[MessageId]:
    """The messages that orders name."""
    keys = [key for row in rows if row is not None for key in (row.credited_to, *row.assisted) if key]
    return [_id(key) for key in dict.fromkeys(keys)]


def of_order(row: OrderRow | None, messages: Mapping[MessageId, Message], rules: Rules) -> tuple[Count, ...]:
    """All that an order counts for as it stands; a message that is kept no more counts nothing."""
    order = row.stands if row is not None else None
    if row is None or order is None:
        return ()
    currency = order.currency or rules.currency
    counts = [*_of_the_shop(row, order, currency, rules)]
    worth = {Metric.ASSISTED: Decimal(1), Metric.ASSISTED_REVENUE: row.revenue()}
    told = [(row.credited_to, {Metric.REVENUE: row.revenue()})] if row.credited_to else []
    for key, amounts in [*told, *((key, worth) for key in row.assisted)]:
        message = messages.get(_id(key))
        if message is not None:
            counts += counting.for_message(message, amounts, rules.zone, currency=currency)
            if Metric.REVENUE in amounts and currency == rules.currency:
                counts += link_counting.earned(message, order.time.at, row.revenue(), rules.zone)
    return tuple(counts)


def change(before: Iterable[Count], after: Iterable[Count]) -> tuple[Count, ...]:
    """What to count so that what stood becomes what stands."""
    amounts: dict[tuple[Cell, Metric, str], Decimal] = {}
    for sign, counts in ((-1, before), (1, after)):
        for each in counts:
            place = each.cell, each.metric, each.shard_key
            amounts[place] = amounts.get(place, Decimal(0)) + sign * each.amount
    return tuple(
        Count(cell=cell, metric=metric, amount=amount, shard_key=shard_key)
        for (cell, metric, shard_key), amount in amounts.items()
        if amount
    )


def _of_the_shop(row: OrderRow, order: Order, currency: str, rules: Rules) -> Iterable[Count]:
    given_back, called_off = row.went_back(), row.called_off()
    amounts = {
        Metric.ORDERS: Decimal(1),
        Metric.GROSS: order.total,
        Metric.GIVEN_BACK: given_back,
        Metric.CALLED_OFF: called_off,
        Metric.REDUCED: Decimal(1 if row.cancelled or any(row.refunds.values()) else 0),
    }
    worth = {Metric.ASSISTED: Decimal(1), Metric.ASSISTED_REVENUE: row.revenue()}
    earned_by = _workflow(row.credited_to) if row.credited_to else ""
    helpers = dict.fromkeys(each for each in map(_workflow, row.assisted) if each != earned_by)
    day = day_of(order.time.at, rules.zone)
    places = [(earned_by, "", amounts), ("", ALL, amounts), *((each, "", worth) for each in helpers)]
    for workflow, variant, counts in places:
        cell = Cell(workflow=ORDERS, step=workflow, variant=variant, day=day, currency=currency)
        yield from (Count(cell=cell, metric=m, amount=n, shard_key=row.id) for m, n in counts.items() if n)


def _workflow(key: MessageKey) -> str:
    return workflow_of(key[0])


def _id(key: MessageKey) -> MessageId:
    return MessageId(enrollment=key[0], step=key[1], number=key[2])
