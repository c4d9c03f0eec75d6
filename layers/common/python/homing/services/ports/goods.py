"""The shop's goods, and who waits for them."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from homing.domain.product import Product, StockLevel, StockRequest
from homing.domain.time import Stamp


class Catalogue(Protocol):
    """Products, for pictures, links and prices."""

    def put(self, product: Product) -> None:
        """Keep a product unless a newer one is kept, and let its variants lead to it."""

    def get(self, product_ids: Sequence[str]) -> Mapping[str, Product]:
        """Those that are known."""

    def featured(self, limit: int) -> Sequence[Product]:
        """Published products with a picture, the newest first."""


class Goods(Catalogue, Protocol):
    """The catalogue, and the warehouse behind it."""

    def remove(self, product_id: str, time: Stamp) -> None:
        """Show a deleted product no longer; nothing that is older than its end brings it back."""

    def variant(self, item: str) -> tuple[str, str] | None:
        """The product and the variant that the warehouse calls so."""

    def product_of(self, variant_id: str) -> str | None:
        """The product that a variant is of."""

    def count(self, level: StockLevel) -> None:
        """Keep a level unless a newer one is kept."""

    def level(self, item: str) -> StockLevel | None:
        """The newest level."""


class StockRequests(Protocol):
    """Who waits for goods that are not there, kept 400 days."""

    def put(self, request: StockRequest) -> None:
        """Let somebody wait; who asks again waits by the newer request."""

    def any_for(self, product_id: str) -> bool:
        """Whether anybody waits for a product or one of its variants."""

    def waiting(self, product_id: str, variant_id: str | None, most: int) -> Sequence[StockRequest]:
        """So many of those who wait for a variant, or with None for any."""

    def told(self, request: StockRequest) -> None:
        """Forget a request, unless they asked again since."""
