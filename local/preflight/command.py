"""`homing validate --against STAGE`: what `make deploy` asks before it deploys."""

from collections.abc import Sequence

from homing.domain.workflow import Workflow
from rich.console import Console

from infra.stages import named
from local.aws_answers import answers_to_the_terminal, stop
from local.preflight import assembly
from local.preflight.account import Account
from local.preflight.inspection import Inspection, inspect


def against(stage: str, *, workflows: Sequence[Workflow], wanted: bool, console: Console) -> bool:
    """Synthesise a stage, tell what its deployment would do, and say whether it may go ahead.

    What would be lost may be `wanted`; what would make it fail may not.
    """
    try:
        chosen = named(stage)
    except ValueError as error:
        stop(f"--against {stage}: {error}")
    planned = assembly.templates(assembly.synthesise(stage), stage)
    with answers_to_the_terminal():
        found = inspect(chosen, planned, workflows, Account())
    _tell(found, stage, console)
    if found.losses and not wanted:
        console.print("If all of this is meant: homing validate with --yes, or make deploy with YES=1.")
    return not found.obstacles and (wanted or not found.losses)


def _tell(found: Inspection, stage: str, console: Console) -> None:
    for title, sentences, style in (
        (f"A deployment to {stage} would fail:", found.obstacles, "red"),
        (f"A deployment to {stage} would lose or endanger something:", found.losses, "red"),
        (f"Not ready in {stage}, whether it is deployed or not:", found.notes, "yellow"),
    ):
        if sentences:
            console.print(title, style=style)
        for sentence in sentences:
            console.print(f"  - {sentence}", style=style, highlight=False, soft_wrap=True, markup=False)
    if not found.obstacles and not found.losses:
        console.print(f"A deployment to {stage} deletes and replaces nothing that holds anything.")
