"""Small stories, each of one person or two, that between them make every AWS call that the functions make."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from tests.builders import (
    DAY,
    HOUR,
    MINUTE,
    checkout,
    consent_change,
    customer,
    order,
    product,
    recipient,
    refund,
    stamp,
    subscriber,
    webhook,
)
from tests.faults.ailments import Ailment, once
from tests.faults.stage import OPENED, START, Stage

SIGNED_UP = OPENED + HOUR
LEFT = START + DAY + 10 * HOUR
NOW = timedelta(0)

Deed = Callable[[Stage], None]
"""Something that happens to the deployment itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What comes in, what befalls the deployment, and for how long we watch."""

    lines: Sequence[str]
    deeds: Mapping[datetime, Deed] | None = None
    ails: Ailment | None = None
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


def _noise(length: int) -> str:
    """Text that no compression makes short."""
    return Random(0).randbytes(length // 2).hex()


def _takes_no_work(stage: Stage) -> None:
    """The send function answers that all is well, and loses what it was given."""
    stage.deaf.add("send")
    stage.agenda.after(60, lambda: stage.deaf.discard("send"))


def _stopped_by_hand(stage: Stage) -> None:
    """Somebody presses Stop in the console of Step Functions."""
    for execution in [each for each in stage.stepper.executions.values() if each.status == "RUNNING"]:
        stage.stop(execution)


JOINS = Story(lines=[_joins()], days=20)
"""Somebody subscribes and reads nothing; no call is made that another story does not make."""

CONSENT = "customers_email_marketing_consent/update"

STORIES: Mapping[str, Story] = {
    "welcome, ordered and refunded": Story(
        lines=[
            _joins(),
            recipient("open", at=LEFT + 3 * HOUR),
            recipient("click", at=LEFT + 4 * HOUR),
            _buys(4 * DAY, token=None),
            webhook("refunds/create", refund(1, 7000, "149.00", at=LEFT + 8 * DAY), at=LEFT + 8 * DAY),
        ]
    ),
    "cart, ordered": Story(
        lines=[
            _known(),
            _leaves_cart(),
            recipient("click", at=LEFT + 5 * HOUR),
            _buys(36 * HOUR),
        ],
        days=6,
    ),
    "third mail of a day": Story(
        lines=[_joins(), _leaves_cart(), _leaves_cart("t2", after=6 * HOUR)],
    ),
    "left by the link": Story(lines=[_joins(), recipient("unsubscribe", at=LEFT + 5 * HOUR)], days=5),
    "left in the shop": Story(
        lines=[
            _joins(),
            webhook(CONSENT, consent_change(1, "unsubscribed", LEFT + 5 * HOUR), at=LEFT + 5 * HOUR),
        ],
        days=5,
    ),
    "branch and update": Story(
        lines=[_known(), webhook("orders/cancelled", order(at=LEFT, cancelled_at=stamp(LEFT)), at=LEFT)],
        days=6,
    ),
    "complained": Story(lines=[_joins(), recipient("complain", at=LEFT + 5 * HOUR)], days=5),
    "bounced": Story(lines=[_joins(), recipient("bounce", at=LEFT + 5 * HOUR)], days=5),
    "refused": Story(
        lines=[webhook("customers/create", customer(at=SIGNED_UP), at=SIGNED_UP), _leaves_cart()], days=4
    ),
    "SES not reached": Story(lines=[_joins()], ails=lambda stage: once({"ses": "never arrived"})),
    "token lost": Story(lines=[_joins()], deeds={LEFT - MINUTE / 2: _takes_no_work}, days=28),
    "execution stopped by hand": Story(lines=[_joins()], deeds={LEFT + 5 * HOUR: _stopped_by_hand}),
    "megabyte of product": Story(
        lines=[webhook("products/update", product(at=LEFT, body_html=_noise(1_000_000)), at=LEFT)], days=3
    ),
}
