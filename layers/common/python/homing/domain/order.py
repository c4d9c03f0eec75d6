"""An order, in shop money: what it brought, less what went back."""

from dataclasses import dataclass, field, replace
from decimal import Decimal

from homing.domain.time import Stamp

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One order as the shop first told it. `total` is shop money in `currency`."""

    id: str
    time: Stamp
    total: Decimal
    currency: str
    test: bool = False
    paid: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """Shop money that went back."""

    id: str
    order_id: str
    amount: Decimal
    currency: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancellation:
    """The order was called off."""

    order_id: str


MessageKey = tuple[str, str, int]
"""A message as (enrollment id, step id, pass)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """What is kept of an order; refunds and cancellation may come before the order itself.

    `credited_to` is the message that earned it, `assisted` are those that had a part in it, the last touched
    first. `refunded_in` tells of refunds whose currency is known.
    """

    id: str
    order: Order | None = None
    refunds: dict[str, Decimal] = field(default_factory=dict)
    refunded_in: dict[str, str] = field(default_factory=dict)
    cancelled: bool = False
    contacts: tuple[str, ...] = ()  # for whom it counts as an order
    credited_to: MessageKey | None = None
    assisted: tuple[MessageKey, ...] = ()

    @property
    def stands(self) -> Order | None:
        """The order, if it counts among the shop's: neither a test, nor called off before it was paid."""
        if self.order is None or self.order.test or (self.cancelled and not self.order.paid):
            return None
        return self.order

    def went_back(self) -> Decimal:
        """What refunds took off it, at most its total; one in another currency cannot be subtracted."""
        if self.order is None:
            return ZERO
        mine = self.order.currency
        same = [a for each, a in self.refunds.items() if not mine or self.refunded_in.get(each, mine) == mine]
        return min(self.order.total, sum(same, ZERO))

    def called_off(self) -> Decimal:
        """What a cancellation took off it, beside its refunds."""
        return self.order.total - self.went_back() if self.order is not None and self.cancelled else ZERO

    def revenue(self) -> Decimal:
        """What the order is worth now: nothing for a test or a cancelled one, never below zero."""
        if self.order is None or self.order.test:
            return ZERO
        return self.order.total - self.went_back() - self.called_off()

    def refunded(self, refund: Refund) -> "OrderRow":
        """The order after a refund; the same refund counts once."""
        told = {refund.id: refund.currency} if refund.currency else {}
        return replace(
            self,
            refunds={**self.refunds, refund.id: refund.amount},
            refunded_in={**self.refunded_in, **told},
        )

    def told(self, order: Order) -> "OrderRow":
        """The order as told once more: it stays as first told, but paid once it was, and as early as ever."""
        first = self.order or order
        earliest = min(first.time, order.time)
        return replace(self, order=replace(first, paid=first.paid or order.paid, time=earliest))
