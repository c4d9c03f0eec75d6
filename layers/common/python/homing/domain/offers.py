"""Discount codes: what they give, those that lie ready, and whom each was promised to."""

from dataclasses import dataclass
from datetime import datetime

from homing.domain.step_parts import Offer


def kind_of(offer: Offer) -> str:
    """What a code of the offer gives, as the name of its pool; offers of one kind share a pool."""
    if offer.free_shipping:
        return "free_shipping"
    return f"percent-{offer.percent}" if offer.percent is not None else f"amount-{offer.amount}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolCode:
    """A code that the shop accepts; `shop_id` is what the shop's own system calls it."""

    code: str
    shop_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A code that was taken for one message, and until when it holds."""

    message: str
    kind: str
    code: PoolCode
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """How far the pool of a kind has come: the shop's discount, the codes made so far, those on their way.

    `asked` are the codes of the batch that the shop is making; `ticket` is what it calls that batch.
    """

    kind: str
    discount: str | None = None
    made: int = 0
    asked: tuple[str, ...] = ()
    ticket: str | None = None
