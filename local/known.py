"""What a rehearsal knew of its contacts when it ended, written beside its timeline for `homing explain`."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from homing.bootstrap import shared
from homing.domain.facts import Facts
from homing.domain.noted import with_segments
from homing.domain.reads import Reads
from homing.domain.segment import Segment

from local.deployment import Deployment
from local.memory.groups import MemoryScores
from local.memory.stores import MemoryContacts, MemoryHistory, MemoryMessages

FILE = "known.jsonl"
ALWAYS = frozenset({"contact.zone", "contact.birthday"})
"""Facts by which others change with time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One contact as a rehearsal left them, and the segments that its workflows use."""

    facts: Facts
    segments: Mapping[str, Segment]
    inside: frozenset[str]


def save(deployment: Deployment, out: Path) -> None:
    """Write a line for each contact, where workflows use segments."""
    workflows = deployment.workflows
    used = {name: each for name, each in workflows.segments().items() if name in workflows.reads().segments}
    place = out / FILE
    if not used:
        place.unlink(missing_ok=True)
        return
    with place.open("w", encoding="utf-8") as file:
        head = {
            name: each.model_dump(mode="json", by_alias=True, exclude_unset=True)
            for name, each in used.items()
        }
        file.write(json.dumps(head) + "\n")
        for line in _lines(deployment, used):
            file.write(json.dumps(line, default=_plain) + "\n")


def _lines(deployment: Deployment, used: Mapping[str, Segment]) -> Iterator[Mapping[str, Any]]:
    tables = deployment.tables
    around: Any = SimpleNamespace(
        shop=deployment.shop,
        live_from=None,
        contacts=MemoryContacts(tables),
        history=MemoryHistory(tables),
        messages=MemoryMessages(tables),
        scores=MemoryScores(tables),
        workflows=deployment.workflows,
    )
    knowledge, now = shared.knowledge(around), deployment.clock.now()
    reads = Reads(segments=frozenset(used))
    named = with_segments(reads, used).facts | ALWAYS
    for contact in sorted(tables.contacts.values(), key=lambda each: each.id):
        facts = knowledge.facts(contact, reads, now, trigger={})
        row = tables.memberships.get(contact.id)
        yield {
            "email": contact.email,
            "at": now,
            "inside": sorted(row.inside()) if row is not None else [],
            "values": {name: value for name, value in facts.values.items() if name in named},
            "deeds": {
                name: [{"at": deed.at, "properties": dict(deed.properties)} for deed in deeds]
                for name, deeds in facts.deeds.items()
                if deeds
            },
        }


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.isoformat()
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case _:
            return str(value)


def read(email: str, out: Path) -> Known | None:
    """What was known of the contact of an address; None if the rehearsal kept nothing of them."""
    place = out / FILE
    if not place.exists():
        return None
    with place.open(encoding="utf-8") as file:
        head = json.loads(next(file))
        segments = {name: Segment.model_validate(each) for name, each in head.items()}
        found = next((each for each in map(json.loads, file) if each["email"] == email), None)
    return None if found is None else _known(found, segments)


def _known(found: Mapping[str, Any], segments: Mapping[str, Segment]) -> Known:
    deeds = {name: [{"name": name, **each} for each in told] for name, told in found["deeds"].items()}
    facts = Facts.model_validate({"now": found["at"], "values": found["values"], "deeds": deeds})
    return Known(facts=facts, segments=segments, inside=frozenset(found["inside"]))
