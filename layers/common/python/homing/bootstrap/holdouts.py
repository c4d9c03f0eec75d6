"""What follows the contacts of a holdout, put together."""

from typing import TYPE_CHECKING

from homing.domain.rules import Rules
from homing.neighbours import Neighbours

if TYPE_CHECKING:
    from homing.services.follow_up import FollowUp

# What a function does not need it does not import, so the imports stand inside.
# ruff: noqa: PLC0415


def follow_up(around: Neighbours, rules: Rules) -> "FollowUp":
    """Follows contacts of a holdout."""
    from homing.services.entries import Entries
    from homing.services.follow_up import FollowUp

    contacts, orders, workflows = around.contacts, around.orders, around.workflows
    return FollowUp(
        assignments=around.assignments,
        contacts=contacts,
        orders=orders,
        entries=Entries(
            enrollments=around.enrollments, contacts=contacts, orders=orders, workflows=workflows
        ),
        workflows=workflows,
        rules=rules,
    )
