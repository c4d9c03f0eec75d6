"""Discount codes: taken by mails, made ahead of them, ended behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from homing.domain.message import MessageId
from homing.domain.offers import PoolCode, Promise, Supply
from homing.domain.step_parts import Offer


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A discount code, valid once."""

    code: str
    percent: int | None = None
    amount: int | None = None
    free_shipping: bool = False


class Discounts(Protocol):
    """Codes that the shop will accept."""

    def take(self, message: MessageId, offer: Offer, until: datetime) -> Code | None:
        """The code of this message, good until then and the same at every asking; None if none is left."""

    def give_back(self, message: MessageId) -> None:
        """The message will never leave: let another have its code."""


class CodePool(Protocol):
    """Codes that lie ready, by kind, and those that were promised."""

    def supply(self, kind: str) -> Supply:
        """How far the pool has come, read consistently."""

    def put_supply(self, known: Supply, supply: Supply) -> bool:
        """Write how far it has come; False if it is no longer `known`."""

    def free(self, kind: str) -> int:
        """How many codes lie ready."""

    def add(self, kind: str, codes: Sequence[PoolCode]) -> None:
        """Lay codes into the pool; one that lies there stays."""

    def promised(self, message: str) -> Promise | None:
        """The code that a message holds."""

    def end(self, promise: Promise) -> None:
        """Forget a promise whose time is over."""


class ShopCodes(Protocol):
    """The shop's own system, which accepts the codes.

    Every verb raises Throttled or ServiceUnavailable if it is not now, ShopRefused if it is not ever.
    """

    def open(self, offer: Offer, first_code: str, now: datetime) -> str:
        """Begin a discount of a kind, or find the one that began with this code; the shop's name for it."""

    def ask(self, discount: str, codes: Sequence[str]) -> str:
        """Ask for more codes of a discount; a ticket for the batch."""

    def made(self, ticket: str) -> Sequence[PoolCode] | None:
        """The codes of a batch; None if the shop is still at it."""

    def end(self, discount: str, codes: Sequence[PoolCode]) -> None:
        """Accept these codes no more."""
