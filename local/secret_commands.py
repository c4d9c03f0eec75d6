"""`homing secret`: put a deployment's secrets where its functions read them, from the terminal alone."""

import secrets
from collections.abc import Sequence
from typing import Annotated

import boto3
import typer
from homing.adapters.secrets import SecretName, SsmSecrets

from local.aws_answers import answers_to_the_terminal, stop

app = typer.Typer(help="Secrets of a deployment, kept in SSM.", no_args_is_help=True)

_SHORTEST_KEY = 16
_KEPT: dict[SecretName, int | None] = {"shopify": 2, "pages": None, "ids": 1}
"""How many values stay in force: Shopify signs with the old one for an hour, links in mails work for ever."""


@app.callback()
def secret() -> None:
    """Secrets of a deployment, kept in SSM."""


@app.command("set")
def set_secret(
    name: Annotated[SecretName, typer.Argument(help="Which secret: shopify, pages or ids.")],
    stage: Annotated[str, typer.Option(help="Which deployment.")] = "sandbox",
) -> None:
    """Read a secret from the terminal and store it; the one before it stays in force."""
    with answers_to_the_terminal():
        store = SsmSecrets(boto3.Session().client("ssm"), stage)
        before = store.current(name)
        if name == "ids" and before:
            stop(
                "ids is set, and stays: every contact and enrollment id follows from it, so with another one"
                " everybody would be new, and enter every workflow again.",
                code=1,
            )
        value = _ask(name)
        if value in before[:1]:
            typer.echo(f"{name} of {stage} is that already; nothing changed.")
            return
        store.put(name, _rotated(name, value, before))
    typer.echo(_done(name, stage, before))


def _ask(name: SecretName) -> str:
    if name == "shopify":
        value = str(typer.prompt("Client secret of the Shopify app", hide_input=True)).strip()
        if not value or len(value.split()) != 1:
            stop("A client secret is one word; nothing was stored.")
        return value
    prompt = f"Key for {name} (leave empty to have one made)"
    value = str(typer.prompt(prompt, default="", show_default=False, hide_input=True)).strip()
    if not value:
        return secrets.token_urlsafe(32)
    if len(value) < _SHORTEST_KEY or len(value.split()) != 1:
        stop(f"A key is one word of at least {_SHORTEST_KEY} characters; nothing was stored.")
    return value


def _rotated(name: SecretName, value: str, before: Sequence[str]) -> Sequence[str]:
    return [value, *(old for old in before if old != value)][: _KEPT[name]]


def _done(name: SecretName, stage: str, before: Sequence[str]) -> str:
    if not before:
        return f"{name} of {stage} is set. The functions read it within five minutes."
    return f"{name} of {stage} is replaced; the one before stays in force. Functions follow in five minutes."
