"""What stands behind our pages has in common: what is shown, and how what is said there is told."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from homing.domain.time import iso
from homing.services import ports

SOURCE = "page"
"""What the events queue knows our own pages by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A page to show: its template, in which language, with what."""

    page: str
    locale: str
    context: Mapping[str, object] = field(default_factory=dict)
    complete: bool = True  # False if the form was posted without an answer


def event_id(once: str) -> str:
    """The id of what a reader says, the same for whatever counts as saying it once."""
    return f"page#{hashlib.sha256(once.encode()).hexdigest()[:32]}"


def tell(
    queue: ports.EventQueue, name: str, body: Mapping[str, object], delivery_id: str, now: datetime
) -> None:
    """Queue an event of a reader; returns once it is durable."""
    attributes = {"source": SOURCE, "topic": name, "delivery_id": delivery_id, "arrived_at": iso(now)}
    queue.send(json.dumps(body, ensure_ascii=False).encode(), attributes)
