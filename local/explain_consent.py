"""`homing explain --consent`: every word on a contact's permissions, and what stands after them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from homing.adapters.dynamodb.items import dump, load
from homing.domain.consent_ledger import ConsentEntry, derived
from homing.domain.contact import normal_email
from homing.domain.contact import zone as zone_of
from homing.domain.errors import InvalidTimeline
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from local.deployment import Deployment
from local.explain_permission import may
from local.memory.stores import MemoryConsentLedger

FILE = "consent.jsonl"
_NAMES = {"wording": "agreed to", "wording_version": "version", "opt_in_level": "level", "user_agent": "by"}


def save(deployment: Deployment, out: Path) -> None:
    """Write a line for each entry of each contact's ledger, and one of what they may be sent."""
    tables, zone = deployment.tables, deployment.shop.zone
    ledger = MemoryConsentLedger(tables)
    with (out / FILE).open("w", encoding="utf-8") as file:
        for contact in sorted(tables.contacts.values(), key=lambda each: each.id):
            if contact.moved_to is None and contact.email is not None:
                head = {"email": contact.email, "zone": zone_of(contact, zone).name}
                file.write(json.dumps(head | {"may": may(contact, deployment)}, ensure_ascii=False) + "\n")
                for entry in ledger.of(contact.id):
                    file.write(json.dumps(head | {"entry": dump(entry)}, ensure_ascii=False) + "\n")


def explain(address: str, out: Path, console: Console) -> bool:
    """Print a contact's ledger of consent; False if the rehearsal heard no word of them."""
    email = normal_email(address)
    found = [line for line in lines_of(out) if line["email"] == email and "entry" in line]
    if not found:
        console.print(f"Nobody with the address {address} has said anything in {out}.", highlight=False)
        return False
    entries = [load(ConsentEntry, line["entry"]) for line in found]
    for entry in entries:
        said_at = entry.said_at.at.astimezone(ZoneInfo(found[-1]["zone"]))
        ground = entry.basis.value if entry.basis is not None else ""
        what = f"{entry.purpose} by {entry.channel}"
        words = f"{said_at:%a %d %b %Y %H:%M}  {what:20}  {entry.state:12}  {ground:11}  {entry.source}"
        console.print(words, highlight=False, markup=False)
        console.print(Padding(Text(_shown(entry), style="dim"), (0, 0, 0, 4)))
    console.print(_standing(entries), highlight=False)
    return True


def _shown(entry: ConsentEntry) -> str:
    told: Mapping[str, str] = dump(entry.evidence)
    return " · ".join(f"{_NAMES[name]} {text}" if name in _NAMES else text for name, text in told.items())


def _standing(entries: Sequence[ConsentEntry]) -> str:
    stands = derived(entries)
    named = sorted(stands)
    said = (f"{purpose} by {channel}: {stands[purpose, channel].state}" for purpose, channel in named)
    return f"Stands: {', '.join(said)}."


def lines_of(out: Path) -> Iterator[dict[str, Any]]:
    """Everything that was written of everybody's consent."""
    path = out / FILE
    try:
        with path.open(encoding="utf-8") as file:
            yield from map(json.loads, file)
    except OSError as error:
        raise InvalidTimeline(f"{path}: {error.strerror}; play a rehearsal first: make demo") from error
