"""What is counted of the links of a mail: who followed each, and what came of it.

A link counts once a message, on the message's day, in a cell of its own beside the workflow's: only a click,
a goal or an order pays for it, and no mail.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from homing.domain.clicked_links import clicked_links, last_link
from homing.domain.figures import Cell, Count, Metric, day_of, links_of
from homing.domain.message import Message


def clicked(known: Message | None, changed: Message, shop_zone: str) -> tuple[Count, ...]:
    """What the links gain and lose when one row of a message takes another's place."""
    before = clicked_links(known) if known is not None else frozenset()
    after = clicked_links(changed)
    return (
        *_counts(changed, Metric.CLICKED, sorted(after - before), 1, shop_zone),
        *_counts(changed, Metric.CLICKED, sorted(before - after), -1, shop_zone),
    )


def converted(message: Message, at: datetime, shop_zone: str, *, credited: bool) -> tuple[Count, ...]:
    """A goal met at an instant, for each link followed by then; the last of them has the credit, if any."""
    last = last_link(message, at) if credited else None
    return (
        *_counts(message, Metric.CONVERTED, sorted(clicked_links(message, at)), 1, shop_zone),
        *_counts(message, Metric.CREDITED, [last] if last else [], 1, shop_zone),
    )


def recredited(message: Message, at: datetime, amount: int, shop_zone: str) -> tuple[Count, ...]:
    """The credit of a goal, gained or lost by the link that was followed last before it."""
    last = last_link(message, at)
    return _counts(message, Metric.CREDITED, [last] if last else [], amount, shop_zone)


def earned(message: Message, at: datetime, amount: Decimal, shop_zone: str) -> tuple[Count, ...]:
    """Revenue of an order, for the link that was followed last before it."""
    last = last_link(message, at)
    return _counts(message, Metric.REVENUE, [last] if last else [], amount, shop_zone)


def _counts(
    message: Message, metric: Metric, links: Iterable[str], amount: int | Decimal, shop_zone: str
) -> tuple[Count, ...]:
    day = day_of(message.sent_at or message.decided_at, shop_zone)
    return tuple(
        Count(
            cell=Cell(workflow=links_of(message.workflow), day=day, step=message.id.step, variant=link),
            metric=metric,
            amount=Decimal(amount),
            shard_key=link,
        )
        for link in links
    )
