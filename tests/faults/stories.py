"""Small stories, each of one person or two, that between them make every AWS call that the functions make."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.builders import DAY, HOUR, checkout, order, product, recipient, refund, subscriber, webhook
from tests.faults.stage import OPENED, START, Stage

SIGNED_UP = OPENED
LEFT = START + DAY + 10 * HOUR
NOW = timedelta(0)

Deed = Callable[[Stage], None]
"""Something that happens to the deployment itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What comes in, what befalls the deployment, and for how long we watch."""

    lines: Sequence[str]
    deeds: Mapping[datetime, Deed] | None = None
    days: int = 12

    @property
    def ends(self) -> datetime:
        """When we look what came of it."""
        return START + self.days * DAY


def _joins(number: int = 1) -> str:
    return webhook("customers/create", subscriber(number, at=LEFT), at=LEFT)


def _known(number: int = 1) -> str:
    return webhook("customers/create", subscriber(number, at=SIGNED_UP), at=SIGNED_UP)


def _leaves_cart(token: str = "t1", *, after: timedelta = NOW) -> str:
    return webhook("checkouts/create", checkout(token, at=LEFT + after), at=LEFT + after)


def _buys(after: timedelta, *, by: int = 1, token: str | None = "t1") -> str:
    return webhook("orders/create", order(7000, at=LEFT + after, by=by, token=token), at=LEFT + after)


STORIES: Mapping[str, Story] = {
    "welcome": Story(
        lines=[
            _joins(2),
            recipient("open", 2, at=LEFT + 3 * HOUR),
            recipient("click", 2, at=LEFT + 4 * HOUR),
            _buys(5 * DAY, by=2, token=None),
            webhook("refunds/create", refund(1, 7000, "149.00", at=LEFT + 8 * DAY), at=LEFT + 8 * DAY),
        ]
    ),
    "cart ordered": Story(
        lines=[
            _known(),
            webhook("products/update", product(at=SIGNED_UP), at=SIGNED_UP + HOUR),
            _leaves_cart(),
            recipient("click", at=LEFT + 3 * HOUR),
            _buys(30 * HOUR),
        ]
    ),
}
