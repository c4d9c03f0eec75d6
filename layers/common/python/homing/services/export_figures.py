"""Puts the counters down as files, a folder a day, for spreadsheets and warehouses."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from homing.domain.figures import LIST, ORDERS, links_of
from homing.services import ports
from homing.services.figure_rows import (
    Sheet,
    figures_sheet,
    links_sheet,
    list_sheet,
    orders_sheet,
    parts_sheet,
)
from homing.services.ports.reports import ReportFiles
from homing.services.summarize import Summarize

DAYS = 35
"""An order, a refund or a click counts on the day its mail was sent, so younger days still change."""

Formats = dict[str, Callable[[Sheet], str]]
"""How a sheet is written, by the ending of its file's name."""


class ExportFigures:
    """Writes each of the last days anew; the same counters give the same bytes."""

    def __init__(
        self,
        *,
        summarize: Summarize,
        figures: ports.Figures,
        workflows: ports.Workflows,
        files: ReportFiles,
        formats: Formats,
        currency: str,
    ) -> None:
        self._summarize = summarize
        self._figures = figures
        self._workflows = workflows
        self._files = files
        self._formats = formats
        self._currency = currency

    def __call__(self) -> int:
        """Write what was counted up to yesterday; how many files."""
        last = self._summarize.today() - timedelta(days=1)
        first = last - timedelta(days=DAYS - 1)
        count = 0
        for name, text in self._written(first, last):
            self._files.keep(name, text)
            count += 1
        return count

    def _written(self, first: date, last: date) -> Iterator[tuple[str, str]]:
        cells = {
            cell: counted
            for each in self._workflows.all()
            for cell, counted in self._figures.totals(each.name, first, last).items()
        }
        links = {
            cell: counted
            for each in self._workflows.all()
            for cell, counted in self._figures.totals(links_of(each.name), first, last).items()
        }
        sheets = (
            figures_sheet(cells, self._currency),
            parts_sheet(cells),
            links_sheet(links, self._currency),
            orders_sheet(self._figures.totals(ORDERS, first, last), self._currency),
            list_sheet(self._figures.totals(LIST, first, last)),
        )
        for sheet in sheets:
            for n in range(DAYS):
                day = (first + timedelta(days=n)).isoformat()
                for ending, write in self._formats.items():
                    yield f"{sheet.kind}/day={day}/{sheet.kind}.{ending}", write(sheet.of_day(day))
