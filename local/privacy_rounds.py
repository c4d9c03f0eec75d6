"""When a rehearsal calls who serves what people ask about themselves: in the hours that matter."""

from collections.abc import Callable

from homing.adapters.shopify.privacy import ASKS
from homing.domain.privacy import BEFORE_A_SHOP, SECOND_LOOK

from local.clock import Agenda


def arrange(agenda: Agenda, topic: str, serve: Callable[[], None]) -> None:
    """After a webhook that asks for something: for both looks, and again when a shop's time is over."""
    if topic not in ASKS:
        return
    for begins in (0.0, BEFORE_A_SHOP.total_seconds()):
        for look in (1, 2, 3):
            agenda.after(begins + look * SECOND_LOOK.total_seconds(), serve)
