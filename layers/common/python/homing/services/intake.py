"""Takes a queued webhook: normalise, then observe; what tells us nothing is noted and let go."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from homing.domain.events import Event
from homing.domain.time import parse_iso
from homing.domain.timeline import Kind, Line
from homing.services import ports


class Normalise(Protocol):
    """The adapter of the shop's system."""

    def __call__(self, topic: str, body: bytes, *, delivery_id: str, arrived_at: datetime) -> Event | None:
        """The event that a webhook tells; None if it tells us nothing."""


class Intake:
    """The way from a queued body to its effects."""

    def __init__(
        self, *, normalise: Normalise, observe: Callable[[Event], None], timeline: ports.Timeline
    ) -> None:
        self._normalise = normalise
        self._observe = observe
        self._timeline = timeline

    def __call__(self, body: bytes, attributes: Mapping[str, str]) -> None:
        """Work one webhook off; `attributes` are those that the door gave it."""
        topic = attributes["topic"]
        arrived_at = parse_iso(attributes["arrived_at"])
        delivery_id = attributes.get("delivery_id") or hashlib.sha256(body).hexdigest()
        event = self._normalise(topic, body, delivery_id=delivery_id, arrived_at=arrived_at)
        if event is None:
            line = Line(at=arrived_at, kind=Kind.RECEIVED, event=topic, reason="ignored")
            self._timeline.write(line)
            return
        self._observe(event)
