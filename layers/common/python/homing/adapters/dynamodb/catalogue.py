"""Products by id, and a partition that holds the presentable ones by time."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from homing.adapters.dynamodb.conditions import older, unchanged
from homing.adapters.dynamodb.items import dump, instant, load
from homing.adapters.dynamodb.table import Key, Table
from homing.adapters.dynamodb.transactions import alone, together
from homing.domain.product import Product, StockLevel, Variant
from homing.domain.time import Stamp

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
            self._lead(known, product)
            if self._replace(known, product):
                return

    def remove(self, product_id: str, time: Stamp) -> None:
        """Show a deleted product no longer; nothing that is older than its end brings it back."""
        while True:
            known = self.get([product_id]).get(product_id)
            if known is not None and time <= known.time:
                return
            gone = known or Product(id=product_id, title="", time=time)
            if self._replace(known, replace(gone, published=False, time=time)):
                return

    def get(self, product_ids: Sequence[str]) -> Mapping[str, Product]:
        """Those that are known, read consistently."""
        found = self._table.get_all(_key(each) for each in product_ids)
        return {item["id"]: load(Product, item) for item in found.values()}

    def featured(self, limit: int) -> Sequence[Product]:
        """Published products with a picture, the newest first."""
        newest = self._table.query(_FEATURED, newest_first=True, consistent=False)
        return tuple(load(Product, item) for item in islice(newest, limit))

    def variant(self, item: str) -> tuple[str, str] | None:
        """The product and the variant that the warehouse calls so."""
        return self._led(Key(f"inventory#{item}", "VARIANT"))

    def product_of(self, variant_id: str) -> str | None:
        """The product that a variant is of."""
        found = self._led(Key(f"variant#{variant_id}", "VARIANT"))
        return None if found is None else found[0]

    def count(self, level: StockLevel) -> None:
        """Keep a level unless a newer one is kept."""
        update = self._table.update(_level(level.item), older("time", level.time), assign=dump(level))
        alone(self._table.client, update)

    def level(self, item: str) -> StockLevel | None:
        """The newest level, read consistently."""
        found = self._table.get(_level(item))
        return None if found is None else load(StockLevel, found)

    def _lead(self, known: Product | None, product: Product) -> None:
        """Let new variants lead to their product, before it stands; a variant never moves to another."""
        led = known.variants if known is not None else ()
        names = {name for variant in led for name in _names(variant)}
        for variant in product.variants:
            leads = {"product_id": product.id, "variant_id": variant.id}
            for name in _names(variant):
                if name not in names:
                    alone(self._table.client, self._table.put(Key(name, "VARIANT"), leads))

    def _led(self, key: Key) -> tuple[str, str] | None:
        found = self._table.get(key)
        return None if found is None else (found["product_id"], found["variant_id"])

    def _replace(self, known: Product | None, product: Product) -> bool:
        put = self._table.put(_key(product.id), dump(product), unchanged(known))
        return not together(self._table.client, [put, *self._shown(known, product)])

    def _shown(self, known: Product | None, product: Product) -> "list[TransactWriteItemTypeDef]":
        actions = []
        if known is not None and _is_presentable(known):
            actions.append(self._table.delete(_featured_key(known)))
        if _is_presentable(product):
            actions.append(self._table.put(_featured_key(product), dump(product)))
        return actions


def _is_presentable(product: Product) -> bool:
    return product.published and bool(product.image)


def _names(variant: Variant) -> list[str]:
    return [f"variant#{variant.id}", *([f"inventory#{variant.item}"] if variant.item else [])]


def _level(item: str) -> Key:
    return Key(f"inventory#{item}", "LEVEL")


def _key(product_id: str) -> Key:
    return Key(f"product#{product_id}", "PRODUCT")


def _featured_key(product: Product) -> Key:
    return Key(_FEATURED, f"{instant(product.time.at)}#{instant(product.time.claimed)}#{product.id}")
