"""`homing experiment`: how A/B tests stand in a deployed stage, and what a person decides of them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from homing.bootstrap import recovery
from homing.domain.experiment import DecisionKind
from homing.services.experiment_words import comes, stands
from homing.services.report_experiments import ExperimentReport

from local.aws_answers import answers_to_the_terminal, stop
from local.deployed import Checkout, Deployed


def experiment(
    workflow: Annotated[str | None, typer.Argument(help="Of which workflow; without it, all.")] = None,
    step: Annotated[str | None, typer.Argument(help="Which of its steps.")] = None,
    *,
    choose: Annotated[str | None, typer.Option(help="Give new contacts this variant.")] = None,
    reopen: Annotated[bool, typer.Option("--reopen", help="Divide new contacts again.")] = False,
    end: Annotated[bool, typer.Option("--stop", help="Look no more; new contacts get the first.")] = False,
    because: Annotated[str, typer.Option(help="Why, for whoever asks later; name nobody.")] = "",
    stage: Annotated[str, typer.Option(help="Which deployment.")] = "sandbox",
    workflows: Annotated[Path, typer.Option(help="The folder of the workflows.")] = Path("workflows"),
    shop: Annotated[Path, typer.Option(help="Whose shop it is.")] = Path("shop.yaml"),
) -> None:
    """How A/B tests stand; or decide one: a variant for all, all again, or no more looks."""
    kind = _kind(choose, reopen, end)
    if kind is not None and (workflow is None or step is None):
        stop(
            "Name the workflow and the step to decide of: homing experiment abandoned_cart reminder --reopen"
        )
    if kind is not None and not because.strip():
        stop("Say why with --because: it is kept beside the decision.")
    with answers_to_the_terminal():
        deployed = Deployed(stage).require()
        around = deployed.neighbours(Checkout(workflows=workflows, shop=shop))
        if kind is not None and workflow is not None and step is not None:
            recovery.overrule(around)(
                workflow,
                step,
                kind,
                datetime.now(UTC),
                arm=choose,
                by=deployed.who(),
                because=" ".join(because.split()),
            )
        report = recovery.experiment_reports(around)
        wanted = [each for each in around.workflows.all() if workflow in (None, each.name)]
        told = [test for each in wanted for test in report(each) if step in (None, test.step)]
    for line in lines(told):
        typer.echo(line)
    if kind is not None:
        typer.echo(f"In force in {stage} within a minute; whoever is under way keeps their variant.")
    elif not told:
        typer.echo(f"No test has begun in {stage}: a mail with variants, or a split, has one with test:.")


def lines(told: Sequence[ExperimentReport]) -> list[str]:
    """What the terminal shows of tests."""
    return [line for test in told for line in _test(test)]


def _test(test: ExperimentReport) -> list[str]:
    rows = [
        f"{test.workflow}.{test.step}: {stands(test)}",
        f"  {test.test.goal} ({test.test.metric}, owner {test.test.owner}, since {test.started:%Y-%m-%d})",
    ]
    seen = {each.name: each for each in test.looks[-1].arms} if test.looks else {}
    for each in test.so_far:
        row = f"  {each.name}: {each.contacts:,} contacts"
        if each.name in seen:
            at_look = seen[each.name]
            row += (
                f"; at the last look {at_look.successes:,} of {at_look.contacts:,}, {at_look.rate or 0:.1%}"
            )
        compared = test.compared.get(each.name)
        if compared is not None:
            row += f"; {compared.low * 100:+.1f} to {compared.high * 100:+.1f} points against the first"
        rows.append(row)
    rows.append(f"  {comes(test)}")
    rows += [
        f"  {each.at:%Y-%m-%d} {each.kind} {each.arm}, by {each.by}: {each.because}"
        for each in test.decisions
    ]
    return rows


def _kind(choose: str | None, reopen: bool, end: bool) -> DecisionKind | None:
    wanted = [
        kind
        for kind, given in (
            (DecisionKind.CHOSEN, choose is not None),
            (DecisionKind.REOPENED, reopen),
            (DecisionKind.STOPPED, end),
        )
        if given
    ]
    if len(wanted) > 1:
        stop("Decide one thing at a time: --choose, --reopen or --stop.")
    return wanted[0] if wanted else None
