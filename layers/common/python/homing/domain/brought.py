"""A date that an event brought, on which a workflow starts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from homing.domain.time import Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class BroughtDate:
    """The newest date of one occurrence key: `at` is when the workflow starts, `time` the event's own.

    `trigger` is what the event said of itself.
    """

    contact_id: str
    workflow: str
    key: str
    event_id: str
    time: Stamp
    at: datetime
    trigger: Mapping[str, Any] = field(default_factory=dict)
