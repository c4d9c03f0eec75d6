"""`homing relabel`: who opened and clicked, judged anew by the rules of today."""

from datetime import UTC, date, datetime, time
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from homing.adapters.aws import clients
from homing.adapters.dynamodb.evidence import messages_with_evidence
from homing.adapters.dynamodb.table import Table as DynamoTable
from homing.bootstrap import recovery
from homing.domain.labels import CURRENT
from rich.console import Console
from rich.progress import track
from rich.table import Table

from local.aws_answers import answers_to_the_terminal, stop
from local.deployed import Deployed

FINDINGS = 1

_out = Console()


def relabel(
    stage: Annotated[str, typer.Argument(help="Which deployment.")] = "sandbox",
    *,
    since: Annotated[str, typer.Option(help="Of mails from this day of the shop on, such as 2026-11-01.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell; exits 1 if labels change.")] = False,
) -> None:
    """Label opens and clicks anew from their evidence, as after an update whose rules are newer."""
    day = _day(since)
    with answers_to_the_terminal():
        deployed = Deployed(stage).require()
        around = deployed.neighbours()
        start = datetime.combine(day, time.min, ZoneInfo(around.shop.zone)).astimezone(UTC)
        table = DynamoTable(clients.dynamodb(), deployed.settings.enrollments_table)
        found = track(
            messages_with_evidence(table, start), description="Judging", console=_out, transient=True
        )
        done = recovery.relabel(around)(found, dry_run=dry_run)
    shown = Table("Counted", "More or fewer", title=f"Homing {stage}, rules of version {CURRENT.version}")
    for metric, amount in sorted(done.moved.items()):
        if amount:
            shown.add_row(metric.value, f"{amount:+}")
    if shown.row_count:
        _out.print(shown)
    would = "would be labelled otherwise" if dry_run else "were labelled otherwise"
    _out.print(f"{done.changed} of {done.looked_at} messages with an open or a click {would}.")
    if dry_run:
        _out.print("Nothing was changed.")
        raise typer.Exit(FINDINGS if done.changed else 0)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        stop(f"--since {text}: write a day such as 2026-11-01.")
