"""Discount codes are made ahead of the mails, and end when their mail said."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from homing.adapters.workflow_set import WorkflowSet
from homing.domain.due import DueEntry, DueKind
from homing.domain.errors import ServiceUnavailable, ShopRefused
from homing.domain.message import MessageId
from homing.domain.offers import PoolCode
from homing.domain.step_parts import Offer
from homing.domain.workflow import Workflow
from homing.services.end_codes import LATER, EndCodes
from homing.services.fill_codes import BATCH, LOW, FillCodes

from local.memory.codes import MemoryCodePool, MemoryShopCodes
from local.memory.stores import MemoryDueIndex, MemoryTables

NOW = datetime(2027, 1, 15, 8, tzinfo=UTC)
TEN = Offer.model_validate({"percent": 10, "valid_for": "24h"})
MESSAGE = MessageId(enrollment="welcome-a", step="first_offer")
KIND = "percent-10"


class Died(Exception):
    """The function's process ended here."""


@dataclass
class FrailShop(MemoryShopCodes):
    """A shop that is slow, away, or whose answer never reaches us."""

    slow: bool = False
    fails: Exception | None = None
    lose_answer: str = ""

    def open(self, offer: Offer, first_code: str, now: datetime) -> str:
        return str(self._answer("open", super().open(offer, first_code, now)))

    def ask(self, discount: str, codes: Sequence[str]) -> str:
        return str(self._answer("ask", super().ask(discount, codes)))

    def made(self, ticket: str) -> Sequence[PoolCode] | None:
        return None if self.slow else self._answer("made", super().made(ticket))

    def end(self, discount: str, codes: Sequence[PoolCode]) -> None:
        if self.fails:
            raise self.fails
        super().end(discount, codes)

    def _answer(self, verb: str, answer: Any) -> Any:
        if self.fails:
            raise self.fails
        if self.lose_answer == verb:
            self.lose_answer = ""
            raise Died
        return answer


@dataclass
class Clock:
    at: datetime = NOW

    def now(self) -> datetime:
        return self.at


@dataclass
class Place:
    """A pool, its shop and the two who look after them."""

    shop: FrailShop = field(default_factory=FrailShop)
    clock: Clock = field(default_factory=Clock)
    due: MemoryDueIndex = field(default_factory=lambda: MemoryDueIndex(MemoryTables()))

    def __post_init__(self) -> None:
        self.pool = MemoryCodePool(self.clock.now, self.due)
        self.end = EndCodes(pool=self.pool, shop=self.shop, due=self.due)

    def fill(self, status: str = "live", **gives: object) -> int:
        offer = {"valid_for": "24h", **(gives or {"percent": 10})}
        workflow = {
            "name": "welcome",
            "title": "Welcome",
            "status": status,
            "stage": "before",
            "trigger": {"type": "event", "event": "Subscribed"},
            "steps": [{"id": "first_offer", "type": "email", "offer": offer}],
        }
        return FillCodes(
            clock=self.clock,
            pool=self.pool,
            shop=self.shop,
            workflows=WorkflowSet([Workflow.model_validate(workflow)]),
            code_of=lambda kind, number: f"{kind}/{number}",
        )()

    def sweep(self, at: datetime) -> None:
        self.clock.at = at
        for entry in list(self.due.until(at)):
            self.end(entry, at)
            self.due.remove(entry)


@pytest.fixture
def place() -> Place:
    return Place()


def test_an_empty_pool_is_filled_in_one_round_and_a_full_one_left_alone(place: Place) -> None:
    assert place.fill() >= LOW
    assert place.pool.free(KIND) >= LOW
    assert place.fill() == 0


@pytest.mark.parametrize(
    ("gives", "kind"),
    [
        ({"percent": 15}, "percent-15"),
        ({"amount": 100}, "amount-100"),
        ({"free_shipping": True}, "free_shipping"),
    ],
)
def test_each_kind_of_offer_has_a_pool_of_its_own(gives: dict[str, Any], kind: str, place: Place) -> None:
    place.fill(**gives)

    assert place.pool.free(kind) >= LOW
    assert place.pool.free(KIND) == 0


