"""`homing form-token`: the hidden field that proves a form to be ours, and a form to paste into a page."""

import html
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import boto3
import typer
from homing.adapters.form_tokens import FormTokens
from homing.adapters.secrets import SsmSecrets
from homing.adapters.shop_file import load_shop
from homing.domain.shop_forms import Form
from homing.services.forms import CONSENT, TOKEN, TRAP

from local.aws_answers import answers_to_the_terminal, stop

LONGEST_DAYS = 730


def form_token(
    form: Annotated[str, typer.Argument(help="The form's name in shop.yaml.")],
    stage: Annotated[str, typer.Option(help="Which deployment.")] = "sandbox",
    days: Annotated[int, typer.Option(help="How long the page may use it.", min=1, max=LONGEST_DAYS)] = 365,
    snippet: Annotated[bool, typer.Option("--snippet", help="Print a whole form to paste.")] = False,
    url: Annotated[str, typer.Option(help="TrackingUrl, as the deployment printed it.")] = "",
    shop: Annotated[Path, typer.Option(help="Whose shop it is.")] = Path("shop.yaml"),
) -> None:
    """Make the hidden field of a form; whoever loads the page afterwards may send it until its day."""
    forms = load_shop(shop).forms
    if form not in forms:
        stop(f"There is no form {form!r} in shop.yaml; there are: {', '.join(forms) or 'none'}.")
    with answers_to_the_terminal():
        secrets = SsmSecrets(boto3.Session().client("ssm"), stage)
        token = FormTokens(secrets.pages).make(form, datetime.now(UTC) + timedelta(days=days))
    typer.echo(_snippet(form, forms[form], token, url.rstrip("/")) if snippet else token)


def _snippet(name: str, form: Form, token: str, url: str) -> str:
    """Plain HTML without a script; the trap is hidden from people and from their screen readers."""
    wording = form.consent.wording if form.consent else ""
    agreed = wording if isinstance(wording, str) else next(iter(wording.values()))
    rows = [
        f'<form method="post" action="{html.escape(url)}/forms/{name}">',
        f'  <input type="hidden" name="{TOKEN}" value="{token}">',
        f'  <p hidden aria-hidden="true"><input name="{TRAP}" tabindex="-1" autocomplete="off"></p>',
        '  <p><label>Email <input type="email" name="email" required autocomplete="email"></label></p>',
        '  <p><label>First name <input name="first_name" autocomplete="given-name"></label></p>',
        *(
            f'  <p><label>{field.replace("_", " ").capitalize()} <input name="{field}"></label></p>'
            for field in form.fields
        ),
    ]
    if agreed:
        box = f'<input type="checkbox" name="{CONSENT}">'
        rows.append(f"  <p><label>{box} {html.escape(agreed)}</label></p>")
    return "\n".join([*rows, "  <p><button>Send</button></p>", "</form>"])


def _label(field: str) -> str:
    return field.replace("_", " ").capitalize()
