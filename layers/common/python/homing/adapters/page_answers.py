"""What readers answered on our own pages, read into events."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from homing.domain.consent import ConsentSource, ConsentState, ConsentStatement
from homing.domain.contact import Identity
from homing.domain.events import Event, Traits
from homing.domain.evidence import Evidence
from homing.domain.time import Stamp, parse_iso


def normalise(topic: str, body: bytes, *, delivery_id: str, arrived_at: datetime) -> Sequence[Event]:
    """The event that an answer is, as `services/answers.py` queued it; one and the same for one answer."""
    told = json.loads(body)
    time = Stamp.of(arrived_at, arrived_at)
    return [
        Event(
            id=delivery_id,
            name=topic,
            time=time,
            arrived_at=arrived_at,
            identity=Identity(contact_id=told["contact"]),
            traits=_wishes(told.get("traits", {})),
            properties=told["properties"],
            consent=_statement(told.get("consent"), time),
        )
    ]


def _statement(told: Mapping[str, Any] | None, time: Stamp) -> ConsentStatement | None:
    """What the page says of permission to mail."""
    if told is None:
        return None
    return ConsentStatement(
        state=ConsentState(told["state"]),
        source=ConsentSource(told["source"]),
        time=time,
        evidence=Evidence(**told["evidence"]),
    )


def _wishes(told: Mapping[str, Any]) -> Traits:
    until = told.get("paused_until")
    return Traits(
        paused_until=None if until is None else parse_iso(until),
        cap=told.get("cap"),
        chosen_locale=told.get("chosen_locale"),
        chosen_timezone=told.get("chosen_timezone"),
    )
