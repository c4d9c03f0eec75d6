"""Discount codes in dictionaries."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from homing.domain.due import DueEntry, DueKind
from homing.domain.message import MessageId
from homing.domain.offers import PoolCode, Promise, Supply, kind_of
from homing.domain.step_parts import Offer
from homing.services import ports
from homing.services.ports import Code


@dataclass(slots=True)
class MemoryCodePool:
    """ports.Discounts and ports.CodePool; an offer's end is told by `now`."""

    now: Callable[[], datetime]
    due: ports.DueIndex
    supplies: dict[str, Supply] = field(default_factory=dict)
    lying: dict[str, dict[str, PoolCode]] = field(default_factory=dict)
    promises: dict[str, Promise] = field(default_factory=dict)

    def take(self, message: MessageId, offer: Offer, until: datetime) -> Code | None:
        """The code of this message, good until then and the same at every asking; None if none is left."""
        key, kind = str(message), kind_of(offer)
        known = self.promises.get(key)
        ready = self.lying.setdefault(kind, {})
        if known is None and not ready:
            return None
        code = known.code if known is not None else ready.pop(next(iter(ready)))
        promise = Promise(message=key, kind=kind, code=code, until=until)
        if promise != known:
            self.promises[key] = promise
            self.due.put(DueEntry(at=until, kind=DueKind.CODE, workflow=kind, key=key))
        return Code(
            code=code.code,
            percent=offer.percent,
            amount=offer.amount,
            free_shipping=offer.free_shipping,
        )

    def give_back(self, message: MessageId) -> None:
        """The message will never leave: let another have its code."""
        promise = self.promises.get(str(message))
        if promise is not None and promise.until > self.now():
            del self.promises[promise.message]
            self.lying[promise.kind][promise.code.code] = promise.code

    def supply(self, kind: str) -> Supply:
        """How far the pool has come."""
        return self.supplies.get(kind, Supply(kind=kind))

    def put_supply(self, known: Supply, supply: Supply) -> bool:
        """Write how far it has come; False if it is no longer `known`."""
        still = self.supply(known.kind) == known
        if still:
            self.supplies[supply.kind] = supply
        return still

    def free(self, kind: str) -> int:
        """How many codes lie ready."""
        return len(self.lying.get(kind, {}))

    def add(self, kind: str, codes: Sequence[PoolCode]) -> None:
        """Lay codes into the pool; one that lies there stays."""
        self.lying.setdefault(kind, {}).update({each.code: each for each in codes})

    def promised(self, message: str) -> Promise | None:
        """The code that a message holds."""
        return self.promises.get(message)

    def end(self, promise: Promise) -> None:
        """Forget a promise whose time is over."""
        if self.promises.get(promise.message) == promise:
            del self.promises[promise.message]


@dataclass(slots=True)
class MemoryShopCodes:
    """ports.ShopCodes: a shop that makes codes at once, and knows which it accepts."""

    accepted: dict[str, str] = field(default_factory=dict)  # code -> discount
    batches: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def open(self, offer: Offer, first_code: str, now: datetime) -> str:  # noqa: ARG002
        """Begin a discount of a kind, or find the one that began with this code; the shop's name for it."""
        return self.accepted.setdefault(first_code, f"discount/{kind_of(offer)}")

    def ask(self, discount: str, codes: Sequence[str]) -> str:
        """Ask for more codes of a discount; a ticket for the batch."""
        self.batches.append((discount, tuple(codes)))
        return str(len(self.batches) - 1)

    def made(self, ticket: str) -> Sequence[PoolCode] | None:
        """The codes of a batch."""
        discount, codes = self.batches[int(ticket)]
        self.accepted |= dict.fromkeys(codes, discount)
        return [PoolCode(code=each, shop_id=f"code/{each}") for each in codes]

    def end(self, discount: str, codes: Sequence[PoolCode]) -> None:  # noqa: ARG002
        """Accept these codes no more."""
        for each in codes:
            self.accepted.pop(each.code, None)
