"""A product of the shop's catalogue: the picture, link and price that no cart event carries."""

from dataclasses import dataclass
from decimal import Decimal

from homing.domain.time import Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One variant that can be bought; `available` is None where the shop does not say.

    `item` is the shop's name for it in the warehouse.
    """

    id: str
    item: str | None = None
    available: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One product; `price` is its lowest, in the shop's own currency.

    A tag such as `lasts_days:60` says how long one lasts, `needs_learning` that its use has to be shown.
    """

    id: str
    title: str
    time: Stamp
    handle: str | None = None
    image: str | None = None
    published: bool = True
    price: Decimal | None = None
    tags: tuple[str, ...] = ()
    lasts_days: int | None = None
    needs_learning: bool = False
    variants: tuple[Variant, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StockLevel:
    """How many pieces lie in one of the shop's places, by the warehouse's name of the variant."""

    item: str
    available: bool
    time: Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class StockRequest:
    """Somebody waits for a product, or for one variant of it, to be there again.

    `id` is of the event by which they asked.
    """

    id: str
    contact_id: str
    product_id: str
    variant_id: str | None = None
    time: Stamp
