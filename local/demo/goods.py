"""What the demo shop sells, and what it costs in the money of those who look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

SHOP_CURRENCY = "NOK"

# What one krone is shown as; invented, and the same all along.
_RATES: Mapping[str, Decimal] = {
    "NOK": Decimal(1),
    "SEK": Decimal("1.02"),
    "DKK": Decimal("0.64"),
    "EUR": Decimal("0.086"),
    "GBP": Decimal("0.074"),
    "USD": Decimal("0.098"),
    "CAD": Decimal("0.136"),
    "AUD": Decimal("0.148"),
    "NZD": Decimal("0.168"),
    "INR": Decimal("8.6"),
    "JPY": Decimal("14.9"),
    "BRL": Decimal("0.53"),
}
_WITHOUT_CENTS = frozenset({"JPY"})


@dataclass(frozen=True, slots=True)
class Product:
    """One thing on the shelf; its price is in the shop's currency."""

    id: int
    title: str
    handle: str
    price: Decimal
    variants: tuple[str, ...]
    tags: tuple[str, ...] = ()


_SIZES = ("XS", "S", "M", "L", "XL")

PRODUCTS: Sequence[Product] = (
    Product(8101, "Merino base layer", "merino-base-layer", Decimal(899), _SIZES),
    Product(8102, "Fisherman's sweater", "fishermans-sweater", Decimal(1899), _SIZES),
    Product(8103, "Wool socks, two pairs", "wool-socks", Decimal(279), ("36–38", "39–41", "42–45")),
    Product(8104, "Summit hat", "summit-hat", Decimal(349), ("Spruce", "Lichen", "Oat")),
    Product(8105, "Lambswool mittens", "lambswool-mittens", Decimal(449), ("S", "M", "L")),
    Product(8106, "Anorak “Vestavind”", "anorak-vestavind", Decimal(2799), _SIZES),
    Product(8107, "Wool blanket", "wool-blanket", Decimal(1499), ("Default Title",)),
    Product(8108, "Children's wool set", "childrens-wool-set", Decimal(749), ("98", "110", "122", "134")),
    Product(8109, "Neck warmer", "neck-warmer", Decimal(299), ("Default Title",)),
    Product(8110, "Mending kit", "mending-kit", Decimal(149), ("Default Title",), ("needs_learning",)),
    Product(8111, "Wool wash", "wool-wash", Decimal(129), ("Default Title",), ("lasts_days:60",)),
)


SOLD_OUT = PRODUCTS[1]
"""What is not there when the season begins, and comes again."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a cart."""

    product: Product
    variant: str
    quantity: int

    @property
    def cost(self) -> Decimal:
        """What the line costs, in the shop's currency."""
        return self.product.price * self.quantity


def items(chance: Random) -> tuple[Item, ...]:
    """What somebody puts into a cart."""
    chosen = chance.sample(PRODUCTS, chance.choices((1, 2, 3), weights=(60, 28, 12))[0])
    return tuple(
        Item(p, chance.choice(p.variants), 2 if p.price < 400 and chance.random() < 0.25 else 1)
        for p in chosen
    )


def shown(amount: Decimal, currency: str) -> Decimal:
    """An amount of the shop's money as it is shown in another."""
    unit = Decimal(1) if currency in _WITHOUT_CENTS else Decimal("0.01")
    return (amount * _RATES[currency]).quantize(unit)
