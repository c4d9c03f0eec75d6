"""Where each count belongs: the cell of a message, of an enrollment, or of the mailable list."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from homing.domain.enrollment import Enrollment
from homing.domain.figures import LIST, SEGMENTS, Cell, Count, Metric, day_of
from homing.domain.message import Message, Reason
from homing.domain.rules import Rules
from homing.domain.zones import ZoneBasis

_BY_ZONE = {
    ZoneBasis.TOLD: Metric.ZONE_TOLD,
    ZoneBasis.ADDRESS: Metric.ZONE_OF_ADDRESS,
    ZoneBasis.GUESS: Metric.ZONE_GUESSED,
    ZoneBasis.SHOP: Metric.ZONE_OF_SHOP,
}


def of_sent(message: Message) -> Mapping[Metric, int]:
    """What a mail that left counts for, and how well we knew the hour where its reader is."""
    known = {} if message.zone is None else {_BY_ZONE[message.zone]: 1}
    return {Metric.SENT: 1, **known}


def for_message(
    message: Message, counts: Mapping[Metric, int | Decimal], shop_zone: str, *, currency: str = ""
) -> tuple[Count, ...]:
    """Counts of a message belong to the day on which it was decided, so that no rate exceeds 100 %."""
    cell = Cell(
        workflow=message.workflow,
        step=message.id.step,
        variant=message.variant or "",
        locale=message.locale or "",
        day=day_of(message.sent_at or message.decided_at, shop_zone),
        currency=currency,
    )
    return tuple(
        Count(cell=cell, metric=metric, amount=Decimal(amount), shard_key=str(message.id), of=part)
        for metric, amount in counts.items()
        for part in ("", *_part(message, metric))
    )


def _part(message: Message, metric: Metric) -> tuple[str, ...]:
    """What is counted beside the whole, in the same write: why it left late or not at all, its subject."""
    match metric:
        case Metric.LATE:
            return (message.late,) if message.late else ()
        case Metric.SKIPPED | Metric.REJECTED:
            return (message.reason.value,) if message.reason else ()
        case Metric.SENT | Metric.TRACKED | Metric.OPENED | Metric.CLICKED:
            return (message.line,) if message.line else ()
        case _:
            return ()


def for_enrollment(
    enrollment: Enrollment, metric: Metric, shop_zone: str, *, amount: int = 1
) -> tuple[Count, ...]:
    """Counts of an enrollment belong to the day on which it started; of an exit, the step it came before."""
    cell = Cell(workflow=enrollment.workflow, day=day_of(enrollment.started.at, shop_zone))
    before = (enrollment.waits_for,) if metric is Metric.EXITED and enrollment.waits_for else ()
    return tuple(
        Count(cell=cell, metric=metric, amount=Decimal(amount), shard_key=enrollment.id, of=part)
        for part in ("", *before)
    )


def refused(
    workflow: str, at: datetime, contact_id: str, shop_zone: str, reason: Reason
) -> tuple[Count, ...]:
    """A refusal has no enrollment and belongs to its own day; who is held out is counted apart."""
    cell = Cell(workflow=workflow, day=day_of(at, shop_zone))
    if reason is Reason.HOLDOUT:
        return (Count(cell=cell, metric=Metric.HELD_OUT, shard_key=contact_id),)
    parts = ("", reason.value)
    return tuple(Count(cell=cell, metric=Metric.REFUSED, shard_key=contact_id, of=part) for part in parts)


def for_list(metric: Metric, cause: str, at: datetime, contact_id: str, rules: Rules) -> tuple[Count, ...]:
    """One person more or fewer on the mailable list, by cause; history belongs to a day before the start."""
    day = day_of(at, rules.zone)
    if rules.live_from is not None and at < rules.live_from:
        day = min(day, day_of(rules.live_from - timedelta(days=1), rules.zone))
    cell = Cell(workflow=LIST, step=cause, day=day)
    return (Count(cell=cell, metric=metric, shard_key=contact_id),)


def for_segments(
    joined: Iterable[str], left: Iterable[str], at: datetime, contact_id: str, shop_zone: str
) -> tuple[Count, ...]:
    """One member more of some segments, and one fewer of others."""
    day = day_of(at, shop_zone)
    changes = [(name, Metric.GAINED) for name in sorted(joined)]
    changes += [(name, Metric.LOST) for name in sorted(left)]
    return tuple(
        Count(cell=Cell(workflow=SEGMENTS, step=name, day=day), metric=metric, shard_key=contact_id)
        for name, metric in changes
    )
