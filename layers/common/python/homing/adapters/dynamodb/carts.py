"""Carts by occurrence key, and the tokens that lead to them."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from boto3.dynamodb.conditions import Attr

from homing.adapters.dynamodb.conditions import absent, unchanged
from homing.adapters.dynamodb.items import dump, expiry, load
from homing.adapters.dynamodb.table import Key, Table
from homing.adapters.dynamodb.traces import Traced, trace
from homing.adapters.dynamodb.transactions import together
from homing.domain.cart import Cart
from homing.domain.kept_of_people import CART, CART_ALIAS

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef


class Carts:
    """ports.Carts over the contacts table."""

    def __init__(self, *, contacts: Table) -> None:
        self._table = contacts

    def find(self, tokens: Sequence[str]) -> Cart | None:
        """The cart that the first token that leads anywhere leads to, read consistently."""
        found = self._table.get_all(_alias_key(token) for token in tokens)
        keys = (found[_alias_key(token)]["cart_key"] for token in tokens if _alias_key(token) in found)
        key = next(keys, None)
        return None if key is None else self.get(key)

    def get(self, key: str) -> Cart | None:
        """The cart of an occurrence key, read consistently."""
        item = self._table.get(_key(key))
        return None if item is None else load(Cart, item)

    def put(self, known: Cart | None, cart: Cart) -> bool:
        """Store the cart and lead its tokens to it, in one transaction; False if it is no longer `known`.

        A token never moves. A new cart with a token that leads to another is refused, so that its writer
        finds the other; a known cart is stored, and such a token left where it leads.
        """
        led = known.tokens() if known else ()
        tokens = [token for token in dict.fromkeys(cart.tokens()) if token not in led]
        now = self._table.now()
        while True:
            item = {**dump(cart), **expiry(now, CART.lifetime)}
            put = self._table.put(_key(cart.key), item, unchanged(known) if known else absent(now))
            leads = self._leads(tokens, cart.key)
            refused = together(self._table.client, [put, *leads, *self._traces(known, cart)])
            if known is None or 0 in refused or not refused:
                return not refused
            tokens = [token for n, token in enumerate(tokens, start=1) if n not in refused]

    def _leads(self, tokens: Iterable[str], cart_key: str) -> "Iterable[TransactWriteItemTypeDef]":
        now = self._table.now()
        unless_elsewhere = absent(now) | Attr("cart_key").eq(cart_key)
        for token in tokens:
            yield self._table.put(
                _alias_key(token),
                {"cart_key": cart_key, **expiry(now, CART_ALIAS.lifetime)},
                unless_elsewhere,
            )

    def _traces(self, known: Cart | None, cart: Cart) -> "Iterable[TransactWriteItemTypeDef]":
        """Whose cart it is, noted once under the contact."""
        if cart.contact_id is not None and (known is None or known.contact_id != cart.contact_id):
            yield trace(self._table, cart.contact_id, Traced.CART, cart.key)


def _key(key: str) -> Key:
    return Key(f"cart#key#{key}", "CART")


def _alias_key(token: str) -> Key:
    return Key(token, "CARTALIAS")
