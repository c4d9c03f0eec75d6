"""What an event earns, ends and moves, put together."""

from typing import TYPE_CHECKING

from homing.bootstrap import shared
from homing.bootstrap.holdouts import follow_up
from homing.neighbours import Neighbours

if TYPE_CHECKING:
    from homing.services.cart_book import CartBook
    from homing.services.closing import Closing
    from homing.services.credits import Credits
    from homing.services.goals import Goals
    from homing.services.next_attempt import NextAttempt
    from homing.services.order_book import OrderBook
    from homing.services.relocation import Relocation
    from homing.services.rescheduling import Rescheduling
    from homing.services.touches import Touches

# What a function does not need it does not import, so the imports stand inside.
# ruff: noqa: PLC0415


def closing(around: Neighbours, carts: "CartBook") -> "Closing":
    """Earns, ends and moves."""
    from homing.services.beginning import Beginning
    from homing.services.closing import Closing
    from homing.services.moving import Moving

    moving = Moving(
        enrollments=around.enrollments,
        messages=around.messages,
        workflows=around.workflows,
        beginning=Beginning(rules=shared.rules(around), id_secret=around.id_secret),
        next_attempt=next_attempt(around),
        rules=shared.rules(around),
    )
    return Closing(
        carts=carts,
        goals=goals(around),
        follow_up=follow_up(around, shared.rules(around)),
        exits=shared.exits(around),
        moving=moving,
        rescheduling=rescheduling(around),
    )


def goals(around: Neighbours) -> "Goals":
    """Keeps orders, credits them, converts."""
    from homing.services.conversions import Conversions
    from homing.services.goals import Goals

    conversions = Conversions(
        enrollments=around.enrollments,
        messages=around.messages,
        workflows=around.workflows,
        timeline=around.timeline,
        exits=shared.exits(around),
        rules=shared.rules(around),
    )
    return Goals(
        orders=around.orders,
        book=order_book(around),
        conversions=conversions,
        credits=credits(around),
    )


def order_book(around: Neighbours) -> "OrderBook":
    """Keeps orders, credits them."""
    from homing.services.order_book import OrderBook
    from homing.services.recrediting import Recrediting

    recrediting = Recrediting(
        enrollments=around.enrollments,
        messages=around.messages,
        workflows=around.workflows,
        rules=shared.rules(around),
    )
    return OrderBook(
        orders=around.orders,
        messages=around.messages,
        recrediting=recrediting,
        credits=credits(around),
        rules=shared.rules(around),
    )


def credits(around: Neighbours) -> "Credits":
    """Finds what earned an order."""
    from homing.services.credits import Credits

    return Credits(history=around.history, workflows=around.workflows, rules=shared.rules(around))


def touches(around: Neighbours) -> "Touches":
    """Keeps clicks and opens that may earn an order."""
    from homing.services.touches import Touches

    return Touches(
        contacts=around.contacts,
        history=around.history,
        credits=credits(around),
        credit_anew=order_book(around).touched,
    )


def next_attempt(around: Neighbours) -> "NextAttempt":
    """Starts over what waits by another plan."""
    from homing.services.next_attempt import NextAttempt

    return NextAttempt(
        due=around.due,
        enrollments=around.enrollments,
        executions=around.executions,
        timeline=around.timeline,
        enroll=shared.enroll(around),
    )


def relocation(around: Neighbours) -> "Relocation":
    """Lets everything planned follow who moves to another zone."""
    from homing.bootstrap import aftermath
    from homing.services.relocation import Relocation

    return Relocation(
        enrollments=around.enrollments,
        workflows=around.workflows,
        rescheduling=rescheduling(around),
        contact_dates=aftermath.contact_dates(around),
        brought_dates=aftermath.brought_dates(around),
        next_attempt=next_attempt(around),
        rules=shared.rules(around),
    )


def rescheduling(around: Neighbours) -> "Rescheduling":
    """Lets waits follow dates and people that move."""
    from homing.services.rescheduling import Rescheduling

    return Rescheduling(
        enrollments=around.enrollments,
        messages=around.messages,
        workflows=around.workflows,
        next_attempt=next_attempt(around),
        rules=shared.rules(around),
    )
