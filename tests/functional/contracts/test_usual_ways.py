"""People who go the usual way, through the real handlers and the DynamoDB adapters on moto.

The contracts try what seldom happens as often as what happens always; what a call of a port usually asks of
AWS is told by this story: two welcomes, opened and clicked, and a cart that is bought after its first mail.
"""

from collections.abc import Iterator
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from homing import bootstrap
from homing.domain.due import DueEntry
from homing.domain.offers import PoolCode
from homing.domain.watch import watch_entry

from functions.trigger import sweep
from local import lines, play
from local.account import CONTEXT, Account
from local.rehearse import Stage, open_account
from tests.builders import HOUR, MINUTE, at, cart, checkout, order, recipient, subscriber, webhook
from tests.functional.contracts import samples
from tests.functional.contracts.engines import Engine, VirtualClock, moto_tables, on_moto, recorded
from tests.functional.contracts.recording import Recorder, strangers

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

ROOT = Path(__file__).parents[3]
START = at("2026-03-02 08:00")
BOUGHT = START + 5 * HOUR
STORY = [
    webhook("customers/create", subscriber(1, at=START), at=START + MINUTE),
    webhook("customers/create", subscriber(2, at=START), at=START + 2 * MINUTE),
    recipient("open", 1, at=START + 10 * MINUTE),
    recipient("click", 1, at=START + 11 * MINUTE, link="https://shop.example/products/one"),
    recipient("open", 2, at=START + HOUR),
    webhook("carts/create", cart(at=START + HOUR), at=START + HOUR + MINUTE),
    webhook("checkouts/create", checkout(at=START + HOUR), at=START + HOUR + 2 * MINUTE),
    webhook("checkouts/update", checkout(at=START + 2 * HOUR), at=START + 2 * HOUR + MINUTE),
    recipient("open", 1, at=START + 4 * HOUR),
    webhook("orders/create", order(at=BOUGHT), at=BOUGHT + MINUTE),
]


class _Waking:
    """The due index, which wakes the laptop's sweep."""

    def __init__(self, index: object, account: Account) -> None:
        self._index, self._account = index, account

    def __getattr__(self, name: str) -> object:
        return getattr(self._index, name)

    def put(self, entry: DueEntry) -> None:
        self._index.put(entry)  # type: ignore[attr-defined]
        at_minute = entry.at.replace(second=0, microsecond=0) + timedelta(minutes=1)
        self._account.agenda.at(at_minute, _sweep)


def _sweep() -> None:
    sweep.handler({}, CONTEXT)


@pytest.fixture
def told(client: "DynamoDBClient") -> Iterator[tuple[Account, Recorder]]:
    stage = Stage(
        workflows=ROOT / "workflows",
        shop=ROOT / "shop.yaml",
        start=START,
        days=8,
        only=("abandoned_cart", "welcome"),
    )
    story = lines.parse(STORY, "story")
    account = open_account(stage, story)
    recorder = Recorder(usual=True)
    recorder.watch(client)
    with moto_tables(client, account.clock.now) as tables:
        plain = on_moto(tables, VirtualClock())
        # A stage's first sweep looks fifteen days back, every later one at yesterday and today.
        assert list(plain.due.until(account.clock.now())) == []
        plain.discounts.add(
            "percent-10", [PoolCode(code=f"FJORD-{n}", shop_id=f"gid://{n}") for n in range(250)]
        )
        engine = recorded(plain, recorder)
        for name in {each.name for each in fields(Engine)} - {"name", "clock", "due"}:
            setattr(account.neighbours, name, getattr(engine, name))
        account.neighbours.due = _Waking(engine.due, account)  # type: ignore[assignment]
        bootstrap.install(account.neighbours)
        play.schedule(account, story)
        account.agenda.run(stage.end)
        yield account, recorder
    bootstrap.install(None)


def test_the_story_goes_the_usual_way_and_each_of_its_calls_is_in_the_table(
    told: tuple[Account, Recorder],
) -> None:
    account, recorder = told

    assert account.crashes == []
    assert account.dead_letters() == []
    steps = sorted(sent.tag("message").split("--")[1] for sent in account.mailer.sent)
    assert steps == [
        "brand_story",
        "brand_story",
        "first_offer",
        "reminder",
        "social_proof",
        "social_proof",
        *["welcome"] * 2,
    ]
    assert {one.call for one in recorder.seen} >= {
        "messages.settle:some",
        "enrollments.put:put",
        "orders.put:yes",
    }
    assert strangers(recorder.seen) == []


def test_several_enrollments_are_read_in_one_batch(engine: Engine) -> None:
    row = samples.enrollment()
    engine.enrollments.put(row, samples.NO_GUARD, watch_entry(row), [])

    assert engine.enrollments.several([row.id, "nobody"]) == {row.id: row}
