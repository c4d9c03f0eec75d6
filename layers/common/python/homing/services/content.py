"""What a template is filled with: the shop, the contact, the cart with pictures, the offer, the links."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from homing.domain.cart import Cart, LineItem
from homing.domain.contact import Contact
from homing.domain.enrollment import Enrollment
from homing.domain.message import MessageId
from homing.domain.product import Product
from homing.domain.steps import EmailStep
from homing.domain.workflow import Key, Workflow
from homing.services import ports

FEATURED = 3
"""How many core products a mail may show."""


class NothingToSay(Exception):
    """The mail would have no content: the cart it is about was emptied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Gathers a mail's context. `brand` is the part of shop.yaml that templates may read."""

    catalogue: ports.Catalogue
    discounts: ports.Discounts
    links: ports.Links
    brand: Mapping[str, Any]
    shop_url: str
    currency: str

    def gather(
        self,
        workflow: Workflow,
        step: EmailStep,
        *,
        enrollment: Enrollment,
        message: MessageId,
        contact: Contact,
        cart: Cart | None,
        locale: str,
        zone: str,
        now: datetime,
    ) -> Mapping[str, object]:
        """The context of one mail.

        Raises:
            NothingToSay: a cart's mail without anything in the cart.
        """
        if workflow.key is Key.CART and (cart is None or not cart.items):
            raise NothingToSay
        return {
            **self.brand,
            "contact": {
                "first_name": contact.get("first_name"),
                "last_name": contact.get("last_name"),
                "locale": locale,
            },
            "zone": zone,
            "now": now,
            "reason": "cart" if workflow.key is Key.CART else "subscribed",
            "links": {
                "unsubscribe": self.links.unsubscribe(message, contact.id),
                "shop": self.shop_url,
                "preferences": None,
            },
            "cart": self._cart(cart) if cart is not None else None,
            "offer": self._offer(step, enrollment, now),
            "products": [self._product(each) for each in self.catalogue.featured(FEATURED)],
        }

    def _offer(self, step: EmailStep, enrollment: Enrollment, now: datetime) -> Mapping[str, Any] | None:
        if step.offer is None:
            return None
        code = self.discounts.code(enrollment.id, step.id, step.offer.percent)
        return {**asdict(code), "expires_at": now + step.offer.valid_for}

    def _cart(self, cart: Cart) -> Mapping[str, Any]:
        products = self.catalogue.get([each.product_id for each in cart.items if each.product_id])
        return {
            "items": [self._item(each, products.get(each.product_id or "")) for each in cart.items],
            "currency": cart.currency or self.currency,
            "total": cart.total,
            "url": cart.url or f"{self.shop_url}/cart",
        }

    def _item(self, item: LineItem, product: Product | None) -> Mapping[str, Any]:
        return {
            "title": item.title,
            "variant": item.variant,
            "quantity": item.quantity,
            "price": item.price,
            "image": product.image if product else None,
            "url": self._product_url(product) if product else None,
        }

    def _product(self, product: Product) -> Mapping[str, Any]:
        return {
            "title": product.title,
            "image": product.image,
            "url": self._product_url(product),
            "price": product.price,
            "currency": self.currency,
        }

    def _product_url(self, product: Product) -> str:
        return f"{self.shop_url}/products/{product.handle}" if product.handle else self.shop_url
