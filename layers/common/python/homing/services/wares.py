"""What lies in carts and on shelves, as templates show it: pictures, links and prices from the catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from homing.domain.cart import Cart, LineItem
from homing.domain.product import Product
from homing.services import ports

FEATURED = 3
"""How many core products a mail may show."""

LOOKED_AT = 100
"""Products among which those of a tag are looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wares:
    """Products and carts for templates; a price is the shop's own in its own currency, never converted."""

    catalogue: ports.Catalogue
    shop_url: str
    currency: str

    def featured(self) -> list[Mapping[str, Any]]:
        """The newest products with a picture."""
        return [self._product(each) for each in self.catalogue.featured(FEATURED)]

    def tagged(self, tag: str) -> list[Mapping[str, Any]]:
        """The newest products with a picture and this tag."""
        shelf = self.catalogue.featured(LOOKED_AT)
        return [self._product(each) for each in shelf if tag in each.tags][:FEATURED]

    def product(self, product_id: object) -> Mapping[str, Any] | None:
        """One product by its id; None if there is none such, or it is not for sale."""
        if (
            not isinstance(product_id, str | int | Decimal)
            or isinstance(product_id, bool)
            or product_id == ""
        ):
            return None
        product = self.catalogue.get([str(product_id)]).get(str(product_id))
        return self._product(product) if product is not None and product.published else None

    def cart(self, cart: Cart) -> Mapping[str, Any]:
        """A cart with pictures."""
        products = self.catalogue.get([each.product_id for each in cart.items if each.product_id])
        return {
            "items": [self._item(each, products.get(each.product_id or "")) for each in cart.items],
            "currency": cart.currency or self.currency,
            "total": cart.total,
            "url": cart.url or f"{self.shop_url}/cart",
        }

    def filled_cart(self, variant_id: object) -> str:
        """The address that puts one of a variant into the reader's cart; the shop's, without a variant."""
        variant = str(variant_id or "").rpartition("/")[2]
        return (
            f"{self.shop_url}/cart/{variant}:1" if variant.isascii() and variant.isdigit() else self.shop_url
        )

    def _item(self, item: LineItem, product: Product | None) -> Mapping[str, Any]:
        return {
            "title": item.title,
            "variant": item.variant,
            "quantity": item.quantity,
            "price": item.price,
            "image": product.image if product else None,
            "url": self._url(product) if product else None,
        }

    def _product(self, product: Product) -> Mapping[str, Any]:
        return {
            "title": product.title,
            "image": product.image,
            "url": self._url(product),
            "price": product.price,
            "currency": self.currency,
        }

    def _url(self, product: Product) -> str:
        return f"{self.shop_url}/products/{product.handle}" if product.handle else self.shop_url
