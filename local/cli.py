"""The `homing` command: what an engineer and a marketer do on their own machine."""

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer
from homing.adapters.shop_file import load_shop
from homing.adapters.workflow_files import load
from homing.domain.errors import HomingError
from rich.console import Console

from local import (
    ab_plans,
    explain_consent,
    explain_orders,
    explain_permission,
    explain_segment,
    lines,
    privacy_commands,
    progress,
    relabel_command,
    restore_command,
    status_commands,
    suppression_commands,
)
from local import explain as explaining
from local import pause_commands as pausing
from local import recovery_commands as recovery
from local import rehearse as rehearsing
from local import validate as validating
from local.checks import confirming
from local.cost_commands import cost
from local.demo import run as demo_run
from local.experiment_commands import experiment
from local.form_commands import form_token
from local.graph_command import graph
from local.preview import preview
from local.rehearse import Engine
from local.report_command import report as report_command
from local.secret_commands import app as secret_app
from local.starts import instant
from local.terminal_report import print_report

FINDINGS = 1
WRONG_INPUT = 2


app = typer.Typer(help="Homing: email marketing automation in your own AWS account.", no_args_is_help=True)
app.add_typer(secret_app, name="secret")
app.command()(pausing.pause)
app.command()(pausing.resume)
app.command()(cost)
app.command()(experiment)
app.command()(form_token)
app.command()(graph)
app.command()(preview)
app.command("report")(report_command)
app.command()(recovery.reconcile)
app.command()(recovery.redrive)
app.command()(status_commands.status)
app.command()(suppression_commands.suppress)
app.command()(suppression_commands.suppressions)
app.command()(suppression_commands.unsuppress)
app.command()(relabel_command.relabel)
app.command()(restore_command.restore)
app.command()(privacy_commands.export)
app.command()(privacy_commands.erase)
app.command()(privacy_commands.requests)
out_console = Console()
err_console = Console(stderr=True)

Workflows = Annotated[Path, typer.Option(help="The folder that holds the workflows.")]
ShopFile = Annotated[Path, typer.Option(help="Whose shop it is.")]
Out = Annotated[Path, typer.Option(help="Where to write what came of it.")]


def main() -> None:
    """Run the command; what Homing refuses is told in a sentence and exits with 2."""
    try:
        app()
    except HomingError as error:
        err_console.print(str(error), style="red", highlight=False, soft_wrap=True)
        raise SystemExit(WRONG_INPUT) from None


@app.command()
def validate(
    *,
    workflows: Workflows = Path("workflows"),
    shop: ShopFile = Path("shop.yaml"),
    against: Annotated[str | None, typer.Option(help="Also compare with this deployed stage.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="What would be lost is meant to be.")] = False,
    report: Annotated[
        Path | None, typer.Option(help="A report.json, whose entries tell how long A/B tests take.")
    ] = None,
) -> None:
    """Check workflows, mails and shop.yaml, and what deploying them would delete, replace or run into."""
    findings = validating.findings(workflows, shop, against)
    for finding in findings:
        err_console.print(finding, style="red", highlight=False, soft_wrap=True, markup=False)
    if findings:
        raise typer.Exit(FINDINGS)
    loaded = load(workflows)
    out_console.print(f"{len(loaded)} workflows, their mails and {shop} are fine.")
    for plan in ab_plans.plans(loaded, ab_plans.entries_of(report) if report is not None else None):
        out_console.print(plan, highlight=False, soft_wrap=True, markup=False)
    if against is not None:
        from local.preflight import command  # noqa: PLC0415 - the CDK takes seconds to load

        if not command.against(against, workflows=loaded, wanted=yes, console=out_console):
            raise typer.Exit(FINDINGS)


@app.command()
def rehearse(
    *,
    events: Annotated[Path, typer.Option(help="What happens: one JSON object a line.")],
    from_: Annotated[str, typer.Option("--from", help="When it starts, such as 2026-03-01T00:00:00Z.")],
    days: Annotated[int, typer.Option(min=0, max=3660, help="For how many days.")],
    out: Out,
    workflows: Workflows = Path("workflows"),
    shop: ShopFile = Path("shop.yaml"),
    seed: Annotated[int, typer.Option(help="Another seed gives other ids and delays.")] = 0,
    engine: Annotated[Engine, typer.Option(help="What stands in for AWS.")] = Engine.MEMORY,
    only: Annotated[
        list[str] | None, typer.Option(help="Play this workflow only; give it again for more.")
    ] = None,
) -> None:
    """Play events through the real handlers on a virtual clock, drafts too, and write what came of them."""
    stage = rehearsing.Stage(
        workflows=workflows,
        shop=shop,
        start=instant(from_),
        days=days,
        seed=seed,
        engine=engine,
        only=only or (),
    )
    played = lines.read(events)
    unasked = confirming.unasked(load_shop(shop), stage.playing(), drafts_play=True)
    if unasked:
        err_console.print(f"{shop}: {unasked}", highlight=False, soft_wrap=True)
    with ExitStack() as opened:
        with progress.of(stage) as tell:
            deployment, mails = opened.enter_context(rehearsing.rehearsed(stage, played, out, tell))
        report = rehearsing.write(deployment, stage, out, mails)
        dead_letters = deployment.dead_letters()
    print_report(report, out_console)
    for letter in dead_letters:
        err_console.print(f"dead letter: {letter}", style="red", highlight=False, soft_wrap=True)
    out_console.print(f"Written to {out}: timeline.jsonl, report.html, report.json, meter.json, outbox/")
    if dead_letters:
        raise typer.Exit(FINDINGS)


@app.command()
def demo(
    out: Out = Path("out/demo"),
    seed: Annotated[int, typer.Option(help="Another seed is another shop.")] = 1,
    days: Annotated[int, typer.Option(min=1, max=3660, help="For how many days.")] = 200,
    contacts: Annotated[int, typer.Option(min=1, help="How many people.")] = 140,
) -> None:
    """Play two hundred days of a shop whose people look, ask, shop, book, answer, order and leave."""
    demo_run.run(out=out, seed=seed, days=days, contacts=contacts, console=out_console)


@app.command()
def explain(
    contact: Annotated[str, typer.Argument(help="The contact's address, or an order's id.")],
    out: Annotated[Path, typer.Option(help="The rehearsal to look in.")] = Path("out/demo"),
    segment: Annotated[str, typer.Option(help="Why they are in this segment, or are not.")] = "",
    consent: Annotated[bool, typer.Option("--consent", help="What they agreed to, and how.")] = False,
) -> None:
    """What a contact got, when, and why not; why in a segment; what they agreed to; what earned an order."""
    if "@" not in contact:
        told = explain_orders.of_order(contact, out, out_console)
    elif consent:
        told = explain_consent.explain(contact, out, out_console)
    elif segment:
        told = explain_segment.explain(contact, segment, out, out_console)
    else:
        told = explaining.explain(contact, out, out_console)
        explain_orders.of_contact(contact, out, out_console)
        explain_segment.memberships(contact, out, out_console)
        explain_permission.explain(contact, explain_consent.lines_of(out), out_console)
    if not told:
        raise typer.Exit(FINDINGS)
