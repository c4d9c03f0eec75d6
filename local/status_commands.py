"""`homing status`: who waits where in a deployed stage, and what stands in the way."""

import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from homing.adapters.workflow_files import load
from homing.domain.errors import InvalidWorkflow
from homing.domain.occupancy import Place
from homing.domain.walk import flatten
from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from local.aws_answers import answers_to_the_terminal
from local.deployed import Deployed
from local.pausing import WARNED
from local.standing import MOST_EXECUTIONS, Report, Stand, Standing

EVERY_SECONDS = 5

Files = Annotated[Path, typer.Option(help="The folder of the workflows, for the order of their steps.")]

Versions = Mapping[str, tuple[str, Sequence[str]]]
"""Of each workflow of the checkout: its version, and its steps in the order written."""


def status(
    stage: Annotated[str, typer.Option(help="Which deployment.")] = "sandbox",
    watch: Annotated[bool, typer.Option("--watch", help="Look again every five seconds.")] = False,
    workflows: Files = Path("workflows"),
) -> None:
    """Who waits where: by workflow and step, with queues, dead letters, executions and pauses."""
    console = Console()
    with answers_to_the_terminal():
        stand = Stand(Deployed(stage).require())
        known = _versions(workflows)
        if not watch:
            _print(stand(), stage, known, console)
            return
        with Live(console=console, auto_refresh=False) as live:
            try:
                while True:
                    live.update(_table(stand(), stage, known), refresh=True)
                    time.sleep(EVERY_SECONDS)
            except KeyboardInterrupt:
                return


def _print(report: Report, stage: str, known: Versions, console: Console) -> None:
    console.print(_table(report, stage, known))
    for workflow, until in report.losing().items():
        console.print(
            f"{workflow} has been paused for over {WARNED.days} days: SQS throws its first mails away from "
            f"{until:%Y-%m-%d} on. homing resume {workflow} --stage {stage}",
            style="red",
            highlight=False,
            soft_wrap=True,
        )


def _table(report: Report, stage: str, known: Versions) -> Table:
    held = f", everything paused since {_minute(report.all_paused_since)}" if report.all_paused_since else ""
    table = Table(title=f"{stage} at {_minute(report.at)}{held}", caption=_caption(report, known))
    table.add_column("Workflow, step", no_wrap=True)
    for name in ("Waiting", "Queued", "Oldest", "Dead", "Running"):
        table.add_column(name, justify="right")
    table.add_column("State")
    for each in report.workflows:
        table.add_row(*_workflow_row(each), style="bold")
        for place, count in sorted(each.places.items(), key=lambda item: _order(item[0], known)):
            table.add_row(f"  {_step(place, known)}", f"{count:,}")
        table.add_section()
    return table


def _workflow_row(each: Standing) -> Iterator[Text | str]:
    yield each.workflow
    yield f"{each.waiting:,}"
    yield "gone" if each.queued is None else f"{each.queued:,}"
    yield _duration(each.oldest) if each.queued else ""
    yield Text(f"{each.dead or 0:,}", style="red" if each.dead else "")
    yield f"{each.executions:,}" + ("+" if each.executions == MOST_EXECUTIONS else "")
    if not each.held:
        yield "sends" if each.queued is not None else "its queue is gone"
    elif each.paused_since is None:
        yield Text("paused", style="yellow")
    else:
        yield Text(f"paused since {_minute(each.paused_since)}", style="yellow")


def _caption(report: Report, known: Versions) -> str | None:
    places = [place for each in report.workflows for place in each.places]
    if all(_is_current(place, known) for place in places):
        return None
    return "A version in brackets: they entered before the workflow was as this checkout has it."


def _step(place: Place, known: Versions) -> str:
    return place.step if _is_current(place, known) else f"{place.step} ({place.version})"


def _is_current(place: Place, known: Versions) -> bool:
    return place.workflow in known and known[place.workflow][0] == place.version


def _order(place: Place, known: Versions) -> tuple[bool, int, str, str]:
    """As the file has the steps; older versions last."""
    steps = known[place.workflow][1] if place.workflow in known else ()
    position = steps.index(place.step) if place.step in steps else len(steps)
    return (not _is_current(place, known), position, place.step, place.version)


def _versions(folder: Path) -> Versions:
    try:
        found = load(folder)
    except InvalidWorkflow:  # who has no checkout at hand, or is in the midst of an edit, may still look
        return {}
    return {each.name: (each.version, [step.id for step in flatten(each.steps)]) for each in found}


def _duration(age: timedelta | None) -> str:
    if age is None:
        return "?"
    minutes = int(age.total_seconds() // 60)
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // (24 * 60)} d"


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
