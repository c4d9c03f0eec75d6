"""Use cases of functions/report: the figures of a period, read, mailed and put down."""

from functools import cache
from typing import TYPE_CHECKING

from homing.bootstrap import shared
from homing.bootstrap.around import neighbours_of

if TYPE_CHECKING:
    from homing.domain.shop import Shop
    from homing.services.digest import TellTheWeek
    from homing.services.export_figures import ExportFigures
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


@cache
def export_figures() -> "ExportFigures":
    """functions/report/handler.py: what other programs read."""
    from homing.adapters.sheets import as_csv, as_json_lines
    from homing.services.export_figures import ExportFigures
    from homing.settings import ReportSettings

    around = neighbours_of(ReportSettings)
    return ExportFigures(
        summarize=summarize(),
        figures=around.figures,
        workflows=around.workflows,
        files=around.report_files,
        formats={"csv": as_csv, "jsonl": as_json_lines},
        currency=around.shop.currency,
    )


@cache
def tell_the_week() -> "TellTheWeek":
    """functions/report/handler.py: the digest, to whom shop.yaml names."""
    from homing.adapters.digest_mail import DigestMail
    from homing.services.digest import TellTheWeek
    from homing.services.ports.reports import Reader
    from homing.settings import ReportSettings

    around = neighbours_of(ReportSettings)
    shop = around.shop
    addresses = {name: shop.colleagues[name].email for name in shop.reports.digest}
    return TellTheWeek(
        summarize=summarize(),
        writer=DigestMail(shop, around.templates.digest),
        files=around.report_files,
        mailer=around.mailer,
        sender=shop.sender,
        readers=tuple(Reader(name=name, address=email) for name, email in addresses.items() if email),
    )
