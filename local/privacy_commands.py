"""`homing export`, `homing erase` and `homing requests`: what is kept of somebody, and its end."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from homing.bootstrap import privacy
from homing.domain.contact import normal_email
from homing.domain.privacy import Ask, PrivacyRequest, name_key
from homing.services.serve_requests import plain
from rich.console import Console
from rich.table import Table

from local.aws_answers import answers_to_the_terminal, stop
from local.deployed import Deployed, OwnersNeighbours

Stage = Annotated[str, typer.Option(help="Which deployment.")]
Who = Annotated[str, typer.Argument(help="Their address, or their customer id in the shop.")]
NOBODY = "Nothing is kept of whoever that is: check the address, or try the customer id."

_out = Console()


def export(
    who: Who,
    *,
    stage: Stage = "sandbox",
    out: Annotated[
        Path | None, typer.Option(help="A file to write, instead of the terminal.", show_default=False)
    ] = None,
) -> None:
    """Everything that is kept of one person, as JSON: rows, dead letters, archives, suppressions."""
    with answers_to_the_terminal():
        told = privacy.export(_around(stage))((named(who),), datetime.now(UTC))
    if told is None:
        stop(NOBODY, 1)
    text = _json(told)
    if out is None:
        typer.echo(text)
        return
    out.write_text(f"{text}\n", encoding="utf-8")
    _out.print(f"Written to {out}. It tells everything of a person: delete it when it was handed on.")


def erase(
    who: Who,
    *,
    stage: Stage = "sandbox",
    yes: Annotated[bool, typer.Option("--yes", help="Do it without asking.")] = False,
) -> None:
    """Erase one person everywhere, keep the totals and a proof; shows first how much there is, not what."""
    with answers_to_the_terminal():
        around, now, name = _around(stage), datetime.now(UTC), named(who)
        told = privacy.export(around)((name,), now)
        if told is None or not (told["kept"] or told["elsewhere"]):
            stop(f"{NOBODY}{_erased_before(around, name)}", 1)
        _show(told)
        if not yes and not typer.confirm("Erase all of it? It cannot be brought back."):
            stop("Nothing was changed.", 1)
        request = PrivacyRequest(
            id=f"by-hand-{secrets.token_hex(8)}",
            ask=Ask.ERASE,
            asked_by="operator",
            asked_at=now,
            begins_at=now,
            names=(name,),
        )
        proof = privacy.erase(around)(request, now)
    typer.echo(_json(asdict(proof)))
    _out.print(
        "Erased. In an hour a function looks once more, for what was under way. The proof is kept for five "
        "years. If the shop still has them as a customer, delete them there too.",
        soft_wrap=True,
    )


def requests(
    *,
    stage: Stage = "sandbox",
    halt: Annotated[
        str | None, typer.Option("--stop", metavar="ID", help="Do not do this one.", show_default=False)
    ] = None,
) -> None:
    """What people, or the shop, asked for about personal data and is not done; and the proofs of what is."""
    with answers_to_the_terminal():
        kept = _around(stage).privacy_requests
        pending = list(kept.pending())
        if halt is not None:
            known = next((each for each in pending if each.id == halt), None)
            if known is None:
                stop(f"No request {halt} is pending in {stage}: see homing requests --stage {stage}", 1)
            kept.finish(known)
            _out.print(f"{halt} will not be done. Whoever asked has a right to it: write down why not.")
            return
        proofs = kept.proofs()
    table = Table(
        "Request", "Asks for", "Asked by", "Asked", "Begins, or done", "Looks", title=f"Homing {stage}"
    )
    for each in pending:
        begins = _minute(each.begins_at)
        table.add_row(each.id, each.ask.value, each.asked_by, _minute(each.asked_at), begins, str(each.looks))
    for proof in proofs:
        done = f"erased {_minute(proof.erased_at)}"
        table.add_row(proof.id, "-", proof.asked_by, _minute(proof.asked_at), done, str(proof.looks))
    _out.print(table)


def named(who: str) -> str:
    """The alias that somebody types."""
    email = normal_email(who)
    return f"email#{email}" if email is not None else f"customer#{who.strip()}"


def _around(stage: str) -> OwnersNeighbours:
    return Deployed(stage).require().neighbours()


def _erased_before(around: OwnersNeighbours, name: str) -> str:
    key = name_key(name, around.id_secret)
    proof = next((each for each in around.privacy_requests.proofs() if key in each.names), None)
    return "" if proof is None else f" They were erased on {_minute(proof.erased_at)}, proof {proof.id}."


def _show(told: Mapping[str, Any]) -> None:
    table = Table("What", "How many", title="Kept of this person")
    for kind, rows in (*told["kept"].items(), *told["elsewhere"].items()):
        table.add_row(kind, str(len(rows)))
    _out.print(table)


def _json(told: Mapping[str, Any]) -> str:
    return json.dumps(told, indent=2, default=plain, ensure_ascii=False)


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
