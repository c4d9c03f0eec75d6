"""What a contact was sent over all workflows, and how much more one person may get."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from homing.domain.schedule import Recipient, Window, spread
from homing.domain.time import local_instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """How many marketing mails one person may get, over all workflows."""

    per_day: int = 2
    per_week: int = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What a contact was sent: marketing instants of the last 7 days, each step's last mail, the open offer.

    `revision` lets the claim notice another mail that left meanwhile.
    """

    recent: tuple[datetime, ...] = ()
    last_sent: dict[str, datetime] = field(default_factory=dict)
    offer_until: datetime | None = None
    offer_by: str | None = None  # the message that made it
    revision: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Free:
    """The first instant at which one more mail stays within the caps, and which caps put it there."""

    at: datetime
    because: tuple[str, ...] = ()


def first_free(
    ledger: Ledger,
    caps: Caps,
    now: datetime,
    recipient: Recipient,
    window: Window,
    ahead: Sequence[datetime] = (),
) -> Free:
    """The first instant from `now` at which one more marketing mail stays within the caps.

    What goes `ahead` of it takes its places of the day as if it had been sent.
    """
    tz = ZoneInfo(recipient.zone)
    recent = sorted(ledger.recent)
    instant, because = now, []
    in_week = [sent for sent in recent if now - sent < timedelta(days=7)]
    if len(in_week) >= caps.per_week:
        instant = in_week[-caps.per_week] + timedelta(days=7)
        because.append(f"{len(in_week)} of {caps.per_week} in 7 days")
    today = instant.astimezone(tz).date()
    taken, to_come = (sum(each.astimezone(tz).date() == today for each in some) for some in (recent, ahead))
    if taken + to_come >= caps.per_day:
        tomorrow = local_instant(today + timedelta(days=1), window.opens, recipient.zone)
        instant = max(instant, tomorrow + spread(recipient.contact_id))
        first = f", {to_come} of them still to come from other workflows" if to_come else ""
        because.append(f"{taken + to_come} of {caps.per_day} on {today:%a %d %b}{first}")
    return Free(at=instant, because=tuple(because))
