"""What comes of events, put together: needed wherever one is heard of, or follows from another."""

from typing import TYPE_CHECKING

from homing.bootstrap import shared
from homing.neighbours import Neighbours

if TYPE_CHECKING:
    from homing.services.cart_book import CartBook
    from homing.services.closing import Closing
    from homing.services.consequences import Consequences
    from homing.services.triggers import Triggers

# What a function does not need it does not import, so the imports stand inside.
# ruff: noqa: PLC0415


def consequences(around: Neighbours) -> "Consequences":
    """What comes of an event."""
    from homing.services.consequences import Consequences

    return Consequences(
        closing=_closing(around),
        remember=shared.remember(around),
        waiting=shared.waiting(around),
        triggers=_triggers(around),
    )


def carts(around: Neighbours) -> "CartBook":
    """Keeps carts."""
    from homing.services.cart_book import CartBook

    return CartBook(
        carts=around.carts, due=around.due, workflows=around.workflows, rules=shared.rules(around)
    )


def _closing(around: Neighbours) -> "Closing":
    from homing.services.closing import Closing
    from homing.services.goals import Goals

    exits = shared.exits(around)
    goals = Goals(
        orders=around.orders,
        enrollments=around.enrollments,
        messages=around.messages,
        history=around.history,
        workflows=around.workflows,
        timeline=around.timeline,
        exits=exits,
        rules=shared.rules(around),
    )
    return Closing(carts=carts(around), goals=goals, exits=exits)


def _triggers(around: Neighbours) -> "Triggers":
    from homing.services.triggers import Triggers

    return Triggers(
        workflows=around.workflows,
        enroll=shared.enroll(around),
        knowledge=shared.knowledge(around),
        rules=shared.rules(around),
    )
