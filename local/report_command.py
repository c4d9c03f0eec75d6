"""`homing report`: what the mails brought, of a deployed stage or of a rehearsal, to read or as a file."""

import json
import re
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, assert_never

import typer
from homing import bootstrap
from homing.adapters import report_page, sheets
from homing.domain.errors import InvalidTimeline
from homing.domain.shop import Shop
from homing.domain.workflow import Workflow
from homing.services.figure_rows import figures_sheet
from homing.services.report import Report, of_workflow
from homing.services.report_json import report_json
from rich.console import Console

from local import digest_file, kept_figures
from local.aws_answers import answers_to_the_terminal
from local.deployed import Checkout, Deployed
from local.terminal_report import print_report

DEFAULT_DAYS = 30
MOST_DAYS = 400
NOTHING = 1


class Format(StrEnum):
    """How the report is written."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    HTML = "html"


Where = Annotated[
    str, typer.Argument(help="A deployed stage, or the folder of a rehearsal such as out/demo.")
]
From = Annotated[str | None, typer.Option("--from", help="First day, such as 2026-11-01.")]
To = Annotated[str | None, typer.Option("--to", help="Last day, such as 2026-11-30.")]
Days = Annotated[int | None, typer.Option(min=1, max=MOST_DAYS, help="So many days up to the last.")]


def report(
    *,
    where: Where = "sandbox",
    from_: From = None,
    to: To = None,
    days: Days = None,
    workflow: Annotated[str | None, typer.Option(help="Only this workflow, by its name.")] = None,
    format_: Annotated[Format, typer.Option("--format", help="How it is written.")] = Format.TEXT,
    digest: Annotated[bool, typer.Option("--digest", help="The mail of the week, as text or html.")] = False,
    out: Annotated[Path | None, typer.Option(help="Write it to this file.")] = None,
    workflows: Annotated[Path, typer.Option(help="The workflows that the stage has.")] = Path("workflows"),
    shop: Annotated[Path, typer.Option(help="The shop that the stage has.")] = Path("shop.yaml"),
) -> None:
    """What the mails brought: of a stage the last 30 days, of a rehearsal all; exits 1 if nothing did."""
    with answers_to_the_terminal():
        if out is not None and format_ is Format.TEXT:
            raise InvalidTimeline(f"--out {out}: say how to write it, --format json, csv or html")
        around, whole = _around(where, Checkout(workflows, shop))
        if digest:
            _tell_digest(around, whole and whole[1], format_, out)
            return
        bootstrap.install(around)
        summarize = bootstrap.summarize()
        today = summarize.today()
        period = _period(_day("--from", from_), _day("--to", to), days, whole or (None, today))
        names = [each.name for each in around.workflows.all()]
        if workflow is not None and workflow not in names:
            raise InvalidTimeline(f"There is no workflow {workflow!r}; there are {', '.join(sorted(names))}.")
        found = summarize(*period)
        told = of_workflow(found, workflow) if workflow else found
        shown = [each for each in around.workflows.all() if workflow in (None, each.name)]
        text = _text(told, format_, around, shown)
    if text is None:
        print_report(told, Console())
    else:
        _put(text, out)
    if not any(each.kpis.mails or each.kpis.goals for each in told.workflows):
        typer.echo(f"Nothing was counted from {period[0]} to {period[1]}.", err=True)
        raise typer.Exit(NOTHING)


def _tell_digest(around: Any, last: date | None, format_: Format, out: Path | None) -> None:
    written = digest_file.digest(around, None if last is None else last + timedelta(days=1))
    if format_ is Format.HTML:
        _put(written.html, out)
    else:
        _put(f"{written.subject}\n\n{written.text}", out)


def _put(text: str, out: Path | None) -> None:
    if out is None:
        typer.echo(text, nl=False)
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(text, encoding="utf-8", newline="")
    typer.echo(f"Written to {out}.")


def _around(where: str, checkout: Checkout) -> tuple[Any, tuple[date, date] | None]:
    """The ports to read, and a rehearsal's own period."""
    folder = Path(where)
    if folder.is_dir() or not re.fullmatch(r"[a-z0-9-]+", where):
        kept = kept_figures.read(folder)
        return kept, (kept.first, kept.last)
    return Deployed(where).require().neighbours(checkout), None


def _period(
    first: date | None, last: date | None, days: int | None, whole: tuple[date | None, date]
) -> tuple[date, date]:
    """The days that were asked for.

    Raises:
        InvalidTimeline: they contradict each other, or are too many.
    """
    if days is not None and first is not None:
        raise InvalidTimeline("Write --days or --from, not both.")
    end = last or whole[1]
    if first is None and days is None and last is None and whole[0] is not None:
        return whole[0], end
    start = first or end - timedelta(days=(days or DEFAULT_DAYS) - 1)
    if start > end:
        raise InvalidTimeline(f"--from {start} is after --to {end}; write the earlier day first")
    if (end - start).days >= MOST_DAYS:
        raise InvalidTimeline(f"From {start} to {end} are more than {MOST_DAYS} days; ask for fewer at once.")
    return start, end


def _day(option: str, text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise InvalidTimeline(f"{option} {text}: write a day such as 2026-11-30") from None


def _text(report: Report, format_: Format, around: Any, workflows: list[Workflow]) -> str | None:
    """The report as a file has it; None for a terminal."""
    shop: Shop = around.shop
    match format_:
        case Format.TEXT:
            return None
        case Format.JSON:
            return json.dumps(report_json(report), indent=2, ensure_ascii=False, default=str) + "\n"
        case Format.HTML:
            return report_page.render(report, shop, workflows)
        case Format.CSV:
            totals = {
                cell: counted
                for each in workflows
                for cell, counted in around.figures.totals(each.name, report.first, report.last).items()
            }
            return sheets.as_csv(figures_sheet(totals, shop.currency))
        case _:
            assert_never(format_)
