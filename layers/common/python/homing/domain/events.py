"""What can happen to a contact, in one shape whatever door it came through."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from homing.domain.cart import Cart, LineItem
from homing.domain.consent import ConsentStatement
from homing.domain.contact import Identity, Merge, Place
from homing.domain.event_names import EventName
from homing.domain.order import Cancellation, Order, Refund
from homing.domain.product import Product, StockLevel
from homing.domain.time import Stamp

__all__ = ["FRESH", "Event", "EventName", "Traits"]

FRESH = timedelta(hours=24)
"""An event older than this on arrival updates the contact and starts nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What an event says of its contact; None says nothing."""

    email: str | None = None
    customer_id: str | None = None
    user_id: str | None = None  # of the shop's own systems, by the tracking API
    first_name: str | None = None
    last_name: str | None = None
    phone: str | None = None
    timezone: str | None = None
    chosen_timezone: str | None = None  # on our own page, which outranks what others tell
    locale: str | None = None  # chosen by the contact
    chosen_locale: str | None = None  # on our own page
    browsing_locale: str | None = None  # of a checkout or order
    shipping: Place | None = None
    billing: Place | None = None
    default_address: Place | None = None
    orders_count: int | None = None
    total_spent: Decimal | None = None
    birthday: str | None = None  # a day, ISO 8601
    paused_until: datetime | None = None  # no marketing before
    cap: int | None = None  # marketing mails a week that the contact wants at most, 0 for no wish
    others: Mapping[str, Any] = field(default_factory=dict)  # the shop's own, by name


INVALID_TIMEZONE = "invalid_timezone"
"""Why something that was told is left out: the rest of what came with it counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened, as normalised by the adapter of the system that told us.

    `id` is the same for every delivery of the same happening. `time` is the payload's own time, never later
    than `arrived_at`. The name is an `EventName` or the shop's own.
    """

    id: str
    name: str
    time: Stamp
    arrived_at: datetime
    identity: Identity = field(default_factory=Identity)
    traits: Traits = field(default_factory=Traits)
    consent: ConsentStatement | None = None
    text_consent: ConsentStatement | None = None
    further_consents: tuple[ConsentStatement, ...] = ()  # to tracking, to topics
    cart: Cart | None = None
    order: Order | None = None
    cancellation: Cancellation | None = None
    refund: Refund | None = None
    items: tuple[LineItem, ...] = ()  # of an order
    product: Product | None = None
    gone: str | None = None  # a product that was deleted
    stock: StockLevel | None = None
    merge: Merge | None = None
    properties: Mapping[str, Any] = field(default_factory=dict)
    left_out: str | None = None  # why a part of what was told does not count

    def permissions(self) -> tuple[ConsentStatement, ...]:
        """Everything that it says of permissions, marketing mail first."""
        said = (self.consent, self.text_consent, *self.further_consents)
        return tuple(each for each in said if each is not None)

    @property
    def happening(self) -> str:
        """What tells it apart from what follows from it under the same id, such as a change of consent."""
        return f"{self.id} {self.name}"

    def is_fresh(self, live_from: datetime | None) -> bool:
        """Whether it may start something: a day old on arrival, or before go-live, it is only known."""
        live = live_from is None or self.arrived_at >= live_from
        return live and self.arrived_at - self.time.at <= FRESH
