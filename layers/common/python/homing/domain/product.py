"""A product of the shop's catalogue: the picture, link and price that no cart event carries."""

from dataclasses import dataclass
from decimal import Decimal

from homing.domain.time import Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One product; `price` is its lowest, in the shop's own currency."""

    id: str
    title: str
    time: Stamp
    handle: str | None = None
    image: str | None = None
    published: bool = True
    price: Decimal | None = None
