"""In-memory ports of products and of who waits for them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from homing.domain.product import Product, StockLevel, StockRequest
from homing.domain.time import Stamp

from local.memory.tables import Store


class MemoryCatalogue(Store):
    """Products by id."""

    def put(self, product: Product) -> None:
        known = self._tables.products.get(product.id)
        if known is None or known.time < product.time:
            self._tables.products[product.id] = product
            for variant in product.variants:
                self._tables.variants.setdefault(f"variant#{variant.id}", (product.id, variant.id))
                if variant.item is not None:
                    self._tables.variants.setdefault(f"inventory#{variant.item}", (product.id, variant.id))

    def remove(self, product_id: str, time: Stamp) -> None:
        known = self._tables.products.get(product_id)
        gone = known or Product(id=product_id, title="", time=time)
        if known is None or known.time < time:
            self._tables.products[product_id] = replace(gone, published=False, time=time)

    def get(self, product_ids: Sequence[str]) -> Mapping[str, Product]:
        known = self._tables.products
        return {each: known[each] for each in product_ids if each in known}

    def featured(self, limit: int) -> Sequence[Product]:
        shown = (p for p in self._tables.products.values() if p.published and p.image)
        return sorted(shown, key=lambda p: (p.time, p.id), reverse=True)[:limit]

    def variant(self, item: str) -> tuple[str, str] | None:
        return self._tables.variants.get(f"inventory#{item}")

    def product_of(self, variant_id: str) -> str | None:
        found = self._tables.variants.get(f"variant#{variant_id}")
        return None if found is None else found[0]

    def count(self, level: StockLevel) -> None:
        known = self._tables.levels.get(level.item)
        if known is None or known.time < level.time:
            self._tables.levels[level.item] = level

    def level(self, item: str) -> StockLevel | None:
        return self._tables.levels.get(item)


class MemoryStockRequests(Store):
    """Requests by product, variant and contact."""

    def put(self, request: StockRequest) -> None:
        waiting = self._tables.stock_requests.setdefault(request.product_id, {})
        waiting[request.variant_id, request.contact_id] = request

    def any_for(self, product_id: str) -> bool:
        return bool(self._tables.stock_requests.get(product_id))

    def waiting(self, product_id: str, variant_id: str | None, most: int) -> Sequence[StockRequest]:
        requests = self._tables.stock_requests.get(product_id, {}).values()
        wanted = sorted((r for r in requests if r.variant_id == variant_id), key=lambda r: r.contact_id)
        return wanted[:most]

    def told(self, request: StockRequest) -> None:
        waiting = self._tables.stock_requests.get(request.product_id, {})
        place = request.variant_id, request.contact_id
        if place in waiting and waiting[place].id == request.id:
            del waiting[place]
