"""`homing secret`: put a deployment's secrets where its functions read them, from the terminal alone."""

import secrets
from collections.abc import Sequence
from typing import Annotated, get_args

import boto3
import typer
from homing.adapters import standard_webhooks
from homing.adapters.secrets import SecretName, SsmSecrets
from homing.adapters.segment.keys import hashed

from local.aws_answers import answers_to_the_terminal, stop

app = typer.Typer(help="Secrets of a deployment, kept in SSM.", no_args_is_help=True)

_SHORTEST_KEY = 16
_KEPT: dict[SecretName, int] = {"shopify": 2, "ids": 1, "webhooks": 2, "shopify-admin": 1}
"""How many values stay in force, if not all: Shopify signs with the old one for an hour."""
_GIVEN: dict[SecretName, str] = {
    "shopify": "Client secret of the Shopify app",
    "shopify-admin": "Admin API access token of the Shopify app",
}
"""Secrets that somebody else made; the others are ours."""
_SHOWN: dict[SecretName, str] = {"segment": "The write key", "webhooks": "The signing key of our webhooks"}
"""What others must be given, said the once that it is made."""
_MOST_WRITE_KEYS = 20  # of 65 bytes, in a parameter of 4 KB
_MARK = 8
"""As much of a write key's hash tells it from the others."""

Stage = Annotated[str, typer.Option(help="Which deployment.")]


@app.callback()
def secret() -> None:
    """Secrets of a deployment, kept in SSM."""


@app.command("set")
def set_secret(
    name: Annotated[SecretName, typer.Argument(help=f"One of {', '.join(get_args(SecretName))}.")],
    stage: Stage = "sandbox",
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
        if name == "segment" and len(before) >= _MOST_WRITE_KEYS:
            stop(f"{_MOST_WRITE_KEYS} write keys are in force; revoke one: homing secret revoke", code=1)
        value, made = _ask(name)
        kept = hashed(value) if name == "segment" else value
        if kept in before if name == "segment" else kept in before[:1]:
            typer.echo(f"{name} of {stage} is that already; nothing changed.")
            return
        store.put(name, _rotated(name, kept, before))
    typer.echo(_done(name, stage, before))
    if name in _SHOWN and made:
        typer.echo(f"{_SHOWN[name]}, shown this once: {value}")


@app.command()
def revoke(
    mark: Annotated[str, typer.Argument(help="How the key's hash begins; leave out to see all.")] = "",
    stage: Stage = "sandbox",
) -> None:
    """Take a write key of the tracking API out of force, or list those that are in force."""
    with answers_to_the_terminal():
        store = SsmSecrets(boto3.Session().client("ssm"), stage)
        before = store.current("segment")
        if not mark:
            typer.echo("\n".join(each[:_MARK] for each in before) or f"No write key of {stage} is in force.")
            return
        left = [each for each in before if not each.startswith(mark)]
        if len(before) - len(left) != 1:
            stop(f"{mark} is not the beginning of one key alone; see: homing secret revoke --stage {stage}")
        if not left:
            stop("That is the last write key; set another before this one goes.", code=1)
        store.put("segment", left)
    typer.echo(f"Write key {mark} of {stage} is out of force within five minutes.")


def _ask(name: SecretName) -> tuple[str, bool]:
    """The value, and whether we made it."""
    if name in _GIVEN:
        value = str(typer.prompt(_GIVEN[name], hide_input=True)).strip()
        if not value or len(value.split()) != 1:
            stop(f"A {_GIVEN[name].partition(' of ')[0].lower()} is one word; nothing was stored.")
        return value, False
    prompt = f"Key for {name} (leave empty to have one made)"
    value = str(typer.prompt(prompt, default="", show_default=False, hide_input=True)).strip()
    if not value:
        return standard_webhooks.new_key() if name == "webhooks" else secrets.token_urlsafe(32), True
    if name == "webhooks" and not standard_webhooks.is_key(value):
        stop("A signing key is whsec_ and 24 to 64 bytes in base64; nothing was stored.")
    if len(value) < _SHORTEST_KEY or len(value.split()) != 1:
        stop(f"A key is one word of at least {_SHORTEST_KEY} characters; nothing was stored.")
    return value, False


def _rotated(name: SecretName, value: str, before: Sequence[str]) -> Sequence[str]:
    return [value, *(old for old in before if old != value)][: _KEPT.get(name)]


def _done(name: SecretName, stage: str, before: Sequence[str]) -> str:
    if not before:
        return f"{name} of {stage} is set. The functions read it within five minutes."
    kept = "those before stay" if name == "segment" else "the one before stays"
    word = "added" if name == "segment" else "replaced"
    return f"{name} of {stage} is {word}; {kept} in force. Functions follow in five minutes."
