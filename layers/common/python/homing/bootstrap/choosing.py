"""The use case of the preference page."""

from functools import cache
from typing import TYPE_CHECKING

from homing.bootstrap import inbound, shared
from homing.bootstrap.around import neighbours_of

if TYPE_CHECKING:
    from homing.services.preferences import Preferences

# What a function does not need it does not import, so the imports stand inside.
# ruff: noqa: PLC0415


@cache
def preferences() -> "Preferences":
    """functions/trigger/pages.py"""
    from homing.services.preferences import Preferences
    from homing.services.wishes import Offered, Wishes
    from homing.settings import PagesSettings

    around = neighbours_of(PagesSettings)
    rules = shared.rules(around)
    offered = Offered(
        wording=inbound.pages().wording,
        topics=around.shop.consent.topics,
    )
    wishes = Wishes(
        contacts=around.contacts,
        suppressions=around.suppressions,
        phones=lambda: around.phones,  # a megabyte of numbering plans, for the few who have a number
        timeline=around.timeline,
        consents=shared.consents(around),
        leave=inbound.leave(),
        offered=offered,
        rules=rules,
    )
    return Preferences(
        clock=around.clock,
        contacts=around.contacts,
        links=around.links,
        queue=around.event_queue,
        wishes=wishes,
        offered=offered,
        rules=rules,
    )
