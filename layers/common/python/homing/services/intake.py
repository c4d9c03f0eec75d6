"""Takes what was queued: normalise, then observe; what tells us nothing is noted and let go."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from homing.domain.events import Event
from homing.domain.privacy import Asked
from homing.domain.time import parse_iso
from homing.domain.timeline import Kind, Line
from homing.services import ports

SHOPIFY = "shopify"
"""The source of a body whose door says none."""


@dataclass(frozen=True, slots=True)
class Ignored:
    """Something that tells us nothing, by the name under which it came."""

    name: str


class Normalise(Protocol):
    """The adapter of one system that tells us of events."""

    def __call__(
        self, topic: str, body: bytes, *, delivery_id: str, arrived_at: datetime
    ) -> Sequence[Event | Ignored | Asked]:
        """What a queued body tells."""


class Intake:
    """The way from a queued body to its effects; `normalise` holds an adapter for each source."""

    def __init__(
        self,
        *,
        normalise: Mapping[str, Normalise],
        observe: Callable[[Event], None],
        note_request: Callable[[Asked], None],
        timeline: ports.Timeline,
    ) -> None:
        self._normalise = normalise
        self._observe = observe
        self._note_request = note_request
        self._timeline = timeline

    def __call__(self, body: bytes, attributes: Mapping[str, str]) -> None:
        """Work one body off, each event of it for itself; `attributes` are those that the door gave it.

        Raises:
            ExceptionGroup: several events of one body failed; all others were worked off, and are known when
                the body comes again.
        """
        arrived_at = parse_iso(attributes["arrived_at"])
        delivery_id = attributes.get("delivery_id") or hashlib.sha256(body).hexdigest()
        normalise = self._normalise[attributes.get("source", SHOPIFY)]
        told = normalise(attributes["topic"], body, delivery_id=delivery_id, arrived_at=arrived_at)
        failures: list[Exception] = []
        for each in told:
            try:
                self._take(each, arrived_at)
            except Exception as error:
                failures.append(error)
        if len(failures) == 1:
            raise failures[0]
        if failures:
            raise ExceptionGroup(f"{len(failures)} events of one body failed", failures)

    def _take(self, told: Event | Ignored | Asked, arrived_at: datetime) -> None:
        if isinstance(told, Asked):
            self._note_request(told)
            return
        if isinstance(told, Ignored):
            line = Line(at=arrived_at, kind=Kind.RECEIVED, event=told.name, reason="ignored")
            self._timeline.write(line)
            return
        self._observe(told)
