"""Use cases of somebody's right to know and to be forgotten: of a function, and of an operator's terminal."""

from functools import cache
from typing import TYPE_CHECKING

from homing.bootstrap import shared
from homing.bootstrap.around import neighbours_of
from homing.neighbours import Neighbours

if TYPE_CHECKING:
    from homing.services.erase import Erase
    from homing.services.export import Export
    from homing.services.serve_requests import ServeRequests

# What a function does not need it does not import, so the imports stand inside.
# ruff: noqa: PLC0415


@cache
def serve_requests() -> "ServeRequests":
    """functions/trigger/privacy.py"""
    from homing.services.serve_requests import ServeRequests
    from homing.settings import PrivacySettings

    around = neighbours_of(PrivacySettings)
    return ServeRequests(
        clock=around.clock,
        requests=around.privacy_requests,
        belongings=around.belongings,
        holdings=lambda: around.holdings,
        exports=around.exports,
        notices=around.notices,
        export=export(around),
        erase=erase(around),
        secret=around.id_secret,
        colleague=next(iter(around.shop.colleagues), "-"),
    )


def erase(around: Neighbours) -> "Erase":
    """What `homing erase` runs on."""
    from homing.services.erase import Erase

    return Erase(
        contacts=around.contacts,
        belongings=around.belongings,
        requests=around.privacy_requests,
        erased_names=around.erased_names,
        suppressions=around.suppressions,
        holdings=lambda: around.holdings,
        consents=shared.consents(around),
        exits=shared.exits(around),
        secret=around.id_secret,
    )


def export(around: Neighbours) -> "Export":
    """What `homing export` runs on."""
    from homing.services.export import Export

    return Export(
        belongings=around.belongings,
        suppressions=around.suppressions,
        holdings=lambda: around.holdings,
        zone=around.shop.zone,
    )
