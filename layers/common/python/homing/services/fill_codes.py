"""Makes discount codes ahead of the mails that need them, so that no mail waits for the shop."""

from collections.abc import Callable
from dataclasses import replace

from homing.domain.offers import Supply, kind_of
from homing.domain.step_parts import Offer
from homing.domain.walk import email_steps
from homing.services import ports

LOW = 200
"""Fewer than so many codes of a kind, and more are made."""

BATCH = 100
"""Codes asked for at a time, which is what the shop takes in one call."""

MOST_BATCHES = 10
"""Of one kind in one round, so that a first round fills the pool."""


class FillCodes:
    """Looks every hour at the pool of each kind that a live workflow offers.

    A batch is written down before it is asked for, and its codes follow from its number: whoever dies in
    between is followed by one who asks for the same codes.
    """

    def __init__(
        self,
        *,
        clock: ports.Clock,
        pool: ports.CodePool,
        shop: ports.ShopCodes,
        workflows: ports.Workflows,
        code_of: Callable[[str, int], str],
    ) -> None:
        self._clock = clock
        self._pool = pool
        self._shop = shop
        self._workflows = workflows
        self._code_of = code_of

    def __call__(self) -> int:
        """Fill every pool that is low; how many codes came.

        Raises:
            Throttled, ServiceUnavailable, ShopRefused: the shop makes none now, or not at all.
        """
        offers = {
            kind_of(step.offer): step.offer
            for workflow in self._workflows.live()
            for step in email_steps(workflow.steps)
            if step.offer is not None
        }
        return sum(self._fill(kind, offers[kind]) for kind in sorted(offers))

    def _fill(self, kind: str, offer: Offer) -> int:
        came = 0
        for _ in range(MOST_BATCHES):
            supply = self._pool.supply(kind)
            if not supply.asked:
                if self._pool.free(kind) >= LOW:
                    return came
                supply = self._begin(supply, offer)
            new = self._finish(supply) if supply.asked else 0
            if not new:
                return came
            came += new
        return came

    def _begin(self, known: Supply, offer: Offer) -> Supply:
        """The supply with the next batch written down; without, if another came first."""
        discount = known.discount or self._shop.open(offer, self._code_of(known.kind, 0), self._clock.now())
        first = known.made + 1
        asked = tuple(self._code_of(known.kind, n) for n in range(first, first + BATCH))
        supply = replace(known, discount=discount, asked=asked)
        return supply if self._pool.put_supply(known, supply) else known

    def _finish(self, supply: Supply) -> int:
        """Lay the batch that was asked for into the pool, if the shop is done with it."""
        if supply.discount is None:
            return 0
        if supply.ticket is None:
            known, supply = supply, replace(supply, ticket=self._shop.ask(supply.discount, supply.asked))
            if not self._pool.put_supply(known, supply):
                return 0
        codes = self._shop.made(supply.ticket or "")
        if codes is None:
            return 0
        self._pool.add(supply.kind, codes)
        done = replace(supply, made=supply.made + len(supply.asked), asked=(), ticket=None)
        self._pool.put_supply(supply, done)
        return len(codes)
