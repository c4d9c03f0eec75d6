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


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """What is kept of an order; refunds and cancellation may come before the order itself.

    `credited_to` is the message that earned it, as (enrollment id, step id, pass).
    """

    id: str
    order: Order | None = None
    refunds: dict[str, Decimal] = field(default_factory=dict)
    cancelled: bool = False
    contacts: tuple[str, ...] = ()  # for whom it counts as an order
    credited_to: tuple[str, str, int] | None = None

    def revenue(self) -> Decimal:
        """What the order is worth now: nothing for a test or a cancelled one, never below zero."""
        if self.order is None or self.order.test or self.cancelled:
            return ZERO
        return max(ZERO, self.order.total - sum(self.refunds.values(), ZERO))

    def refunded(self, refund: Refund) -> "OrderRow":
        """The order after a refund; the same refund counts once."""
        return replace(self, refunds={**self.refunds, refund.id: refund.amount})
