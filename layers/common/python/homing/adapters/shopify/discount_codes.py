"""Discount codes in the shop: one discount of each kind, with single-use codes added to it in bulk."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from homing.domain.errors import ShopRefused
from homing.domain.offers import PoolCode, kind_of
from homing.domain.step_parts import Offer
from homing.domain.time import iso

CREATE = """
mutation($it: DiscountCodeBasicInput!) {
  made: discountCodeBasicCreate(basicCodeDiscount: $it) {
    codeDiscountNode { id } userErrors { code field }
  }
}"""
CREATE_FREE_SHIPPING = """
mutation($it: DiscountCodeFreeShippingInput!) {
  made: discountCodeFreeShippingCreate(freeShippingCodeDiscount: $it) {
    codeDiscountNode { id } userErrors { code field }
  }
}"""
FIND = "query($code: String!) { found: codeDiscountNodeByCode(code: $code) { id } }"
ADD = """
mutation($discount: ID!, $codes: [DiscountRedeemCodeInput!]!) {
  added: discountRedeemCodeBulkAdd(discountId: $discount, codes: $codes) {
    bulkCreation { id } userErrors { code field }
  }
}"""
ADDED = """
query($ticket: ID!) {
  batch: discountRedeemCodeBulkCreation(id: $ticket) {
    done codes(first: 250) { nodes { code discountRedeemCode { id } } }
  }
}"""
# By id: a search that the shop does not understand would be one for all codes of the discount.
END = """
mutation($discount: ID!, $ids: [ID!]!) {
  ended: discountCodeRedeemCodeBulkDelete(discountId: $discount, ids: $ids) {
    job { id } userErrors { code field }
  }
}"""


class Call(Protocol):
    """The shop's Admin API."""

    def __call__(self, query: str, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        """What the shop answers."""


class ShopifyCodes:
    """ports.ShopCodes over the Admin API, which needs the scope `write_discounts`."""

    def __init__(self, call: Call) -> None:
        self._call = call

    def open(self, offer: Offer, first_code: str, now: datetime) -> str:
        """Begin a discount of a kind, or find the one that began with this code; the shop's name for it."""
        query = CREATE_FREE_SHIPPING if offer.free_shipping else CREATE
        made = self._call(query, {"it": _discount(offer, first_code, now)})["made"]
        if any(each.get("code") == "TAKEN" for each in made["userErrors"]):
            # An earlier try began it and did not live to tell.
            found = self._call(FIND, {"code": first_code})["found"]
            if found is not None:
                return str(found["id"])
        _require_no_errors(made)
        return str(made["codeDiscountNode"]["id"])

    def ask(self, discount: str, codes: Sequence[str]) -> str:
        """Ask for more codes of a discount; a ticket for the batch."""
        added = self._call(ADD, {"discount": discount, "codes": [{"code": each} for each in codes]})["added"]
        _require_no_errors(added)
        return str(added["bulkCreation"]["id"])

    def made(self, ticket: str) -> Sequence[PoolCode] | None:
        """The codes of a batch; None if the shop is still at it."""
        batch = self._call(ADDED, {"ticket": ticket})["batch"]
        if batch is None:
            raise ShopRefused(f"Shopify knows no batch of codes {ticket}.")
        if not batch["done"]:
            return None
        made = ((each["code"], each["discountRedeemCode"]) for each in batch["codes"]["nodes"])
        # What an earlier try had added already comes without an id, and could not be ended: it is left out.
        return [PoolCode(code=code, shop_id=node["id"]) for code, node in made if node is not None]

    def end(self, discount: str, codes: Sequence[PoolCode]) -> None:
        """Accept these codes no more."""
        ids = [each.shop_id for each in codes]
        if ids:
            _require_no_errors(self._call(END, {"discount": discount, "ids": ids})["ended"])


def _discount(offer: Offer, first_code: str, now: datetime) -> Mapping[str, Any]:
    # The limit counts for each code by itself, and there is none for each customer: who comes again in a
    # year may be offered something again. Of the first, Shopify's reference of PriceRule.
    shared = {
        "title": f"Homing {kind_of(offer)}",
        "code": first_code,
        "startsAt": iso(now),
        "usageLimit": 1,
        "context": {"all": "ALL"},
    }
    if offer.free_shipping:
        return {**shared, "destination": {"all": True}}
    value: Mapping[str, Any]
    if offer.percent is not None:
        value = {"percentage": offer.percent / 100}
    else:
        value = {"discountAmount": {"amount": str(offer.amount), "appliesOnEachItem": False}}
    return {**shared, "customerGets": {"items": {"all": True}, "value": value}}


def _require_no_errors(payload: Mapping[str, Any]) -> None:
    """Field names and codes only: messages may quote what was sent."""
    told = [f"{each.get('code')} at {'.'.join(each.get('field') or ())}" for each in payload["userErrors"]]
    if told:
        raise ShopRefused(f"Shopify makes no discount codes: {', '.join(told)}.")
