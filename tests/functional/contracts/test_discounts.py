"""ports.Discounts and ports.CodePool: both ends of the pool of discount codes."""

from dataclasses import replace
from datetime import datetime

from homing.domain.due import DueEntry, DueKind
from homing.domain.message import MessageId
from homing.domain.offers import PoolCode, Promise, Supply, kind_of
from homing.domain.step_parts import Offer
from homing.services.ports import Code

from tests.functional.contracts.engines import Engine
from tests.functional.contracts.samples import after

TEN = Offer.model_validate({"percent": 10, "valid_for": "24h"})
FREE = Offer.model_validate({"free_shipping": True, "valid_for": "24h"})
KIND = kind_of(TEN)
ONE = MessageId(enrollment="welcome-a", step="first_offer")
OTHER = MessageId(enrollment="welcome-b", step="first_offer")
CODES = [PoolCode(code=f"FJORD-{n}", shop_id=f"gid://{n}") for n in range(3)]
TOMORROW = after(days=1)


def due(engine: Engine, until: datetime) -> list[DueEntry]:
    return [each for each in engine.due.until(until) if each.kind is DueKind.CODE]


def test_a_message_has_the_same_code_at_every_asking(engine: Engine) -> None:
    engine.discounts.add(KIND, CODES)

    first = engine.discounts.take(ONE, TEN, TOMORROW)

    assert first is not None
    assert first == Code(code=first.code, percent=10)
    assert engine.discounts.take(ONE, TEN, TOMORROW) == first
    assert engine.discounts.free(KIND) == 2


def test_no_two_messages_share_a_code(engine: Engine) -> None:
    engine.discounts.add(KIND, CODES)
    again = replace(ONE, enrollment="welcome-c")
    taken = [engine.discounts.take(each, TEN, TOMORROW) for each in (ONE, OTHER, again)]

    assert len({each.code for each in taken if each is not None}) == 3
    assert engine.discounts.free(KIND) == 0


def test_an_empty_pool_gives_no_code_and_one_of_another_kind_lends_none(engine: Engine) -> None:
    engine.discounts.add(kind_of(FREE), CODES)

    assert engine.discounts.take(ONE, TEN, TOMORROW) is None
    assert engine.discounts.free(kind_of(FREE)) == 3
    assert due(engine, TOMORROW) == []


def test_a_code_that_was_given_back_is_the_next_ones(engine: Engine) -> None:
    engine.discounts.add(KIND, CODES[:1])
    engine.discounts.take(ONE, TEN, TOMORROW)

    engine.discounts.give_back(ONE)
    engine.discounts.give_back(ONE)

    assert engine.discounts.promised(str(ONE)) is None
    assert engine.discounts.free(KIND) == 1
    taken = engine.discounts.take(OTHER, TEN, TOMORROW)
    assert taken is not None
    assert taken.code == CODES[0].code


def test_what_was_never_taken_cannot_be_given_back(engine: Engine) -> None:
    engine.discounts.give_back(ONE)

    assert engine.discounts.free(KIND) == 0


def test_a_code_whose_time_is_over_is_not_given_to_another(engine: Engine) -> None:
    engine.discounts.add(KIND, CODES[:1])
    engine.discounts.take(ONE, TEN, TOMORROW)
    engine.clock.now = TOMORROW

    engine.discounts.give_back(ONE)

    assert engine.discounts.free(KIND) == 0
    assert engine.discounts.promised(str(ONE)) is not None


def test_the_end_of_a_code_is_due_as_soon_as_it_is_promised(engine: Engine) -> None:
    engine.discounts.add(KIND, CODES)

    engine.discounts.take(ONE, TEN, TOMORROW)

    entry = DueEntry(at=TOMORROW, kind=DueKind.CODE, workflow=KIND, key=str(ONE))
    assert due(engine, TOMORROW) == [entry]


def test_a_mail_that_leaves_later_has_its_code_for_longer(engine: Engine) -> None:
    engine.discounts.add(KIND, CODES)
    first = engine.discounts.take(ONE, TEN, TOMORROW)

    assert engine.discounts.take(ONE, TEN, after(days=2)) == first

    promise = engine.discounts.promised(str(ONE))
    assert promise is not None
    assert (promise.until, promise.code.code) == (after(days=2), first.code if first else "")
    assert [each.at for each in due(engine, after(days=2))] == [TOMORROW, after(days=2)]


def test_a_promise_is_ended_once_and_only_as_it_was_read(engine: Engine) -> None:
    engine.discounts.add(KIND, CODES)
    engine.discounts.take(ONE, TEN, TOMORROW)
    promise = engine.discounts.promised(str(ONE))
    assert isinstance(promise, Promise)

    engine.discounts.end(replace(promise, until=after(days=5)))
    assert engine.discounts.promised(str(ONE)) == promise

    engine.discounts.end(promise)
    engine.discounts.end(promise)
    assert engine.discounts.promised(str(ONE)) is None


def test_a_code_that_lies_in_the_pool_stays_when_it_is_laid_there_again(engine: Engine) -> None:
    engine.discounts.add(KIND, CODES)
    engine.discounts.add(KIND, CODES)

    assert engine.discounts.free(KIND) == 3


def test_of_two_who_write_how_far_the_pool_has_come_one_is_told_no(engine: Engine) -> None:
    empty = engine.discounts.supply(KIND)
    begun = replace(empty, discount="gid://discount", asked=("A", "B"))

    assert empty == Supply(kind=KIND)
    assert engine.discounts.put_supply(empty, begun)
    assert not engine.discounts.put_supply(empty, replace(begun, asked=("C",)))
    assert engine.discounts.supply(KIND) == begun
    assert engine.discounts.put_supply(begun, replace(begun, ticket="gid://batch"))
    assert engine.discounts.supply(KIND).ticket == "gid://batch"
