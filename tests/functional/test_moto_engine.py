"""A small shop on moto, behind AWS's own adapters: the same outcomes as in memory."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from homing.adapters.mjml import compile_templates
from homing.adapters.shop_file import load_shop
from homing.adapters.workflow_files import load
from homing.domain.message import MessageState

from local import lines, play
from local.account import Account
from local.deployment import Deployment
from local.functions import Killed
from local.moto_engine.account import MotoAccount
from local.moto_engine.calls import Call
from local.tally import RECONCILER
from tests.builders import (
    DAY,
    HOUR,
    MINUTE,
    at,
    checkout,
    consent_change,
    order,
    recipient,
    subscriber,
    webhook,
)

ROOT = Path(__file__).parents[2]
START = at("2026-03-02 00:00")
BEFORE = START - 60 * DAY
LEFT = START + DAY + 10 * HOUR

PLACES = ("NO", "JP", "NZ", "BR", "IN", "GB", "ZA", "TH")
"""Countries of eight zones; nobody there is asleep at the same hours."""

SMALL_SHOP = [
    *(
        webhook(
            "customers/create",
            subscriber(number, at=LEFT + number * MINUTE, default_address={"country_code": country}),
            at=LEFT + number * MINUTE,
        )
        for number, country in enumerate(PLACES, start=1)
    ),
    *(webhook("customers/create", subscriber(n, at=BEFORE), at=BEFORE) for n in (11, 12, 13)),
    *(
        webhook("checkouts/create", checkout(f"t{n}", n, at=LEFT + 4 * HOUR), at=LEFT + 4 * HOUR)
        for n in (11, 12, 13)
    ),
    webhook("checkouts/create", checkout("t99", 13, at=LEFT + 9 * HOUR), at=LEFT + 9 * HOUR),
    recipient("open", 1, at=LEFT + 3 * HOUR),
    recipient("click", 11, at=LEFT + 6 * HOUR),
    webhook("orders/create", order(7011, token="t11", by=11, at=LEFT + 8 * HOUR), at=LEFT + 8 * HOUR),
    webhook("orders/create", order(7002, token=None, by=2, at=LEFT + 3 * DAY), at=LEFT + 3 * DAY),
    recipient("unsubscribe", 3, at=LEFT + 2 * DAY),
    recipient("bounce", 4, at=LEFT + DAY),
    recipient("complain", 5, at=LEFT + 4 * DAY),
    webhook(
        "customers_email_marketing_consent/update",
        consent_change(6, "unsubscribed", LEFT + 5 * DAY),
        at=LEFT + 5 * DAY,
    ),
]


@cache
def _files() -> dict[str, Any]:
    return {
        "shop": load_shop(ROOT / "shop.yaml"),
        "workflows": load(ROOT / "workflows"),
        "templates": compile_templates(ROOT / "workflows"),
    }


@contextmanager
def played(kind: type[Deployment], told: list[str], *, days: int, hook: Any = None) -> Iterator[Deployment]:
    """Lines played on one engine, open for a look."""
    read = lines.parse(told, "test")
    start = min([START, *(line.at for line in read)])
    deployment: Any = kind(**_files(), start=start, live_from=START)
    if hook is not None:
        deployment.on_call(hook)
    play.schedule(deployment, read)
    try:
        deployment.agenda.run(START + days * DAY)
        yield deployment
    finally:
        deployment.close()


def outcomes(deployment: Deployment) -> list[tuple[Any, ...]]:
    """Who got which step, with which outcome, when, and what else the timeline tells."""
    keys = ("at", "email", "kind", "workflow", "step", "reason", "event", "until", "zone", "subject")
    return [tuple(line.get(key) for key in keys) for line in deployment.timeline.lines]


def facts(deployment: Deployment) -> Mapping[str, Any]:
    """Every row, without the ids that SES gives."""
    rows = deployment.tables
    messages = {each: replace(row, ses_message_id=None) for each, row in rows.messages.items()}
    return {
        "contacts": rows.contacts,
        "enrollments": rows.enrollments,
        "messages": messages,
        "figures": rows.figures,
        "occupancy": {place: count for place, count in rows.occupancy.items() if count},
        "orders": rows.orders,
        "assignments": rows.assignments,
        "ledgers": {each: ledger for each, ledger in rows.ledgers.items() if ledger.recent},
        "suppressions": rows.suppressions,
    }


def work(deployment: Deployment) -> Mapping[str, Any]:
    """What each workflow used: the reconciler has nothing to do in memory, and is nobody's there."""
    transitions = {each.name: each.visits for each in deployment.stepper.executions.values()}
    owners = {who: dict(used) for who, used in deployment.tally.owners.items() if who != RECONCILER}
    return {"transitions": transitions, **owners}


def test_both_engines_give_a_small_shop_the_same_outcomes_at_the_same_instants_in_the_same_order() -> None:
    with played(Account, SMALL_SHOP, days=12) as memory:
        wanted, rows = outcomes(memory), facts(memory)
        used = work(memory)

    with played(MotoAccount, SMALL_SHOP, days=12) as moto:
        assert outcomes(moto) == wanted
        assert facts(moto) == rows
        assert rows["assignments"]
        assert work(moto) == used
        assert (moto.crashes, moto.dead_letters()) == ([], [])
    assert {"sent", "exited", "converted", "completed", "feedback"} <= {line[2] for line in wanted}


ONE_WELCOME = [webhook("customers/create", subscriber(2, at=LEFT), at=LEFT)]


class Trouble:
    """Raises at the first call that it is told of."""

    def __init__(self, call: str, error: BaseException) -> None:
        self.calls: list[str] = []
        self._call = call
        self._error: BaseException | None = error

    def __call__(self, call: Call) -> None:
        self.calls.append(str(call))
        if str(call) == self._call and self._error is not None:
            error, self._error = self._error, None
            raise error


@pytest.mark.parametrize("error", [RuntimeError("a bug"), Killed()], ids=["raised", "killed"])
@pytest.mark.parametrize(
    ("call", "delay"),
    [
        ("before webhook sqs.SendMessage", MINUTE),  # Shopify tries again
        ("before events stepfunctions.StartExecution", 6 * MINUTE),  # the record is visible again
        ("before send dynamodb.BatchGetItem", 6 * MINUTE),
        ("after send ses.SendEmail", timedelta(0)),  # the mail has left, and SES's own event settles it
    ],
)
def test_a_function_that_dies_is_followed_by_what_aws_would_bring_again(
    call: str, delay: timedelta, error: BaseException
) -> None:
    trouble = Trouble(call, error)

    with played(MotoAccount, ONE_WELCOME, days=2, hook=trouble) as moto:
        assert moto.dead_letters() == []
        assert [sent.tag("step") for sent in moto.mailer.sent] == ["welcome"]
        assert [sent.at - LEFT for sent in moto.mailer.sent] == [delay]
        (message,) = moto.tables.messages.values()
        assert message.state is MessageState.SENT
    assert call in trouble.calls
