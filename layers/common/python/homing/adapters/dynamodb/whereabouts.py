"""Where rows are that another row leads to, and what stays of one that is about several people."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from homing.adapters.dynamodb.items import EXPIRES_AT, dump, load
from homing.adapters.dynamodb.segments import member_key
from homing.adapters.dynamodb.table import Key
from homing.domain.membership import MembershipRow
from homing.domain.order import OrderRow


def cart_places(key: str, cart: Mapping[str, Any]) -> list[Key]:
    """A cart, its tokens, and the rows of those tokens from before they proved to be one cart."""
    tokens = {kind: cart.get(f"{kind}_token") for kind in ("cart", "checkout")}
    known = {kind: token for kind, token in tokens.items() if token} or {"cart": key, "checkout": key}
    carts = [Key(f"cart#key#{each}", "CART") for each in dict.fromkeys((key, *known.values()))]
    return [*carts, *(Key(f"{kind}#{token}", "CARTALIAS") for kind, token in known.items())]


def member_places(memberships: Mapping[str, Any], contact_id: str) -> list[Key]:
    """Where a contact is listed as a member."""
    return [member_key(each, contact_id) for each in sorted(load(MembershipRow, memberships).inside())]


def order_keeps(told: Mapping[str, Any], contact_ids: Sequence[str]) -> Mapping[str, Any] | None:
    """What stays of an order that counts for others too, None if it counts for nobody else."""
    row = load(OrderRow, told)
    others = tuple(each for each in row.contacts if each not in contact_ids)
    if not others:
        return None
    kept = dump(replace(row, contacts=others))
    return kept | ({EXPIRES_AT: told[EXPIRES_AT]} if EXPIRES_AT in told else {})