def test_a_draft_asks_the_shop_for_nothing(place: Place) -> None:
    assert place.fill("draft") == 0
    assert place.shop.accepted == {}


def test_every_code_in_the_pool_is_one_that_the_shop_accepts(place: Place) -> None:
    place.fill()

    assert set(place.pool.lying[KIND]) <= set(place.shop.accepted)


def test_a_batch_that_the_shop_is_still_at_is_waited_for_and_not_asked_for_again(place: Place) -> None:
    place.shop.slow = True
    assert place.fill() == 0
    assert place.fill() == 0
    assert len(place.shop.batches) == 1

    place.shop.slow = False
    assert place.fill() >= BATCH


@pytest.mark.parametrize("verb", ["open", "ask", "made"])
def test_who_dies_between_the_shop_and_the_pool_is_followed_by_one_who_asks_the_same(
    verb: str, place: Place
) -> None:
    place.shop.lose_answer = verb
    with pytest.raises(Died):
        place.fill()

    place.fill()

    asked = {codes for _, codes in place.shop.batches}
    assert place.pool.free(KIND) >= LOW
    assert len({code for codes in asked for code in codes}) == BATCH * len(asked)
    assert len({discount for discount, _ in place.shop.batches}) == 1


def test_codes_are_never_made_twice(place: Place) -> None:
    place.fill()
    taken = [place.pool.take(MessageId(enrollment=f"w-{n}", step="o"), TEN, NOW) for n in range(LOW)]

    place.fill()

    assert {each.code for each in taken if each} & set(place.pool.lying[KIND]) == set()


def test_a_code_ends_at_the_instant_that_its_mail_named(place: Place) -> None:
    place.fill()
    code = place.pool.take(MESSAGE, TEN, NOW + timedelta(days=1))
    assert code is not None

    place.sweep(NOW + timedelta(hours=23))
    assert code.code in place.shop.accepted

    place.sweep(NOW + timedelta(hours=24))
    assert code.code not in place.shop.accepted
    assert place.pool.promised(str(MESSAGE)) is None


def test_a_code_whose_mail_left_later_ends_later(place: Place) -> None:
    place.fill()
    place.pool.take(MESSAGE, TEN, NOW + timedelta(days=1))
    code = place.pool.take(MESSAGE, TEN, NOW + timedelta(days=2))
    assert code is not None

    place.sweep(NOW + timedelta(days=1))
    assert code.code in place.shop.accepted

    place.sweep(NOW + timedelta(days=2))
    assert code.code not in place.shop.accepted


def test_a_code_that_was_given_back_is_good_for_the_next(place: Place) -> None:
    place.fill()
    code = place.pool.take(MESSAGE, TEN, NOW + timedelta(days=1))
    assert code is not None
    place.pool.give_back(MESSAGE)

    place.sweep(NOW + timedelta(days=1))

    assert code.code in place.shop.accepted
    assert code.code in place.pool.lying[KIND]


@pytest.mark.parametrize("error", [ServiceUnavailable("away"), ShopRefused("no token")])
def test_a_shop_that_does_not_answer_is_asked_again_and_holds_up_nothing_else(
    error: Exception, place: Place
) -> None:
    place.fill()
    code = place.pool.take(MESSAGE, TEN, NOW)
    assert code is not None
    place.shop.fails = error

    place.end(DueEntry(at=NOW, kind=DueKind.CODE, workflow=KIND, key=str(MESSAGE)), NOW)

    assert [entry.at for entry in place.due.until(NOW + LATER)] == [NOW, NOW + LATER]
    place.shop.fails = None
    place.sweep(NOW + LATER)
    assert code.code not in place.shop.accepted
