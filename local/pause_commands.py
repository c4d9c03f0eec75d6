"""`homing pause` and `homing resume`: hold the mails of a workflow, or of all, and let them go again."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from homing.adapters.dynamodb.pauses import EVERYTHING

from local.aws_answers import answers_to_the_terminal, stop
from local.deployed import Deployed
from local.pausing import KEPT, WARNED, Pausing

Workflow = Annotated[str | None, typer.Argument(help="Which workflow.", show_default=False)]
All = Annotated[bool, typer.Option("--all", help="Every workflow, and the gate of all mail.")]
Stage = Annotated[str, typer.Option(help="Which deployment.")]

IN_HAND = "A batch that a sender has in its hands may still leave within a minute."
IN_HAND_AT_THE_GATE = "The gate is closed: what a sender has in its hands is put off by an hour."


def pause(workflow: Workflow = None, *, everything: All = False, stage: Stage = "sandbox") -> None:
    """Hold mails: people still enter and wait, and what falls due gathers, for 14 days at most."""
    _one_of("pause", workflow, everything)
    with answers_to_the_terminal():
        pausing = Pausing(Deployed(stage).require())
        if workflow is None:
            held = pausing.pause_everything()
            typer.echo(f"Everything in {stage} is paused{_named(held, 'held now')}. {IN_HAND_AT_THE_GATE}")
            typer.echo(_what_happens())
            typer.echo(f"Let it go on with: homing resume --all --stage {stage}")
            return
        source = pausing.require(workflow)
        if source is None:
            stop(
                f"{workflow} has no event source in {stage}: its file is gone, and nothing sends its mails.",
                1,
            )
        before = pausing.pauses.since().get(workflow)
        pausing.pause(workflow, source)
    if source.held:
        since = f" since {_day(before)}" if before else ""
        typer.echo(f"{workflow} of {stage} was paused already{since}; it stays so.")
        return
    typer.echo(f"{workflow} of {stage} is paused. {IN_HAND}")
    typer.echo(_what_happens())
    typer.echo(f"Let it go on with: homing resume {workflow} --stage {stage}")


def resume(workflow: Workflow = None, *, everything: All = False, stage: Stage = "sandbox") -> None:
    """Let mails go on: each passes gate, hours and pace again, and what is stale is skipped."""
    _one_of("resume", workflow, everything)
    with answers_to_the_terminal():
        pausing = Pausing(Deployed(stage).require())
        if workflow is None:
            held = pausing.resume_everything()
            typer.echo(f"Mail may leave in {stage}{_named(held, 'let go now')}. {_what_follows()}")
            return
        source = pausing.require(workflow)
        if source is None:
            stop(
                f"{workflow} has no event source in {stage}: its file is gone. Restore the file and deploy.",
                1,
            )
        since = pausing.pauses.since()
        if EVERYTHING in since:
            stop(
                f"Everything in {stage} is paused since {_day(since[EVERYTHING])}, and the gate would hold "
                f"{workflow} too. Let all go on with: homing resume --all --stage {stage}",
                1,
            )
        pausing.resume(workflow, source)
    if not source.held:
        typer.echo(f"{workflow} of {stage} was not paused; nothing changed.")
        return
    typer.echo(f"{workflow} of {stage} sends again. {_what_follows()}")


def _one_of(verb: str, workflow: str | None, everything: bool) -> None:
    if (workflow is None) is not everything:
        stop(f"Say what to {verb}: homing {verb} WORKFLOW, or homing {verb} --all")


def _named(workflows: tuple[str, ...], how: str) -> str:
    return f"; {how}: {', '.join(workflows)}" if workflows else ""


def _what_happens() -> str:
    last = datetime.now(UTC) + KEPT
    return (
        f"What falls due gathers in the queue, where SQS keeps a mail {KEPT.days} days: resume before "
        f"{_day(last)}. The alarm SendWaiting and homing status warn after {WARNED.days}."
    )


def _what_follows() -> str:
    return "Each mail that gathered passes gate, hours and pace again; what is stale by now is skipped."


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
