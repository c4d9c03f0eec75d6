"""Products: the picture, link and price that no cart carries, what is in stock, and what their tags say."""

from itertools import islice

from homing.adapters.payload import Payload, amount, count, identifier, link, mapping, mappings, text
from homing.domain.product import Product, StockLevel, Variant
from homing.domain.time import Stamp

HIDDEN = frozenset({"draft", "archived"})
MOST_VARIANTS = 250  # of the 2048 that a product may have: a row of the table holds 400 KB
MOST_TAGS = 250  # Shopify's own limit
LONGEST_USE = 3650  # days
LASTS, LEARNING = "lasts_days:", "needs_learning"


def product(payload: Payload, time: Stamp) -> Product | None:
    """The product; None without id or title, which is what an over-long payload is cut down to."""
    product_id, title = identifier(payload.get("id")), text(payload.get("title"))
    if product_id is None or title is None:
        return None
    variants = mappings(payload.get("variants"))
    prices = (amount(variant.get("price")) for variant in variants)
    pictures = (mapping(payload.get("image")), *mappings(payload.get("images")))
    tags = _tags(payload)
    return Product(
        id=product_id,
        title=title,
        time=time,
        handle=text(payload.get("handle")),
        image=next((src for src in (link(p.get("src")) for p in pictures) if src), None),
        published=_is_published(payload),
        price=min((price for price in prices if price is not None and price >= 0), default=None),
        tags=tags,
        lasts_days=_lasts_days(tags),
        needs_learning=LEARNING in tags,
        variants=tuple(islice((v for v in map(_variant, variants) if v is not None), MOST_VARIANTS)),
    )


def gone(payload: Payload) -> str | None:
    """The id of a product that was deleted."""
    return identifier(payload.get("id"))


def stock(payload: Payload, time: Stamp) -> StockLevel | None:
    """What inventory_levels/update tells of one variant in one of the shop's places."""
    item, left = identifier(payload.get("inventory_item_id")), amount(payload.get("available"))
    return None if item is None or left is None else StockLevel(item=item, available=left > 0, time=time)


def _variant(payload: Payload) -> Variant | None:
    variant_id = identifier(payload.get("id"))
    if variant_id is None:
        return None
    item = identifier(payload.get("inventory_item_id"))
    return Variant(id=variant_id, item=item, available=_is_available(payload))


def _is_available(payload: Payload) -> bool | None:
    """Whether it can be bought: in stock, not counted at all, or sold on without any."""
    if text(payload.get("inventory_policy")) == "continue":
        return True
    if "inventory_management" in payload and text(payload.get("inventory_management")) is None:
        return True
    left = amount(payload.get("inventory_quantity"))
    return None if left is None else left > 0


def _tags(payload: Payload) -> tuple[str, ...]:
    """Tags as Shopify writes them: one text, parted by commas; newer tools send a list."""
    raw = payload.get("tags")
    parts = raw.split(",") if isinstance(raw, str) else raw if isinstance(raw, list) else []
    named = (text(part) for part in parts)
    return tuple(islice(dict.fromkeys(tag.lower() for tag in named if tag), MOST_TAGS))


def _lasts_days(tags: tuple[str, ...]) -> int | None:
    told = (count(tag.removeprefix(LASTS).strip()) for tag in tags if tag.startswith(LASTS))
    return next((days for days in told if days is not None and 0 < days <= LONGEST_USE), None)


def _is_published(payload: Payload) -> bool:
    """A product with neither date nor status is taken as shown; a date of null is a product taken down."""
    shown = payload.get("published_at", True) is not None
    return shown and (text(payload.get("status")) or "").lower() not in HIDDEN
