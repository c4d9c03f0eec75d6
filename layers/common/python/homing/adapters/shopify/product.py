"""Products: the picture, link and price that no cart carries."""

from homing.adapters.payload import Payload, amount, identifier, link, mapping, mappings, text
from homing.domain.product import Product
from homing.domain.time import Stamp

HIDDEN = frozenset({"draft", "archived"})


def product(payload: Payload, time: Stamp) -> Product | None:
    """The product; None without id or title, which is what an over-long payload is cut down to."""
    product_id, title = identifier(payload.get("id")), text(payload.get("title"))
    if product_id is None or title is None:
        return None
    prices = (amount(variant.get("price")) for variant in mappings(payload.get("variants")))
    pictures = (mapping(payload.get("image")), *mappings(payload.get("images")))
    return Product(
        id=product_id,
        title=title,
        time=time,
        handle=text(payload.get("handle")),
        image=next((src for src in (link(p.get("src")) for p in pictures) if src), None),
        published=_is_published(payload),
        price=min((price for price in prices if price is not None and price >= 0), default=None),
    )


def _is_published(payload: Payload) -> bool:
    """A product with neither date nor status is taken as shown; a date of null is a product taken down."""
    shown = payload.get("published_at", True) is not None
    return shown and (text(payload.get("status")) or "").lower() not in HIDDEN
