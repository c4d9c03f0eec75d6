"""The demo shop's orders: what the report says of them against what the shop itself told, summed by hand."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from homing import bootstrap
from homing.services.report_json import report_json

from local.account import Account
from local.demo import season
from tests import recount

pytestmark = pytest.mark.xdist_group("demo")

OSLO = ZoneInfo("Europe/Oslo")


@dataclass
class Told:
    """One order as its webhooks tell of it."""

    placed: datetime
    total: Decimal
    test: bool
    paid: bool = False
    cancelled: bool = False
    went_back: dict[str, Decimal] = field(default_factory=dict)

    @property
    def counts(self) -> bool:
        return not self.test and (self.paid or not self.cancelled)

    @property
    def net(self) -> Decimal:
        return Decimal(0) if self.cancelled else self.total - sum(self.went_back.values(), Decimal(0))


@dataclass(frozen=True)
class Played:
    account: Account
    report: Mapping[str, Any]
    orders: Mapping[str, Told]

    def of_the_period(self) -> Iterator[Told]:
        period = self.report["period"]
        for each in self.orders.values():
            day = each.placed.astimezone(OSLO).date().isoformat()
            if each.counts and period["first"] <= day <= period["last"]:
                yield each


@pytest.fixture(scope="module")
def played() -> Played:
    stage = season.stage(days=60)
    made = season.prepare(stage, seed=7, contacts=100)
    account = made.account
    with mock.patch.object(account, "webhook", wraps=account.webhook) as door:
        season.run(made)
    report = bootstrap.summarize().between(stage.start, stage.end)
    told = [(call.args[0], json.loads(call.args[1])) for call in door.call_args_list]
    return Played(account, report_json(report), summed(told))


def summed(told: list[tuple[str, Any]]) -> Mapping[str, Told]:
    """Every order once, whatever came twice, late or in another order."""
    orders: dict[str, Told] = {}
    bodies = [(topic, body) for topic, body in told if isinstance(body, dict) and body.get("id")]
    for topic, body in bodies:
        if topic in ("orders/create", "orders/paid"):
            total = Decimal(body["total_price_set"]["shop_money"]["amount"])
            placed = datetime.fromisoformat(body["created_at"])
            known = orders.setdefault(str(body["id"]), Told(placed=placed, total=total, test=body["test"]))
            known.paid |= topic == "orders/paid" or body["financial_status"] == "paid"
    for topic, body in bodies:
        if topic == "orders/cancelled" and str(body["id"]) in orders:
            orders[str(body["id"])].cancelled = True
        if topic == "refunds/create" and str(body["order_id"]) in orders:
            lines = (line["subtotal_set"]["shop_money"]["amount"] for line in body["refund_line_items"])
            orders[str(body["order_id"])].went_back[str(body["id"])] = sum(map(Decimal, lines), Decimal(0))
    return orders


def test_the_reports_orders_are_the_shops_own_to_the_cent(played: Played) -> None:
    mine = list(played.of_the_period())
    shop = played.report["orders"]["shop"]

    assert len(mine) >= 20
    assert any(each.cancelled or each.went_back for each in mine)
    assert shop["orders"] == len(mine)
    assert Decimal(str(shop["gross"])) == sum(each.total for each in mine)
    assert Decimal(str(shop["net"])) == sum(each.net for each in mine)


def test_credited_and_uncredited_come_to_all_of_them(played: Played) -> None:
    orders = played.report["orders"]

    assert orders["credited"]["orders"] > 0
    assert orders["credited"]["orders"] + orders["uncredited"]["orders"] == orders["shop"]["orders"]
    assert orders["difference"] == {"orders": 0, "net": 0.0}
    assert orders["other_currencies"] == []
    for name in ("orders", "gross", "net"):
        of_months = [Decimal(str(month["shop"][name])) for month in orders["by_month"].values()]
        assert sum(of_months) == Decimal(str(orders["shop"][name]))


def test_no_more_is_credited_than_the_shop_took(played: Played) -> None:
    claimed = Decimal(str(played.report["kpis"]["revenue"]))

    assert claimed == Decimal(str(played.report["orders"]["credited"]["net"]))
    assert claimed <= Decimal(str(played.report["orders"]["shop"]["net"]))


def test_every_counter_equals_a_recount_of_the_rows(played: Played) -> None:
    account = played.account
    wrong = recount.differences(
        account.tables.figures,
        messages=account.tables.messages,
        enrollments=account.tables.enrollments,
        orders=account.tables.orders.values(),
        zone=account.shop.zone,
        currency=account.shop.currency,
    )

    assert list(wrong) == []


def test_each_person_is_on_the_list_once_and_gains_less_losses_are_who_may_be_mailed(played: Played) -> None:
    tables, growth = played.account.tables, played.report["list"]
    suppressions = played.account.neighbours.suppressions
    mailable = [
        each.email
        for each in tables.contacts.values()
        if each.moved_to is None
        and each.consent.granted
        and each.email is not None
        and not suppressions.of(each.email)
    ]

    assert len(set(mailable)) == len(mailable)
    assert growth["start"] + sum(growth["gained"].values()) - sum(growth["lost"].values()) == len(mailable)
