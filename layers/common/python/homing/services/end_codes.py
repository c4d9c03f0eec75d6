"""Ends a discount code at the instant that its mail named."""

from dataclasses import replace
from datetime import datetime, timedelta

from homing.domain.due import DueEntry
from homing.domain.errors import ShopRefused, TransientError
from homing.services import ports

LATER = timedelta(minutes=10)
"""How long a shop is left alone that does not answer; its codes must not hold up what else is due."""


class EndCodes:
    """Worker of the sweep: a code whose time is over is accepted no more."""

    def __init__(self, *, pool: ports.CodePool, shop: ports.ShopCodes, due: ports.DueIndex) -> None:
        self._pool = pool
        self._shop = shop
        self._due = due

    def __call__(self, entry: DueEntry, now: datetime) -> None:
        """End the code of the entry's message, unless it was given back or its mail left later."""
        promise = self._pool.promised(entry.key)
        if promise is None:
            return
        if promise.until > now:
            self._due.put(replace(entry, at=promise.until))
            return
        discount = self._pool.supply(promise.kind).discount
        try:
            if discount is not None:
                self._shop.end(discount, [promise.code])
        except (TransientError, ShopRefused):
            self._due.put(replace(entry, at=now + LATER))
            return
        self._pool.end(promise)
