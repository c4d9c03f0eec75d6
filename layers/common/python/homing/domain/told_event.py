"""What an event said of itself, as an enrollment keeps it: plain properties, its name and its time."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from homing.domain.deeds import plain
from homing.domain.time import iso

MOST_BYTES = 2048
LONGEST_TEXT = 1000


def told(name: str, at: datetime, properties: Mapping[str, Any]) -> Mapping[str, Any]:
    """The properties that are one value each, as many as fit; `event` and `time` unless it says so itself."""
    return {"event": name, "time": iso(at), **plain(properties, room=MOST_BYTES, longest=LONGEST_TEXT)}
