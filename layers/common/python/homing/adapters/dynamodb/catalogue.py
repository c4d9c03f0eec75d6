"""Products by id, and a partition that holds the presentable ones by time."""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from homing.adapters.dynamodb.conditions import unchanged
from homing.adapters.dynamodb.items import dump, instant, load
from homing.adapters.dynamodb.table import Key, Table
from homing.adapters.dynamodb.transactions import together
from homing.domain.product import Product

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

_FEATURED = "featured"


class Catalogue:
    """ports.Catalogue over the catalogue table."""

    def __init__(self, *, catalogue: Table) -> None:
        self._table = catalogue

    def put(self, product: Product) -> None:
        """Keep a product unless one as new is kept, and show it among the featured or no longer."""
        while True:
            known = self.get([product.id]).get(product.id)
            if known is not None and product.time <= known.time:
                return
            put = self._table.put(_key(product.id), dump(product), unchanged(known))
            if not together(self._table.client, [put, *self._shown(known, product)]):
                return

    def get(self, product_ids: Sequence[str]) -> Mapping[str, Product]:
        """Those that are known, read consistently."""
        found = self._table.get_all(_key(each) for each in product_ids)
        return {item["id"]: load(Product, item) for item in found.values()}

    def featured(self, limit: int) -> Sequence[Product]:
        """Published products with a picture, the newest first."""
        newest = self._table.query(_FEATURED, newest_first=True, consistent=False)
        return tuple(load(Product, item) for item in islice(newest, limit))

    def _shown(self, known: Product | None, product: Product) -> "list[TransactWriteItemTypeDef]":
        actions = []
        if known is not None and _is_presentable(known):
            actions.append(self._table.delete(_featured_key(known)))
        if _is_presentable(product):
            actions.append(self._table.put(_featured_key(product), dump(product)))
        return actions


def _is_presentable(product: Product) -> bool:
    return product.published and bool(product.image)


def _key(product_id: str) -> Key:
    return Key(f"product#{product_id}", "PRODUCT")


def _featured_key(product: Product) -> Key:
    return Key(_FEATURED, f"{instant(product.time.at)}#{instant(product.time.claimed)}#{product.id}")
