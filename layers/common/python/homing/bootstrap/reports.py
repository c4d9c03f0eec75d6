"""Use case of functions/report: the figures of a period."""

from functools import cache
from typing import TYPE_CHECKING

from homing.bootstrap import shared
from homing.bootstrap.around import neighbours_of

if TYPE_CHECKING:
    from homing.domain.shop import Shop
    from homing.services.summarize import Summarize

# What a function does not need it does not import, so the imports stand inside.
# ruff: noqa: PLC0415


@cache
def summarize() -> "Summarize":
    """functions/report/handler.py"""
    from homing.services.summarize import Summarize
    from homing.settings import ReportSettings

    around = neighbours_of(ReportSettings)
    return Summarize(
        clock=around.clock,
        figures=around.figures,
        workflows=around.workflows,
        tests=shared.experiment_reports(around),
        rules=shared.rules(around),
        currency=around.shop.currency,
    )


@cache
def report_shop() -> "Shop":
    """functions/report/handler.py: whose figures they are, and how its people write numbers."""
    from homing.settings import ReportSettings

    return neighbours_of(ReportSettings).shop
