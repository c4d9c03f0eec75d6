"""One season of the demo shop, played through the real handlers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from homing.adapters.workflow_files import load
from homing.domain.workflow import Status

from local import play, rehearse
from local.account import Account
from local.demo import baskets, calls, doings, listening, noise, payloads, shopping, signups
from local.demo.baskets import Basket
from local.demo.calls import Call
from local.demo.goods import PRODUCTS, SOLD_OUT, Product
from local.demo.happenings import Happening
from local.demo.mailboxes import Mailboxes
from local.demo.people import Person, people
from local.lines import InputLine
from local.rehearse import Stage

ROOT = Path(__file__).resolve().parents[2]
START = datetime(2026, 3, 2, tzinfo=UTC)
"""A Monday; the clocks change in America on the 8th of that month, and in Europe on the 29th."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """What was played, and the account that it was played on."""

    stage: Stage
    account: Account
    people: Sequence[Person]
    baskets: Sequence[Basket]
    lines: Sequence[InputLine]
    mailboxes: Mailboxes


def stage(days: int, *, live_only: bool = False) -> Stage:
    """The demo's stage: this repository's shop and its workflows, drafts too unless told otherwise.

    Without its drafts nobody would ask whom shop.demo.yaml has confirm that they signed up.
    """
    folder = ROOT / "workflows"
    live = [each.name for each in load(folder) if each.status is Status.LIVE] if live_only else []
    return Stage(
        workflows=folder,
        shop=ROOT / "shop.yaml",
        start=START,
        days=days,
        only=live,
        overlay=None if live_only else "demo",
    )


def prepare(on: Stage, seed: int, contacts: int) -> Season:
    """Everyone in their places and everything on the agenda."""
    crowd = people(seed, contacts)
    filled = [basket for person in crowd for basket in baskets.of(person, seed, on.start, on.days)]
    told = _happenings(on, seed, crowd, filled)
    called = calls.lines(_calls(on, seed, crowd), seed)
    filled_in = [line for person in crowd for line in signups.forms(person, seed, on.start, on.days)]
    arriving = (*noise.deliveries(told, seed, on.start), *called, *filled_in)
    lines = [line for line in arriving if line.at <= on.end]
    account = rehearse.open_account(on, lines)
    play.schedule(account, lines)
    mailboxes = Mailboxes(account, seed, crowd, filled)
    return Season(stage=on, account=account, people=crowd, baskets=filled, lines=lines, mailboxes=mailboxes)


def run(season: Season, progress: Callable[[datetime], None] | None = None) -> None:
    """Play it to its end."""
    season.account.agenda.run(season.stage.end, progress)


def _calls(on: Stage, seed: int, crowd: Sequence[Person]) -> Iterator[Call]:
    for person in crowd:
        yield from doings.of(person, seed, on.start, on.days)
    strangers = people(seed + 1, max(len(crowd) // 20, 3))
    yield from listening.mentions(strangers, seed, on.start, on.days)


def _happenings(
    on: Stage, seed: int, crowd: Sequence[Person], filled: Sequence[Basket]
) -> Iterator[Happening]:
    opened = on.start - timedelta(days=1)
    hidden = Product(8199, "Prototype: wool tent", "wool-tent", PRODUCTS[0].price, ("Default Title",))
    for number, goods in enumerate(PRODUCTS):
        shelved = opened - timedelta(hours=number)  # the first of the shelf is the newest, and featured
        gone = goods is SOLD_OUT
        body = payloads.product(goods, shelved, sold_out=gone)
        yield Happening(at=shelved, topic="products/create", body=body)
    back = on.start + timedelta(days=on.days * 0.4)
    for number in range(len(SOLD_OUT.variants)):
        body = payloads.stocked(SOLD_OUT, number, back)
        yield Happening(at=back, topic="inventory_levels/update", body=body)
    yield Happening(
        at=opened, topic="products/create", body=payloads.product(hidden, opened, published=False)
    )
    for person in crowd:
        yield from signups.of(person, seed, on.start, on.days)
    for basket in filled:
        yield from shopping.of(basket, seed)
    yield from noise.strange(seed, on.start, on.days)
