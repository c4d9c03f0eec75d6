"""A discount code from its making to its end: in the pool, in a mail, accepted by the shop, and no more."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from homing import bootstrap
from homing.domain.errors import ShopRefused

from functions.trigger import reconcile
from local.account import CONTEXT, Account
from local.memory.codes import MemoryCodePool, MemoryShopCodes
from tests.builders import order, subscriber
from tests.functional.laptop import START, laptop

OFFERED = START + timedelta(days=7)
"""The day of the first offer."""


class Shop:
    """A shop whose codes lie in a pool, and one subscriber."""

    def __init__(self, account: Account) -> None:
        self.account = account
        pool, codes = account.neighbours.codes, account.neighbours.shop_codes
        assert isinstance(pool, MemoryCodePool)
        assert isinstance(codes, MemoryShopCodes)
        self.pool, self.codes = pool, codes
        account.neighbours.discounts = pool
        bootstrap.install(account.neighbours)
        account.webhook("customers/create", json.dumps(subscriber(1, at=START)).encode())

    def hourly(self) -> int:
        made: int = reconcile.handler({}, CONTEXT)["codes"]
        return made

    def until(self, days: float) -> None:
        self.account.agenda.run(START + timedelta(days=days))

    def offers(self) -> list[str]:
        """The codes that mails promised."""
        mails = [sent.email.text for sent in self.account.mailer.sent if sent.tag("step") == "first_offer"]
        return [code for text in mails for code in re.findall(r"\bFJORD-[A-Z2-9]{8}\b", text)]

    def lines(self, kind: str) -> list[str | None]:
        told = self.account.timeline.lines
        return [
            line.get("reason") for line in told if line["kind"] == kind and line.get("step") == "first_offer"
        ]


@pytest.fixture
def shop() -> Iterator[Shop]:
    with laptop() as account:
        yield Shop(account)


def test_a_mail_takes_its_code_from_the_pool_and_the_shop_ends_it_when_the_mail_said(shop: Shop) -> None:
    assert shop.hourly() > 0
    ready = shop.pool.free("percent-10")

    shop.until(8)

    (code,) = shop.offers()
    assert code in shop.codes.accepted
    assert shop.pool.free("percent-10") == ready - 1
    shop.until(9.9)
    assert code in shop.codes.accepted
    shop.until(10.1)
    assert code not in shop.codes.accepted


def test_a_mail_that_finds_no_code_waits_for_one(shop: Shop) -> None:
    shop.until(7.2)
    assert shop.offers() == []
    assert set(shop.lines("parked")) == {"no_code"}

    shop.hourly()
    shop.until(7.4)

    assert len(shop.offers()) == 1


def test_no_code_is_spent_on_who_has_ordered(shop: Shop) -> None:
    shop.hourly()
    ready = shop.pool.free("percent-10")
    shop.until(3)
    body = order(1, at=START + timedelta(days=3), token=None)
    shop.account.webhook("orders/create", json.dumps(body).encode())

    shop.until(10)

    assert shop.lines("sent") == []
    assert shop.pool.free("percent-10") == ready


def test_a_shop_that_makes_no_codes_holds_up_no_reconciling(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> str:
        raise ShopRefused("no scope")

    monkeypatch.setattr(MemoryShopCodes, "open", refuse)

    assert reconcile.handler({}, CONTEXT)["codes"] == 0
