"""`homing suppress`, `unsuppress` and `suppressions`: one address, by hand, with a reason."""

import re
from datetime import UTC, datetime
from typing import Annotated, NoReturn

import typer
from homing.bootstrap import recovery
from homing.domain.contact import normal_email
from homing.domain.suppression import LIFTED_BY, STOPS_EVERYTHING, Lifter, Suppression, SuppressionCause

from local.aws_answers import answers_to_the_terminal, stop
from local.deployed import Deployed

FINDINGS = 1

Address = Annotated[str, typer.Argument(help="An address, or a number such as +4740612345.")]
Stage = Annotated[str, typer.Option(help="Which deployment.")]
Because = Annotated[str, typer.Option(help="Why, for whoever asks later; name nobody.")]

_NUMBER = re.compile(r"\+[1-9]\d{6,14}")


def suppress(
    address: Address,
    *,
    because: Because,
    stage: Stage = "sandbox",
    marketing_only: Annotated[bool, typer.Option("--marketing-only", help="Service mail goes on.")] = False,
) -> None:
    """Mail an address no more, whoever has it, until `homing unsuppress` takes that back."""
    known, reason = _address(address), _reason(because)
    cause = SuppressionCause.MANUAL_MARKETING if marketing_only else SuppressionCause.MANUAL
    with answers_to_the_terminal():
        deployed = Deployed(stage).require()
        by_hand = recovery.by_hand(deployed.neighbours())
        now = datetime.now(UTC)
        suppression = Suppression(cause=cause, since=now, by=deployed.who(), because=reason)
        added = by_hand.suppress(known, suppression, now)
    what = "gets no marketing" if marketing_only else "is mailed no more, and SES refuses it too"
    typer.echo(f"The address {what} in {stage}." if added else f"It was suppressed already in {stage}.")
    typer.echo(f"Take it back with: homing unsuppress ADDRESS --cause {cause} --because WHY --stage {stage}")


def unsuppress(
    address: Address,
    *,
    cause: Annotated[SuppressionCause, typer.Option(help="Which cause to take back.")],
    because: Because,
    stage: Stage = "sandbox",
) -> None:
    """Take one cause back; who complained or bounced is mailed again, so know why."""
    known, reason = _address(address), _reason(because)
    if Lifter.OPERATOR not in LIFTED_BY[cause]:
        _only_the_person(cause)
    with answers_to_the_terminal():
        deployed = Deployed(stage).require()
        by_hand = recovery.by_hand(deployed.neighbours())
        now = datetime.now(UTC)
        lifted = by_hand.lift(known, cause, now, by=deployed.who(), because=reason)
        left = by_hand.causes(known)
    if not lifted:
        stop(f"Nothing to take back: {cause} does not stand against it in {stage}.", FINDINGS)
    typer.echo(f"{cause} is taken back in {stage}.")
    for each in left:
        typer.echo(f"Still stands: {_line(each)}")


def suppressions(address: Address, *, stage: Stage = "sandbox") -> None:
    """What stands against an address, and what was taken back; exits with 1 if anything stands."""
    known = _address(address)
    with answers_to_the_terminal():
        around = Deployed(stage).require().neighbours()
        stands = recovery.by_hand(around).causes(known)
        lifted = around.suppressions.lifted(known)
    for each in stands:
        typer.echo(_line(each))
    for lifting in lifted:
        why = f", {lifting.because}" if lifting.because else ""
        by = f" by {lifting.by}" if lifting.by else ""
        typer.echo(
            f"taken back {lifting.at:%Y-%m-%d}: {lifting.cause} of {lifting.since:%Y-%m-%d}, "
            f"{lifting.lifter}{by}{why}"
        )
    if stands:
        raise typer.Exit(FINDINGS)
    typer.echo(f"Nothing stands against it in {stage}.")


def _line(each: Suppression) -> str:
    stops = "everything" if each.cause in STOPS_EVERYTHING else "marketing"
    by = f", by {each.by}" if each.by else ""
    why = f", {each.because}" if each.because else ""
    return f"{each.cause} since {each.since:%Y-%m-%d}, stops {stops}{by}{why}"


def _address(text: str) -> str:
    known = text.strip() if _NUMBER.fullmatch(text.strip()) else normal_email(text)
    if known is None:
        stop("That is neither an address nor a number such as +4740612345: nothing was done.")
    return known


def _reason(text: str) -> str:
    reason = " ".join(text.split())
    if not reason:
        stop("Say why with --because: it is kept beside the address's key.")
    if "@" in reason or _NUMBER.search(reason.replace(" ", "")):
        stop("Leave addresses and numbers out of --because: it outlives the person's data.")
    return reason


def _only_the_person(cause: SuppressionCause) -> NoReturn:
    stop(
        f"Only the person takes {cause} back: by a form, a ticked box or a confirmed sign-up, later than it. "
        "Nothing was done."
    )
