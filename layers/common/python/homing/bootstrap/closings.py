"""What an event earns, ends and moves, put together."""

from typing import TYPE_CHECKING

from homing.bootstrap import shared
from homing.bootstrap.holdouts import follow_up
from homing.neighbours import Neighbours

if TYPE_CHECKING:
    from homing.services.cart_book import CartBook
    from homing.services.closing import Closing
    from homing.services.next_attempt import NextAttempt
    from homing.services.relocation import Relocation
    from homing.services.rescheduling import Rescheduling

# What a function does not need it does not import, so the imports stand inside.
# ruff: noqa: PLC0415


def closing(around: Neighbours, carts: "CartBook") -> "Closing":
    """Earns, ends and moves."""
    from homing.services.beginning import Beginning
    from homing.services.closing import Closing
    from homing.services.conversions import Conversions
    from homing.services.goals import Goals
    from homing.services.moving import Moving

    exits = shared.exits(around)
    conversions = Conversions(
        enrollments=around.enrollments,
        messages=around.messages,
        history=around.history,
        workflows=around.workflows,
        timeline=around.timeline,
        exits=exits,
        rules=shared.rules(around),
    )
    goals = Goals(
        orders=around.orders,
        messages=around.messages,
        conversions=conversions,
        rules=shared.rules(around),
    )
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
        goals=goals,
        follow_up=follow_up(around, shared.rules(around)),
        exits=exits,
        moving=moving,
        rescheduling=rescheduling(around),
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
