"""What would start an enrollment."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from homing.domain.cart import Cart
from homing.domain.time import Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """What would start one enrollment: `id` is the same at every redelivery of the same happening."""

    id: str
    key: str
    started: Stamp
    trigger: Mapping[str, Any]
    cart: Cart | None = None

    @property
    def refused_before(self) -> bool:
        """Whether the same cart was told of already; it changed since, and was judged again."""
        return self.cart is not None and self.cart.refused
