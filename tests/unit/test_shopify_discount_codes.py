"""What the shop's Admin API is asked for discount codes, and what its answers mean."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from homing.adapters.shopify.discount_codes import ShopifyCodes
from homing.domain.errors import ShopRefused
from homing.domain.offers import PoolCode
from homing.domain.step_parts import Offer

NOW = datetime(2027, 1, 15, 8, tzinfo=UTC)
DISCOUNT = "gid://shopify/DiscountCodeNode/1"
FINE: dict[str, Any] = {"userErrors": []}


class Admin:
    """Answers in turn, and remembers what it was asked."""

    def __init__(self, *answers: Mapping[str, Any]) -> None:
        self._answers = list(answers)
        self.asked: list[tuple[str, Mapping[str, Any]]] = []

    def __call__(self, query: str, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        self.asked.append((query, variables))
        return self._answers.pop(0)


def offer(**gives: object) -> Offer:
    return Offer.model_validate({"valid_for": "24h", **gives})


@pytest.mark.parametrize(
    ("gives", "mutation", "told"),
    [
        (
            {"percent": 15},
            "discountCodeBasicCreate",
            {"customerGets": {"items": {"all": True}, "value": {"percentage": 0.15}}},
        ),
        (
            {"amount": 100},
            "discountCodeBasicCreate",
            {
                "customerGets": {
                    "items": {"all": True},
                    "value": {"discountAmount": {"amount": "100", "appliesOnEachItem": False}},
                }
            },
        ),
        ({"free_shipping": True}, "discountCodeFreeShippingCreate", {"destination": {"all": True}}),
    ],
)
def test_a_discount_of_each_kind_is_begun_for_single_use(
    gives: dict[str, Any], mutation: str, told: dict[str, Any]
) -> None:
    admin = Admin({"made": FINE | {"codeDiscountNode": {"id": DISCOUNT}}})

    assert ShopifyCodes(admin).open(offer(**gives), "FJORD-1", NOW) == DISCOUNT

    ((query, variables),) = admin.asked
    assert f"{mutation}(" in query
    shared = {"code": "FJORD-1", "usageLimit": 1, "startsAt": "2027-01-15T08:00:00.000Z"}
    assert (shared | told).items() <= variables["it"].items()
    assert "appliesOncePerCustomer" not in variables["it"]


def test_a_discount_that_an_earlier_try_began_is_found_by_its_code() -> None:
    taken = {"codeDiscountNode": None, "userErrors": [{"code": "TAKEN", "field": ["code"]}]}
    admin = Admin({"made": taken}, {"found": {"id": DISCOUNT}})

    assert ShopifyCodes(admin).open(offer(percent=10), "FJORD-1", NOW) == DISCOUNT
    assert admin.asked[1][1] == {"code": "FJORD-1"}


def test_codes_are_asked_for_in_bulk() -> None:
    admin = Admin({"added": FINE | {"bulkCreation": {"id": "gid://shopify/Bulk/1"}}})

    assert ShopifyCodes(admin).ask(DISCOUNT, ["A", "B"]) == "gid://shopify/Bulk/1"
    assert admin.asked[0][1] == {"discount": DISCOUNT, "codes": [{"code": "A"}, {"code": "B"}]}


def test_a_batch_is_not_there_before_it_is_done() -> None:
    codes = {"nodes": [{"code": "A", "discountRedeemCode": None}]}

    assert ShopifyCodes(Admin({"batch": {"done": False, "codes": codes}})).made("t") is None


def test_only_codes_that_can_be_ended_again_are_laid_ready() -> None:
    nodes = [
        {"code": "A", "discountRedeemCode": {"id": "gid://a"}},
        {"code": "B", "discountRedeemCode": None},
    ]
    admin = Admin({"batch": {"done": True, "codes": {"nodes": nodes}}})

    assert ShopifyCodes(admin).made("t") == [PoolCode(code="A", shop_id="gid://a")]


def test_codes_are_ended_one_by_one_and_never_by_a_search() -> None:
    admin = Admin({"ended": FINE | {"job": {"id": "1"}}})

    ShopifyCodes(admin).end(DISCOUNT, [PoolCode(code="A", shop_id="gid://a")])
    ShopifyCodes(admin).end(DISCOUNT, [])

    ((query, variables),) = admin.asked
    assert variables == {"discount": DISCOUNT, "ids": ["gid://a"]}
    assert "search" not in query


@pytest.mark.parametrize(
    "use",
    [
        lambda codes: codes.open(offer(percent=10), "A", NOW),
        lambda codes: codes.ask(DISCOUNT, ["A"]),
        lambda codes: codes.end(DISCOUNT, [PoolCode(code="A", shop_id="gid://a")]),
    ],
)
def test_what_the_shop_refuses_is_told_without_what_was_sent(use: Any) -> None:
    refused = {"userErrors": [{"code": "INVALID", "field": ["codes", "0"], "message": "A is odd"}]}
    admin = Admin({"made": refused, "added": refused, "ended": refused})

    with pytest.raises(ShopRefused, match=r"INVALID at codes\.0") as told:
        use(ShopifyCodes(admin))
    assert "odd" not in str(told.value)


def test_a_batch_that_the_shop_does_not_know_is_told() -> None:
    with pytest.raises(ShopRefused, match="knows no batch"):
        ShopifyCodes(Admin({"batch": None})).made("t")
