"""What readers answered on our own pages, read into events."""

import json
from collections.abc import Sequence
from datetime import datetime

from homing.domain.contact import Identity
from homing.domain.events import Event
from homing.domain.time import Stamp


def normalise(topic: str, body: bytes, *, delivery_id: str, arrived_at: datetime) -> Sequence[Event]:
    """The event that an answer is, as `services/answers.py` queued it; one and the same for one answer."""
    told = json.loads(body)
    return [
        Event(
            id=delivery_id,
            name=topic,
            time=Stamp.of(arrived_at, arrived_at),
            arrived_at=arrived_at,
            identity=Identity(contact_id=told["contact"]),
            properties=told["properties"],
        )
    ]
