"""Double opt-in, put together: who is asked to confirm, and what stands behind the mail's link."""

from functools import cache
from typing import TYPE_CHECKING

from homing.bootstrap import shared
from homing.bootstrap.around import neighbours_of
from homing.neighbours import Neighbours

if TYPE_CHECKING:
    from homing.services.asking import Asking
    from homing.services.confirm import Confirm

# What a function does not need it does not import, so the imports stand inside.
# ruff: noqa: PLC0415


def asking(around: Neighbours) -> "Asking":
    """Asks those who sign up to confirm it."""
    from homing.services.asking import Asking

    return Asking(
        mails=around.confirmations,
        timeline=around.timeline,
        double_opt_in=around.shop.consent.double_opt_in,
        rules=shared.rules(around),
        id_secret=around.id_secret,
    )


@cache
def confirm() -> "Confirm":
    """functions/trigger/pages.py"""
    from homing.services.confirm import Confirm
    from homing.settings import PagesSettings

    around = neighbours_of(PagesSettings)
    return Confirm(
        clock=around.clock,
        contacts=around.contacts,
        enrollments=around.enrollments,
        links=around.links,
        queue=around.event_queue,
        rules=shared.rules(around),
        id_secret=around.id_secret,
    )
