"""What `homing explain` says a contact may be sent now, and on what lawful ground."""

from collections.abc import Iterable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from homing.bootstrap import shared
from homing.domain.allowed import allowed
from homing.domain.contact import Contact, normal_email
from rich.console import Console
from rich.table import Table

from local.deployment import Deployment

_HEADINGS = ("What for", "May we?", "On what ground")


def may(contact: Contact, deployment: Deployment) -> Sequence[Sequence[str]]:
    """The rows of what a contact may be sent, as it stands when the rehearsal ends."""
    around: Any = SimpleNamespace(shop=deployment.shop, live_from=None)
    return [
        (f"{each.purpose} by {each.channel}", "yes" if each.yes else "no", each.ground)
        for each in allowed(contact, shared.rules(around))
    ]


def explain(address: str, lines: Iterable[Mapping[str, Any]], console: Console) -> None:
    """Print what a contact may be sent, if the rehearsal knows them."""
    email = normal_email(address)
    rows = next((line["may"] for line in lines if line["email"] == email and "may" in line), ())
    table = Table(box=None, pad_edge=False)
    for heading in _HEADINGS:
        table.add_column(heading, no_wrap=heading != _HEADINGS[-1])
    for row in rows:
        table.add_row(*row)
    if rows:
        console.print(table)
