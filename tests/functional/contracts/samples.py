"""Rows to put, with what a test cares about as keywords."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from homing.domain.cart import Cart, LineItem
from homing.domain.contact import Contact
from homing.domain.enrollment import Enrollment
from homing.domain.events import EventName
from homing.domain.figures import Cell, Count, Metric, Totals
from homing.domain.message import Message, MessageId, MessageState
from homing.domain.policy import Ledger
from homing.domain.time import Stamp
from homing.services.ports import Figures, Guard

NOW = datetime(2026, 11, 20, 12, 0, 0, 123456, tzinfo=UTC)
DAY = date(2026, 11, 20)
ORDERED = EventName.ORDER_COMPLETED
NO_GUARD = Guard(events=frozenset())


def after(**time: float) -> datetime:
    """An instant after NOW, or before it."""
    return NOW + timedelta(**time)


def stamp(**time: float) -> Stamp:
    """The stamp of an event that claims the instant at which it arrived."""
    return Stamp(after(**time), after(**time))


def contact(contact_id: str = "c-1", **known: Any) -> Contact:
    return Contact(id=contact_id, **known)


def cart(key: str = "k", **known: Any) -> Cart:
    items = (LineItem(title="Scarf", quantity=2, price=Decimal("19.90"), product_id="p-1"),)
    return replace(Cart(key=key, changed=stamp(), cart_token="t-1", items=items), **known)


def enrollment(name: str = "welcome-1", **known: Any) -> Enrollment:
    new = Enrollment(
        id=name,
        workflow="welcome",
        version="v1",
        contact_id="c-1",
        key="c-1",
        started=stamp(),
        enrolled_at=NOW,
        first_wait_until=after(hours=1),
        trigger={"source": "form", "first": True},
    )
    return replace(new, **known)


def claim(step: str = "hello", row: str = "welcome-1", **known: Any) -> Message:
    new = Message(
        id=MessageId(enrollment=row, step=step),
        workflow="welcome",
        contact_id="c-1",
        state=MessageState.CLAIMED,
        decided_at=NOW,
        claimed_at=NOW,
        locale="en",
        subject="Hello",
    )
    return replace(new, **known)


def sent(claimed: Message, **known: Any) -> Message:
    new = replace(
        claimed,
        state=MessageState.SENT,
        sent_at=after(seconds=1),
        ses_message_id="ses-1",
        wait_until=after(days=2),
    )
    return replace(new, **known)


def spent(before: Ledger, step: str = "welcome.hello", now: datetime = NOW) -> Ledger:
    """The ledger after one more mail, as the sender writes it."""
    return Ledger(
        recent=(*before.recent, now),
        last_sent={**before.last_sent, step: now},
        offer_until=before.offer_until,
        revision=before.revision + 1,
    )


def one(metric: Metric, key: str = "welcome-1", amount: Decimal = Decimal(1)) -> Count:
    return Count(
        cell=Cell(workflow="welcome", day=DAY.isoformat()), metric=metric, amount=amount, shard_key=key
    )


def counted(figures: Figures, workflow: str = "welcome") -> dict[str, Decimal]:
    """All metrics of a workflow's day, whatever their cell."""
    totals: Totals = figures.totals(workflow, DAY, DAY)
    summed: dict[str, Decimal] = {}
    for metrics in totals.values():
        for name, amount in metrics.items():
            summed[name] = summed.get(name, Decimal(0)) + amount
    return summed


def unnumbered(message: Message | None) -> Message | None:
    """A message without the number of its writes."""
    return None if message is None else replace(message, revision=0)
